/** `pte decode --summary`: a histogram of words. */
import type { Census } from '../../lib/batch/census.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import type { Level } from '../../spec/schema.ts';
import { toJson } from '../json.ts';
import { nameKernel } from '../kernelOptions.ts';
import { Progress } from '../progress.ts';
import { colors } from '../terminal.ts';
import type { WordSource } from '../wordSource.ts';

/** Entries that map no page, of the upper levels, are counted with those of a PUD: tables of one shape. */
const countedAs = (level: string): Level => (level === 'pte' || level === 'pmd' ? level : 'pud');

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
  try {
    for await (const block of source) {
      const words = block.words instanceof BigUint64Array ? block.words : BigUint64Array.from(block.words);
      const at = countedAs(block.level);
      const summary = summaries.get(at) ?? new Census(k, { level: at });
      summaries.set(at, summary);
      summary.add(words);
      counted += words.length;
      progress.at(counted);
    }
  } finally {
    progress.done();
  }
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
  console.log(
    bold(`${summary.words.toLocaleString('en')} words${level ? ` at ${level} level` : ''}, ${nameKernel(k)}`),
  );
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
