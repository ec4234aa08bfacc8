/** Runs grows.mjs in a process of its own, whose memory nobody else uses. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './tree.ts';

/** What of the library is called over and over, each time with something that it never had before. */
export const growing = [
  'mappings',
  'mappings with fields that nothing reads',
  'kernels',
  'recordings',
  'texts',
] as const;

/** What may be left, in MiB: a table that is kept for every mapping is 160 KiB and more each time. */
export const room = 16;

/** What the second half of `times` calls leaves behind, in MiB, of heap and arrays and of all memory of the process. */
export function grows(what: (typeof growing)[number], times: number): { readonly heap: number; readonly all: number } {
  // A young generation of one size: else that of a busy process grows, and is no leak
  const flags = ['--expose-gc', '--min-semi-space-size=8', '--max-semi-space-size=8'];
  const script = join(root, 'test/support/grows.mjs');
  const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, script, what, String(times)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
