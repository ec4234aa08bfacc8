/** `pte decode --summary`: a histogram of words. */

import { toJson } from '../../lib/base/json.ts';
import type { Census } from '../../lib/batch/census.ts';
import { isUpper } from '../../lib/codec/formats.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import type { Level } from '../../spec/schema.ts';
import { note } from '../fail.ts';
import { nameKernel } from '../kernelOptions.ts';
import { many } from '../many.ts';
import { Progress } from '../progress.ts';
import { colors } from '../terminal.ts';
import type { WordSource } from '../wordSource.ts';

/** Counts the entries of a source and prints how many there are of what, level by level where there are several. */
export async function summarize(
  k: Kernel,
  level: Level,
  source: WordSource,
  size: number | undefined,
  json: boolean,
): Promise<void> {
  const { Census } = await import('../../lib/batch/census.ts');
  const summaries = new Map<Level, Census>();
  const progress = new Progress(size === undefined ? undefined : size / BigUint64Array.BYTES_PER_ELEMENT);
  let counted = 0;
  let upper = 0;
  try {
    for await (const block of source) {
      const words = block.words instanceof BigUint64Array ? block.words : BigUint64Array.from(block.words);
      if (isUpper(block.level)) {
        upper += words.length;
        continue;
      }
      const summary = summaries.get(block.level) ?? new Census(k, { level: block.level });
      summaries.set(block.level, summary);
      summary.add(words);
      counted += words.length;
      progress.at(counted);
    }
  } finally {
    progress.done();
  }
  if (upper > 0) note(`not counted: words of p4d and pgd, which are tables alone: ${upper}`);
  if (summaries.size === 0) summaries.set(level, new Census(k, { level }));
  const isMixed = summaries.size > 1;
  for (const [at, summary] of summaries) {
    if (!json) await printSummary(k, summary, isMixed ? at : undefined);
    else console.log(jsonOf(k, summary, isMixed ? at : undefined));
  }
}

const jsonOf = (k: Kernel, summary: Census, level: Level | undefined): string =>
  toJson({
    kernel: k.name,
    ...(level && { level }),
    words: summary.words,
    kinds: summary.kinds(),
    swapTypes: summary.swapTypes(),
  });

async function printSummary(k: Kernel, summary: Census, level: Level | undefined): Promise<void> {
  const { bold } = colors();
  console.log(bold(`${many(summary.words, 'word')}${level ? ` at ${level} level` : ''}, ${nameKernel(k)}`));
  const { default: Table } = await import('cli-table3');
  const kinds = summary.kinds();
  const columns = Object.keys(kinds[0]?.says ?? {});
  const table = new Table({
    head: ['kind', 'words', 'share', ...columns],
    style: { head: [], border: [], compact: true },
    colAligns: ['left', ...Array(columns.length + 2).fill('right')],
  });
  for (const { kind, words, says } of kinds)
    table.push([
      kind,
      words.toLocaleString('en'),
      share(words / summary.words),
      ...columns.map((c) => blankZero(says[c] ?? 0)),
    ]);
  console.log(table.toString());
  const types = summary.swapTypes();
  if (types.length > 0)
    console.log(types.map((t) => `swap type ${t.type}: ${t.words.toLocaleString('en')}`).join('\n'));
}

const share = (part: number) => `${(part * 100).toFixed(part < 0.001 ? 4 : 1)}%`;
const blankZero = (n: number) => (n === 0 ? '' : n.toLocaleString('en'));
