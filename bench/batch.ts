/**
 * Arrays: each instruction set, the reference engine and a plain loop against memcpy of the same bytes in the same run:
 * BigUint64Array.set, which is the C library's and as fast as a call of it from an addon (1.4 ns for 8 bytes, at 256 MiB).
 * A decoded word moves 22 bytes (8 read, 14 written), and so does an encoded one; memcpy of 11 bytes moves as many.
 */
import { type Columns, columns } from '../lib/batch/columns.ts';
import { layoutWords } from '../lib/batch/engine/layoutWords.ts';
import { type Addon, listed, loadAddon } from '../lib/batch/engine/native.ts';
import { kernel } from '../lib/kernel/kernel.ts';
import { byTurns } from './byTurns.ts';
import { bytesPerEntry, mmTasks } from './mm.ts';

/** What one task took on arrays of one size; `ratioToMemcpy` is the part of memcpy's rate at which it moves bytes. */
export interface Result {
  readonly name: string;
  readonly path: 'native' | 'javascript' | 'memcpy';
  readonly target: string;
  readonly threads: number;
  readonly words: number;
  readonly nsPerWord: number;
  readonly gbPerSecond: number;
  readonly ratioToMemcpy: number;
}

const bytesPerWord = 22;
const sizes = [1, 8, 256].map((mib) => (mib << 20) / 8);

/** Present and swap entries in turn, all 64 bits in use. */
function fill(words: BigUint64Array): void {
  const halves = new Uint32Array(words.buffer, words.byteOffset, words.length * 2);
  let x = 1;
  for (let i = 0; i < halves.length; i++) halves[i] = x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
}

/** What a JavaScript programmer would write first over two 32-bit halves: kind, type and payload, no flags. */
function plainLoop(words: BigUint64Array, out: Columns): void {
  const halves = new Uint32Array(words.buffer, words.byteOffset, words.length * 2);
  const payload = new Uint32Array(out.payload.buffer, out.payload.byteOffset, out.payload.length * 2);
  for (let i = 0; i < words.length; i++) {
    const low = halves[2 * i] as number;
    const high = halves[2 * i + 1] as number;
    const present = low & 1;
    out.kind[i] = present ? 1 : 3;
    out.type[i] = present ? 0 : high >>> 27;
    out.flags[i] = low & 0xfff;
    payload[2 * i] = present ? (low >>> 12) | (high << 20) : (~low >>> 9) | (~high << 23);
    payload[2 * i + 1] = present ? (high >>> 12) & 0xff : (~high >>> 9) & 0x3ffff;
  }
}

/** One thing to be measured on arrays of one size. */
interface Task {
  readonly name: string;
  readonly path: Result['path'];
  readonly target: string;
  readonly run: () => void;
}

/** Each instruction set, and those of wide registers in each form of going through an array beside the one that is chosen. */
function ways(addon: Addon): readonly { readonly target: string; readonly form?: string }[] {
  const wide = addon.targets().filter((target) => target.startsWith('avx'));
  const forms = addon.forms().filter((form) => form !== 'measured');
  return [
    ...addon.targets().map((target) => ({ target })),
    ...wide.flatMap((target) => forms.map((form) => ({ target, form }))),
  ];
}

/** The codec in each of these ways. */
function nativeTasks(addon: Addon, words: BigUint64Array, out: Columns): readonly Task[] {
  const layout = layoutWords(kernel('6.12'));
  const back = new BigUint64Array(words.length);
  const tasks = {
    decode: () => addon.decode(layout, words, ...listed(out)),
    encode: () => addon.encode(layout, ...listed(out), back),
  };
  return ways(addon).flatMap(({ target, form }) =>
    Object.entries(tasks).map(([name, run]) => ({
      name,
      path: 'native' as const,
      target: form ? `${target} ${form}` : target,
      run: () => {
        addon.setTarget(target);
        addon.setForm(form);
        run();
      },
    })),
  );
}

/** All tasks of one size; memcpy, with which the others are compared, is the first. */
function tasksOf(addon: Addon, n: number): readonly [Task, ...Task[]] {
  const words = new BigUint64Array(n);
  fill(words);
  const from = new BigUint64Array(Math.floor((n * bytesPerWord) / 16)).fill(1n);
  const to = new BigUint64Array(from.length);
  const ofLoop = columns(n); // encode reads the other columns
  const small = n <= 1 << 20; // the arrays of kernel logic are many
  return [
    { name: 'copy', path: 'memcpy', target: 'memcpy', run: () => to.set(from) },
    { name: 'decode loop', path: 'javascript', target: 'javascript', run: () => plainLoop(words, ofLoop) },
    ...nativeTasks(addon, words, columns(n)),
    ...(small ? mmTasks(n) : []),
  ];
}

function measure(addon: Addon, n: number): readonly Result[] {
  const tasks = tasksOf(addon, n);
  const times = byTurns(
    tasks.map(({ run }) => run),
    5,
    Math.max(1, Math.round((1 << 21) / n)),
  );
  const copied = times[0] as number;
  return tasks.map(({ name, path, target }, i) => {
    const ns = times[i] as number;
    return {
      name,
      path,
      target,
      threads: 1,
      words: n,
      nsPerWord: ns / n,
      gbPerSecond: (n * bytesOf(target)) / ns,
      ratioToMemcpy: (copied * bytesOf(target)) / bytesPerWord / ns,
    };
  });
}
const bytesOf = (target: string): number => (target === 'decide' ? bytesPerEntry : bytesPerWord);

/** The results of all sizes. */
export const batchResults = (): readonly Result[] => sizes.flatMap((n) => measure(loadAddon(), n));
