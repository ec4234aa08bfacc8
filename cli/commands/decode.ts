/** `pte decode`: words from arguments, standard input or a file, to rulers, lines, JSON or a histogram. */
import type { Command } from 'commander';
import { rangeError, shown } from '../../lib/base/errors.ts';
import { hex } from '../../lib/base/hex.ts';
import { type Decoded, decode } from '../../lib/codec/decode.ts';
import { explain } from '../../lib/codec/explain.ts';
import { isUpper, leafLevel } from '../../lib/codec/formats.ts';
import { swpEntryToPmd, swpEntryToPte } from '../../lib/helpers/swapEntry.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import type { WordKind } from '../../lib/log/format.ts';
import { parseWord } from '../../lib/log/words.ts';
import { parseQuery } from '../../lib/query/query.ts';
import type { TableLevel } from '../../spec/schema.ts';
import { blocksOfText, Decimal, kindOf } from '../blocks.ts';
import { usageError } from '../fail.ts';
import { sizeOf, Unread, wordsOfFile, wordsOfText } from '../input.ts';
import { toJson } from '../json.ts';
import { type KernelOptions, kernelOf, withKernelOptions } from '../kernelOptions.ts';
import { Lines } from '../output.ts';
import { pagemapJson, pagemapLine } from '../pagemapWord.ts';
import { checksOf, lineOf, rulerOf } from '../ruler.ts';
import { type Block, type SelectedWords, selected, type WordSource } from '../wordSource.ts';
import { type CheckingOptions, refuseOdd, showChecked } from './decodeCheck.ts';
import { summarize } from './decodeSummary.ts';

interface Options extends KernelOptions, CheckingOptions {
  readonly level?: string;
  readonly full?: boolean;
  readonly strict?: boolean;
}

const examples = `
Examples:
  pte decode 0x07fffffffffbfe0a --kernel 6.12
  pte decode 800000004ffd9425 --kernel auto
  echo '0x8000000012345067' | pte decode -k 6.1 --json
  pte decode --file words.bin --summary -k 6.12 --config /boot/config-6.12
  pte decode --file words.bin --select 'present & pfn >= 0x100000' -k 6.12
  pte decode 0x80000000122008e7 --level pmd -k 5.10
  pte decode ffffdbdefffffd9f --check --error-code 000d --phys-bits 48 -k 6.10`;

/** Adds what `pte decode` takes and runs. */
export function define(command: Command): void {
  withKernelOptions(
    command.argument(
      '[words...]',
      'hexadecimal, with 0x or without; 0d4096 is decimal; without words, standard input is read: a log, a dump',
    ),
  )
    .option('--file <path>', 'a file of little-endian 64-bit words; - is standard input')
    .option('--level <level>', 'where the words stand, if their text does not tell: pte, pmd, pud, p4d or pgd', 'pte')
    .option('--as <kind>', 'what the words are, whatever their text tells: pte, swp-entry or pagemap')
    .option('--strict', 'exit 1 where anything of a text was not read')
    .option('--json', 'one JSON object a line')
    .option('--summary', 'how many words of each kind there are, instead of the words')
    .option('--select <query>', 'only words that match, such as "uffd-wp & (swap | migration)": docs/query.md')
    .option(
      '--check',
      'which rules each word breaks, and hints; of a file only words that cannot be, with places; exit 2 where there is one',
    )
    .option('--error-code <code>', 'with --check: of the fault whose walk ended at the last word')
    .option('--ram <size>', 'with --check: where memory ends, such as 16G')
    .option('--full', 'every bit of every word, as for a single word')
    .addHelpText('after', examples)
    .action(run);
}

const levels = ['pte', 'pmd', 'pud', 'p4d', 'pgd'] as const satisfies readonly TableLevel[];

function levelOf(text = 'pte', { select, summary }: Options): TableLevel {
  const level = levels.find((one) => one === text);
  if (level === undefined) throw rangeError(`expected --level ${levels.join(', ')}, got ${shown(text)}`);
  if (isUpper(level) && (select !== undefined || summary))
    throw rangeError(`expected --level pte, pmd or pud with ${summary ? '--summary' : '--select'}, got ${shown(text)}`);
  return level;
}

