/** SPIN: makes the verifier of the model, runs it, and reads what it says. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../lib/batch/engine/packageRoot.ts';
import type { Doing, RaceCpu, RacePage, RaceState, RaceStep } from './raceState.ts';

/** What the verifier is made of. */
export interface Verifier {
  readonly cpus: number;
  /** With the flush of 5.12. */
  readonly mended: boolean;
  /** More for the C compiler: `-DCOLLAPSE`, `-DNOREDUCE`. */
  readonly flags?: readonly string[];
  /** Prints each step. */
  readonly shows?: boolean;
}

/** What it found. */
export interface Verified {
  readonly states: number;
  readonly transitions: number;
  /** Transitions that lose a write. */
  readonly errors: number;
  /** Bytes of a state before it is compressed. */
  readonly vector: number;
  /** Bytes that a state takes, as pan counts it: the state as stored, and what it keeps beside it. */
  readonly bytesOfState: number;
}

/** What is needed and missing, in words; undefined if nothing is. */
export function lacksSpin(): string | undefined {
  const lacking = (['spin', 'cc'] as const).filter((tool) => spawnSync(tool, ['--version']).error);
  if (lacking.length === 0) return undefined;
  return `expected ${lacking.join(' and ')} in PATH, got neither a program nor a link; on Debian: apt-get install ${lacking.map((tool) => (tool === 'cc' ? 'gcc' : tool)).join(' ')}`;
}

const model = join(packageRoot(), 'bench', 'spin', 'flushPending.pml');

/** Longer than any way without a state twice. */
const depth = '20000';

/** Makes verifiers in a folder of its own, which close() removes. */
export class Spin {
  readonly #folder = mkdtempSync(join(tmpdir(), 'pte-spin-'));
  #made = 0;

  /** The verifier, as a program that runs to its end. */
  make({ cpus, mended, flags = [], shows = false }: Verifier): () => string {
    const cwd = join(this.#folder, String(this.#made++));
    execFileSync('mkdir', [cwd]);
    const defines = [`-DNCPU=${cpus}`, ...(mended ? ['-DMENDED'] : []), ...(shows ? ['-DSHOW'] : [])];
    execFileSync('spin', [...defines, '-a', model], { cwd });
    execFileSync('cc', ['-O2', '-w', '-DSAFETY', ...flags, '-o', 'pan', 'pan.c'], { cwd });
    const args = ['-c0', '-E', `-m${depth}`, '-w16'];
    return () => execFileSync(join(cwd, 'pan'), args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 30 });
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

function numberIn(told: string, pattern: RegExp): number {
  const found = pattern.exec(told)?.[1];
  if (found === undefined) throw new Error(`expected ${pattern} in what pan says, got ${told.slice(-2000)}`);
  return Number(found);
}

/** What pan says at its end. A search that did not get everywhere is an error. */
export function verified(told: string): Verified {
  if (/error: max search depth too small|out of memory/.test(told))
    throw new Error(`pan: expected all states, got ${told}`);
  const states = numberIn(told, /(\d+) states, stored/);
  return {
    states,
    transitions: numberIn(told, /(\d+) transitions/),
    errors: numberIn(told, /errors: (\d+)/),
    vector: numberIn(told, /State-vector (\d+) byte/),
    bytesOfState: (numberIn(told, /([\d.]+)\s+actual memory usage for states/) * 2 ** 20) / states,
  };
}

const doings: readonly Doing[] = ['idle', 'protecting', 'resolving', 'copying'];

/** A state as SHOW prints it. */
function stateIn(text: string): RaceState {
  const [entry = [], ...cpus] = text.split(',').map((part) => part.split(' ').map(Number));
  const [present, writable, marked, registered, pending = 0, armed, ...facts] = entry;
  const is = (n: number | undefined): boolean => n === 1;
  const pages = new Map<number, RacePage>();
  for (let n = 0; n < facts.length; n += 2) pages.set(n / 2 + 1, { pinned: is(facts[n]), newest: is(facts[n + 1]) });
  return {
    ...{ present: is(present), writable: is(writable), marked: is(marked), registered: is(registered) },
    ...{ pending, armed: is(armed), pages },
    cpus: cpus.map(
      ([tlb = 0, doing = 0, due, orig = 0, kept, stale]): RaceCpu => ({
        ...{ tlb, doing: doings[doing] ?? 'idle', due: is(due), orig, kept: is(kept), stale: is(stale) },
      }),
    ),
  };
}

/** The steps that a verifier with `shows` has printed. */
export function* stepsIn(told: string): Generator<RaceStep> {
  const known = new Map<string, RaceState>();
  const state = (text: string): RaceState => {
    const made = known.get(text) ?? stateIn(text);
    known.set(text, made);
    return made;
  };
  for (const line of told.split('\n')) {
    const [head, name = '', cpu, from = '', to = '', lost] = line.split('|');
    if (head === 'step') yield { name, cpu: Number(cpu), from: state(from), to: state(to), lost: lost === '1' };
  }
}
