/** `pte decode`: words from arguments, standard input or a file, to rulers, lines, JSON or a histogram. */
import type { Command } from 'commander';
import { rangeError, shown } from '../../lib/base/errors.ts';
import { dashed } from '../../lib/base/spelling.ts';
import { isUpper, leafLevel } from '../../lib/codec/formats.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { parseWord } from '../../lib/log/words.ts';
import { tableLevels } from '../../spec/present.ts';
import type { TableLevel } from '../../spec/schema.ts';
import { blocksOfText, Decimal, kindOf } from '../blocks.ts';
import { usageError } from '../fail.ts';
import { sizeOf, Unread, wordsOfFile, wordsOfText } from '../input.ts';
import { type KernelOptions, kernelOf, kernelsOf, tellKernel, withKernelsOptions } from '../kernelOptions.ts';
import { listItems } from '../optionValues.ts';
import { type FilterOptions, filterOf } from '../wordFilter.ts';
import { type Block, selected, type WordSource } from '../wordSource.ts';
import { type CheckingOptions, refuseOdd, showChecked } from './decodeCheck.ts';
import { decodeOld, machineOf, oldRelease } from './decodeOld.ts';
import { entries, show, shower, showSelected, withPlace } from './decodeShow.ts';
import { sideBySide } from './decodeSideBySide.ts';
import { summarize } from './decodeSummary.ts';

interface Options extends Omit<KernelOptions, 'kernel'>, FilterOptions, CheckingOptions {
  readonly kernel?: readonly string[];
  readonly select?: string;
  readonly index?: boolean;
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
  pte decode --file words.bin --kind swap,migration-read -k 6.12
  pte decode 0x8400000012345025 -k 6.5 -k 6.6
  pte decode 0x80000000122008e7 --level pmd -k 5.10
  pte decode ffffdbdefffffd9f --check --error-code 000d --phys-bits 48 -k 6.10`;

/** Adds what `pte decode` takes and runs. */
export function define(command: Command): void {
  withKernelsOptions(
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
    .option('--kind <kinds>', 'only words of these kinds, with commas between, such as swap,migration-read', listItems)
    .option('--skip-empty', 'only words that are no empty entry')
    .option(
      '--index',
      'the place of each word in what is read, from 0; of a file where not all are shown, it is there anyhow',
    )
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

function levelOf(text = 'pte', { select, summary }: Options): TableLevel {
  const level = tableLevels.find((one) => one === text);
  if (level === undefined) throw rangeError(`expected --level ${tableLevels.join(', ')}, got ${shown(text)}`);
  if (isUpper(level) && (select !== undefined || summary))
    throw rangeError(`expected --level pte, pmd or pud with ${summary ? '--summary' : '--select'}, got ${shown(text)}`);
  return level;
}

/** What is read, and how it ends: with what was passed over. */
interface Read {
  readonly source: WordSource;
  readonly size: number | undefined;
  readonly isOne: boolean;
  /** Says what was not read; whether there was anything. */
  end(): boolean;
}

/** Opens what holds the words. @throws RangeError for a word that is none, and where there are none. */
function opened(args: readonly string[], { file, ...o }: Options): Read {
  const level = levelOf(o.level, o);
  const as = kindOf(o.as);
  if (file !== undefined && args.length > 0)
    throw rangeError(`expected words or --file, got both (${shown(args[0])} and ${shown(file)})`);
  const words = args.map(parseWord);
  if (file === undefined && words.length === 0 && process.stdin.isTTY)
    throw rangeError('expected words, --file, or words on standard input, got none');
  const size = file === undefined ? undefined : sizeOf(file);
  const decimal = new Decimal();
  const unread = new Unread();
  for (const text of args) decimal.add(text);
  const how = { as: as ?? 'entry', level } as const;
  const source =
    words.length > 0
      ? [{ words, ...how }]
      : file === undefined
        ? blocksOfText(wordsOfText(process.stdin, unread), { level, as }, decimal)
        : blocksOf(wordsOfFile(file, size), how);
  const end = (): boolean => {
    decimal.tell();
    unread.tell();
    return unread.any;
  };
  return { source, size, isOne: words.length === 1, end };
}

async function* blocksOf(words: AsyncIterable<BigUint64Array>, how: Omit<Block, 'words'>): AsyncGenerator<Block> {
  for await (const block of words) yield { words: block, ...how };
}

async function run(args: readonly string[], o: Options): Promise<void> {
  const select = filterOf(o); // what is wrong with it is said before anything is read
  refuseOdd({ ...o, ...(select !== undefined && { select }) });
  const read = opened(args, o);
  await decodeAll(read, o);
  if (read.end() && o.strict) process.exitCode ||= usageError;
}

/** On one kernel, on several side by side, or on one that is older than the rows. */
async function decodeAll(read: Read, o: Options): Promise<void> {
  const { kernel: names, ...others } = o;
  const json = o.json === true;
  const old = oldRelease(names, o.uname);
  if (old !== undefined) {
    refuseBeside(o, `--kernel ${old}`);
    return decodeOld(old, await kernelOf(machineOf(others)), read.source, json);
  }
  const [k, ...more] = await kernelsOf(names, others);
  if (k === undefined) return;
  if (more.length === 0) return print(k, read, o);
  refuseBeside(o, 'more than one --kernel');
  return sideBySide([k, ...more], read.source, json);
}

/** What has no meaning yet where a word is not read as that of one kernel of the rows. */
function refuseBeside(o: Options, beside: string): void {
  for (const option of ['summary', 'select', 'kind', 'skipEmpty', 'index', 'full', 'check'] as const)
    if (o[option] !== undefined)
      throw rangeError(`expected ${beside} without --${dashed(option)}, got both`, 'ERR_PTE_INPUT');
}

async function print(k: Kernel, { source, size, isOne }: Read, o: Options): Promise<void> {
  const json = o.json === true;
  const how = json ? 'json' : o.full || isOne ? 'ruler' : 'line';
  const { kernel: names, ...others } = o;
  if (how === 'line' && !o.summary) tellKernel(k, { ...others, ...(names && { kernel: k.name }) });
  const text = shower(k, how);
  const filter = filterOf(o);
  if (o.check) return showChecked(k, source, { ...o, ...(filter !== undefined && { select: filter }), text });
  const found = filter === undefined ? undefined : selected(k, entries(k, source), filter);
  if (o.summary)
    return summarize(k, leafLevel(levelOf(o.level, o)), found ?? entries(k, source), found ? undefined : size, json);
  const placed = o.index || (found && o.file !== undefined) ? withPlace(text, json) : text;
  await (found ? showSelected(found, placed) : show(source, placed));
}
