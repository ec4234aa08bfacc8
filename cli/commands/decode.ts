/** `pte decode`: words from arguments, standard input or a file, to rulers, lines, JSON or a histogram. */
import type { Command } from 'commander';
import { rangeError, shown } from '../../lib/base/errors.ts';
import { toJson } from '../../lib/base/json.ts';
import { type Decoded, decode } from '../../lib/codec/decode.ts';
import { explain } from '../../lib/codec/explain.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { parseWord } from '../../lib/log/words.ts';
import { parseQuery } from '../../lib/query/query.ts';
import type { Level } from '../../spec/schema.ts';
import { sizeOf, wordsOfFile, wordsOfText } from '../input.ts';
import { type KernelOptions, kernelOf, withKernelOptions } from '../kernelOptions.ts';
import { Lines } from '../output.ts';
import { checksOf, lineOf, rulerOf } from '../ruler.ts';
import { type SelectedWords, selected, type WordSource } from '../wordSource.ts';
import { summarize } from './decodeSummary.ts';

interface Options extends KernelOptions {
  readonly file?: string;
  readonly level?: string;
  readonly json?: boolean;
  readonly summary?: boolean;
  readonly select?: string;
  readonly full?: boolean;
}

const examples = `
Examples:
  pte decode 0x07fffffffffbfe0a --kernel 6.12
  pte decode 800000004ffd9425 --kernel auto
  echo '0x8000000012345067' | pte decode -k 6.1 --json
  pte decode --file words.bin --summary -k 6.12 --config /boot/config-6.12
  pte decode --file words.bin --select 'present & pfn >= 0x100000' -k 6.12
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
    .option('--select <query>', 'only words that match, such as "uffd-wp & (swap | migration)": docs/query.md')
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
  const words = args.map(parseWord);
  if (o.file === undefined && words.length === 0 && process.stdin.isTTY)
    throw rangeError('expected words, --file, or words on standard input, got none');
  if (o.select !== undefined) parseQuery(o.select);
  const size = o.file === undefined ? undefined : sizeOf(o.file);
  const k = await kernelOf(o);
  const source =
    words.length > 0 ? [words] : o.file === undefined ? wordsOfText(process.stdin) : wordsOfFile(o.file, size);
  const text = shower(k, level, o.json ? 'json' : o.full || words.length === 1 ? 'ruler' : 'line');
  if (o.select === undefined)
    return o.summary ? summarize(k, level, source, size, o.json === true) : show(source, text);
  const found = selected(k, level, source, o.select);
  if (o.summary) return summarize(k, level, wordsIn(found), undefined, o.json === true);
  await showSelected(found, o.file === undefined ? text : withPlace(text, o.json === true));
}

async function* wordsIn(found: AsyncIterable<SelectedWords>): AsyncGenerator<BigUint64Array> {
  for await (const { words } of found) yield words;
}

/** A word of a file is shown with its place. */
const withPlace =
  (text: (word: bigint) => string, json: boolean) =>
  (word: bigint, place: number): string =>
    json ? `{"place":${place},${text(word).slice(1)}` : `${place}: ${text(word)}`;

async function showSelected(found: AsyncIterable<SelectedWords>, text: (word: bigint, place: number) => string) {
  const lines = new Lines();
  try {
    for await (const { words, places } of found)
      for (const [i, word] of words.entries()) await lines.print(text(word, places[i] as number));
  } finally {
    await lines.flush();
  }
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

async function show(source: WordSource, text: (word: bigint) => string): Promise<void> {
  const lines = new Lines();
  try {
    for await (const block of source) for (const word of block) await lines.print(text(word));
  } finally {
    await lines.flush();
  }
}
