/** `pte decode`: words from arguments, standard input or a file, to rulers, lines, JSON or a histogram. */
import type { Command } from 'commander';
import { rangeError, shown } from '../../lib/base/errors.ts';
import type { Census } from '../../lib/batch/census.ts';
import { type Decoded, decode } from '../../lib/codec/decode.ts';
import { explain } from '../../lib/codec/explain.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { parseWord } from '../../lib/log/words.ts';
import type { Level } from '../../spec/schema.ts';
import { sizeOf, wordsOfFile, wordsOfText } from '../input.ts';
import { toJson } from '../json.ts';
import { type KernelOptions, kernelOf, nameKernel, withKernelOptions } from '../kernelOptions.ts';
import { Lines } from '../output.ts';
import { Progress } from '../progress.ts';
import { checksOf, lineOf, rulerOf } from '../ruler.ts';
import { colors } from '../terminal.ts';

interface Options extends KernelOptions {
  readonly file?: string;
  readonly level?: string;
  readonly json?: boolean;
  readonly summary?: boolean;
  readonly full?: boolean;
}

const examples = `
Examples:
  pte decode 0x07fffffffffbfe0a --kernel 6.12
  pte decode 800000004ffd9425 --kernel auto
  echo '0x8000000012345067' | pte decode -k 6.1 --json
  pte decode --file words.bin --summary -k 6.12 --config /boot/config-6.12
  pte decode 0x80000000122008e7 --level pmd -k 5.10`;

/** Adds what `pte decode` takes and runs. */
export function define(command: Command): void {
  withKernelOptions(
    command.argument('[words...]', 'hex (0x... or 16 digits) or decimal; without words, standard input is read'),
  )
    .option('--file <path>', 'a file of little-endian 64-bit words; - is standard input')
    .option('--level <level>', 'where the words stand: pte, pmd or pud', 'pte')
    .option('--json', 'one JSON object a line')
    .option('--summary', 'how many words of each kind there are, instead of the words')
    .option('--full', 'every bit of every word, as for a single word')
    .addHelpText('after', examples)
    .action(run);
}

function levelOf(text = 'pte'): Level {
  if (text === 'pte' || text === 'pmd' || text === 'pud') return text;
  throw rangeError(`expected --level pte, pmd or pud, got ${shown(text)}`);
}

async function run(args: readonly string[], o: Options): Promise<void> {
  const level = levelOf(o.level);
  if (o.file !== undefined && args.length > 0)
    throw rangeError(`expected words or --file, got both (${shown(args[0])} and ${shown(o.file)})`);
  if (o.summary && level !== 'pte') throw rangeError(`expected --level pte with --summary, got ${shown(level)}`);
  const words = args.map(parseWord);
  if (o.file === undefined && words.length === 0 && process.stdin.isTTY)
    throw rangeError('expected words, --file, or words on standard input, got none');
  const size = o.file === undefined ? undefined : sizeOf(o.file);
  const k = await kernelOf(o);
  const source =
    words.length > 0 ? [words] : o.file === undefined ? wordsOfText(process.stdin) : wordsOfFile(o.file, size);
  if (o.summary) return summarize(k, source, size, o.json === true);
  await show(source, shower(k, level, o.json ? 'json' : o.full || words.length === 1 ? 'ruler' : 'line'));
}

/** How a word is shown; each way decodes it once. */
function shower(k: Kernel, level: Level, how: 'json' | 'ruler' | 'line'): (word: bigint) => string {
  if (how === 'ruler') return (word) => rulerOf(k, explain(k, word, { level }));
  const text = (entry: Decoded) => (how === 'json' ? toJson(withChecks(k, entry)) : lineOf(k, entry));
  return (word) => text(decode(k, word, { level }));
}

/** The entry, and where a kernel that checks itself would warn, what of. */
function withChecks(k: Kernel, entry: Decoded): object {
  const warnings = checksOf(k, entry);
  return warnings.length > 0 ? { ...entry, warnings } : entry;
}

/** Blocks of words. */
type Source = AsyncIterable<Iterable<bigint>> | Iterable<Iterable<bigint>>;

async function show(source: Source, text: (word: bigint) => string): Promise<void> {
  const lines = new Lines();
  try {
    for await (const block of source) for (const word of block) await lines.print(text(word));
  } finally {
    await lines.flush();
  }
}

async function summarize(k: Kernel, source: Source, size: number | undefined, json: boolean): Promise<void> {
  const { Census } = await import('../../lib/batch/census.ts');
  const summary = new Census(k);
  const progress = new Progress(size === undefined ? undefined : size / BigUint64Array.BYTES_PER_ELEMENT);
  try {
    for await (const block of source) {
      summary.add(block instanceof BigUint64Array ? block : BigUint64Array.from(block));
      progress.at(summary.words);
    }
  } finally {
    progress.done();
  }
  if (!json) return printSummary(k, summary);
  const { words } = summary;
  console.log(toJson({ kernel: k.name, words, kinds: summary.kinds(), swapTypes: summary.swapTypes() }));
}

async function printSummary(k: Kernel, summary: Census): Promise<void> {
  const { bold } = colors();
  console.log(bold(`${summary.words.toLocaleString('en')} words, ${nameKernel(k)}`));
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