async function run(args: readonly string[], o: Options): Promise<void> {
  const level = levelOf(o.level, o);
  const as = kindOf(o.as);
  if (o.file !== undefined && args.length > 0)
    throw rangeError(`expected words or --file, got both (${shown(args[0])} and ${shown(o.file)})`);
  const words = args.map(parseWord);
  if (o.file === undefined && words.length === 0 && process.stdin.isTTY)
    throw rangeError('expected words, --file, or words on standard input, got none');
  if (o.select !== undefined) parseQuery(o.select);
  refuseOdd(o);
  const size = o.file === undefined ? undefined : sizeOf(o.file);
  const k = await kernelOf(o);
  const decimal = new Decimal();
  const unread = new Unread();
  for (const text of args) decimal.add(text);
  const source =
    words.length > 0
      ? [{ words, as: as ?? 'entry', level }]
      : o.file === undefined
        ? blocksOfText(wordsOfText(process.stdin, unread), { level, as }, decimal)
        : blocksOf(wordsOfFile(o.file, size), { as: as ?? 'entry', level });
  await print(k, source, o, { level, size, isOne: words.length === 1 });
  decimal.tell();
  unread.tell();
  if (o.strict && unread.any) process.exitCode ||= usageError;
}

async function* blocksOf(words: AsyncIterable<BigUint64Array>, how: Omit<Block, 'words'>): AsyncGenerator<Block> {
  for await (const block of words) yield { words: block, ...how };
}

interface Printed {
  readonly level: TableLevel;
  readonly size: number | undefined;
  readonly isOne: boolean;
}

async function print(k: Kernel, source: WordSource, o: Options, { level, size, isOne }: Printed): Promise<void> {
  const text = shower(k, o.json ? 'json' : o.full || isOne ? 'ruler' : 'line');
  if (o.check) return showChecked(k, source, { ...o, text });
  if (o.select === undefined)
    return o.summary ? summarize(k, leafLevel(level), entries(k, source), size, o.json === true) : show(source, text);
  const found = selected(k, entries(k, source), o.select);
  if (o.summary) return summarize(k, leafLevel(level), found, undefined, o.json === true);
  await showSelected(found, o.file === undefined ? text : withPlace(text, o.json === true));
}

/** The entry that a swp_entry_t stands for at a level. */
const entryOf = (k: Kernel, level: TableLevel, word: bigint): bigint =>
  level === 'pte' ? swpEntryToPte(k, word) : swpEntryToPmd(k, word);

/** A source whose swp_entry_t are entries. @throws RangeError for words of pagemap, which are none. */
async function* entries(k: Kernel, source: WordSource): AsyncGenerator<Block> {
  for await (const { words, as, level } of source) {
    if (as === 'pagemap') throw rangeError('expected entries for --select and --summary, got words of pagemap');
    if (as === 'entry') yield { words, as, level };
    else yield { words: Array.from(words, (word) => entryOf(k, level, word)), as: 'entry', level };
  }
}

/** How a word is shown, by what it is. */
type Text = (word: bigint, block: Pick<Block, 'as' | 'level'>) => string;

/** A word of a file is shown with its place. */
const withPlace =
  (text: Text, json: boolean) =>
  (word: bigint, block: Block, place: number): string =>
    json ? `{"place":${place},${text(word, block).slice(1)}` : `${place}: ${text(word, block)}`;

async function showSelected(
  found: AsyncIterable<SelectedWords>,
  text: (word: bigint, block: Block, place: number) => string,
) {
  const lines = new Lines();
  try {
    for await (const block of found)
      for (const [i, word] of block.words.entries()) await lines.print(text(word, block, block.places[i] as number));
  } finally {
    await lines.flush();
  }
}

/** How words are shown; each way decodes one once. */
function shower(k: Kernel, how: 'json' | 'ruler' | 'line'): Text {
  const text = (word: bigint, level: TableLevel, from?: bigint): string => {
    if (how === 'ruler') return rulerOf(k, explain(k, word, { level }));
    const entry = decode(k, word, { level });
    return how === 'json'
      ? toJson({ ...withChecks(k, entry), ...(from !== undefined && { swpEntry: from }) })
      : lineOf(k, entry);
  };
  const swpEntry = (word: bigint, level: TableLevel): string => {
    const shownEntry = text(entryOf(k, level, word), level, word);
    return how === 'json' ? shownEntry : `swp_entry_t ${hex(word)}: ${shownEntry}`;
  };
  const pagemap = how === 'json' ? pagemapJson : pagemapLine;
  const ways: Readonly<Record<WordKind, (word: bigint, level: TableLevel) => string>> = {
    entry: text,
    'swp-entry': swpEntry,
    pagemap: (word) => pagemap(k, word),
  };
  return (word, { as, level }) => ways[as](word, level);
}

/** The entry, and where a kernel that checks itself would warn, what of. */
function withChecks(k: Kernel, entry: Decoded): object {
  const warnings = checksOf(k, entry);
  return warnings.length > 0 ? { ...entry, warnings } : entry;
}

async function show(source: WordSource, text: Text): Promise<void> {
  const lines = new Lines();
  try {
    for await (const block of source) for (const word of block.words) await lines.print(text(word, block));
  } finally {
    await lines.flush();
  }
}
