/**
 * Calls exports of the library with arguments that no type allows: `node calls.js LIBRARY SEED FROM TO AT`. Each call follows from
 * the seed and its number. Its number is in the file AT while it runs; what is wrong with it is a line of JSON.
 */
import { openSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Fault } from '../judge.ts';
import { randomOf } from '../random.ts';
import { badArguments, goodArguments, ownError } from './arguments.ts';

const [, , file = '', seed = '', from = '', to = '', at = ''] = process.argv;
type Callable = (...args: readonly unknown[]) => unknown;

const library = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
const functions = Object.entries(library).filter((pair): pair is [string, Callable] => typeof pair[1] === 'function');

/** The doors: what they refuse they refuse with a code. Helpers trust their types, as the kernel's do. */
const doors = new Set([
  'kernel',
  'kernelFromConfig',
  'decode',
  'encode',
  'explain',
  'decodeBatch',
  'encodeBatch',
  'bind',
  'decodeBatchAsync',
  'encodeBatchAsync',
  'censusBatch',
  'censusBatchAsync',
  'findBatch',
  'findBatchAsync',
  'mapBatch',
  'mapBatchAsync',
  'columns',
  'removeMigrationPteBatch',
  'doSwapPageBatch',
  'parseRecording',
  'parseScript',
]);
const doorFunctions = functions.filter(([name]) => doors.has(name));

const tell = (call: number, column: Fault['column'], what: string): void =>
  console.log(JSON.stringify({ call, column, what }));

const isCoded = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && `${error.code}`.startsWith('ERR_PTE_');

const [good, bad] = [goodArguments(library), badArguments(library)];

async function act(call: number): Promise<void> {
  const random = randomOf(Number(seed), `call ${call}`);
  const [name, made] = random.pick(random.below(2) === 0 ? doorFunctions : functions);
  const count = random.below(Math.max(made.length, 3) + 2);
  // Mostly good: a function whose first argument is refused does not look at the next
  const args = Array.from({ length: count }, (_, i) =>
    random.below(3) > 0 ? random.pick(good[i] ?? good.at(-1) ?? [])() : random.pick(bad)(),
  );
  try {
    if (/^[A-Z]/.test(name)) Reflect.construct(made, args);
    else await made(...args);
  } catch (error) {
    if (!doors.has(name) || isCoded(error) || error === ownError) return;
    tell(call, 'crash / raw stack', `${name}(): an error without a code: ${String(error)}`);
  }
}

const fd = openSync(at, 'w');
for (let call = Number(from); call < Number(to); call++) {
  writeSync(fd, `${call}`, 0);
  await act(call);
  if ('polluted' in {}) tell(call, 'lost or wrong data', 'Object.prototype has a new field');
}
console.log('done');
