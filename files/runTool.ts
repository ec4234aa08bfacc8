/** Runs a tool of the machine to its end, within bounds of time and of output. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { rangeError, shown } from '../lib/base/errors.ts';
import { printable } from '../lib/base/printable.ts';
import { endChild, startChild } from './child.ts';
import { MiB } from './readWhole.ts';

/** How a tool is run, and within which bounds. */
export interface ToolOptions {
  /** What the tool is, as messages name it: `a C compiler`. */
  readonly what: string;
  /** What to do where it is not there: `install gcc`. */
  readonly advice?: string;
  /** The time that it may take; PTE_TOOL_SECONDS goes before it. */
  readonly seconds: number;
  /** Bytes that it may print, both streams together. */
  readonly most?: number;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Its standard input. */
  readonly input?: string | Uint8Array;
}

/** What came of it. */
export interface Ran {
  readonly ok: boolean;
  /** `status 1`, or the signal that ended it. */
  readonly how: string;
  readonly stdout: Buffer;
  readonly stderr: string;
}

const usualMost = 64 * MiB;
/** More would overflow a timer. */
const mostSeconds = 1_000_000;

const bad = (message: string) => rangeError(message, 'ERR_PTE_INPUT');

/** The seconds that a tool or a request may take: PTE_TOOL_SECONDS, else as usual. @throws RangeError (ERR_PTE_INPUT) for no number. */
export function toolSeconds(usual: number): number {
  const given = process.env.PTE_TOOL_SECONDS;
  if (given === undefined || given === '') return usual;
  const seconds = /^\d{1,7}$/.test(given) ? Number(given) : 0;
  if (seconds >= 1 && seconds <= mostSeconds) return seconds;
  throw bad(`expected PTE_TOOL_SECONDS from 1 to ${mostSeconds}, got ${shown(given)}`);
}

/**
 * Runs a tool.
 *
 * @throws RangeError (ERR_PTE_INPUT) where it cannot start, takes longer, or prints more.
 */
export function runTool(program: string, args: readonly string[], options: ToolOptions): Promise<Ran> {
  const seconds = toolSeconds(options.seconds);
  const child = started(program, args, options);
  return new Promise((resolve, reject) => {
    const stop = (message: string) => {
      reject(bad(message));
      endChild(child);
      for (const stream of [child.stdout, child.stderr]) stream.destroy(); // what has left the group may hold them
    };
    const timer = setTimeout(() => stop(tooLong(program, options, seconds)), seconds * 1000);
    const said = gathered(child, options.most ?? usualMost, () => stop(tooMuch(program, options)));
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(cannotRun(program, options, error));
    });
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      resolve({ ok: status === 0, how: signal ?? `status ${status}`, ...said() });
    });
    child.stdin.end(options.input ?? '');
  });
}

function started(program: string, args: readonly string[], options: ToolOptions): ChildProcessWithoutNullStreams {
  const { cwd, env } = options;
  try {
    return startChild(program, args, { ...(cwd !== undefined && { cwd }), ...(env && { env }) });
  } catch (error) {
    throw cannotRun(program, options, error as NodeJS.ErrnoException);
  }
}

/** Collects both streams, as far as the bound. */
function gathered(child: ChildProcessWithoutNullStreams, most: number, onMore: () => void) {
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  let left = most;
  const into = (list: Buffer[]) => (block: Buffer) => {
    left -= block.length;
    if (left >= 0) list.push(block);
    else onMore();
  };
  child.stdout.on('data', into(out));
  child.stderr.on('data', into(err));
  return () => ({ stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString() });
}

function cannotRun(program: string, { what, advice }: ToolOptions, error: NodeJS.ErrnoException): Error {
  const name = program === '' ? 'an empty name' : printable(program);
  const why = error.code === 'ENOENT' ? 'not found' : printable(error.code ?? error.message);
  const hint = error.code === 'ENOENT' && advice !== undefined ? `: ${advice}` : '';
  return bad(`expected ${what}, got ${name} (${why})${hint}`);
}

const tooLong = (program: string, { what }: ToolOptions, seconds: number): string =>
  `expected ${what} that ends within ${seconds} seconds, got ${printable(program)}, which was ended (PTE_TOOL_SECONDS sets the time)`;

const tooMuch = (program: string, { what, most = usualMost }: ToolOptions): string =>
  `expected ${what} that prints at most ${most.toLocaleString('en')} bytes, got more from ${printable(program)}, which was ended`;
