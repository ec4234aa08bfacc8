/** Files that a sound program reads without a word: the start of everything that is then spoilt. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../lib/batch/engine/packageRoot.ts';

/** A file of the checkout. */
export const inCheckout = (...parts: readonly string[]): string => join(packageRoot(), ...parts);

/** A recording of a running kernel, cut down to so many records. */
export function recording(records = 4): string {
  const whole = JSON.parse(readFileSync(inCheckout('test/data/observations/linux-6.12.json'), 'utf8'));
  const some = whole.records.filter((one: { kernel_calls: unknown[] }) => one.kernel_calls.length > 0);
  return JSON.stringify({ ...whole, records: some.slice(0, records) });
}

/** The same with an entry that no kernel leaves behind: to replay it must be a difference. */
export function wrongRecording(): string {
  const read = JSON.parse(recording(1));
  read.records[0].kernel_calls[0].after = '0xdead000000000025';
  return JSON.stringify(read);
}

/** What `pte replay` says of a file that differs. */
export const mismatch = /mismatch/;

/** A .config, a few lines of it. */
export const dotConfig = [
  'CONFIG_64BIT=y',
  'CONFIG_X86_64=y',
  'CONFIG_MMU=y',
  'CONFIG_SWAP=y',
  'CONFIG_MIGRATION=y',
  'CONFIG_MEM_SOFT_DIRTY=y',
  'CONFIG_LOCALVERSION="-attack"',
  '# CONFIG_MEMORY_FAILURE is not set',
  '',
].join('\n');
