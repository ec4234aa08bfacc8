/** How `pte decode` shows words: each by what it is. */
import { rangeError } from '../../lib/base/errors.ts';
import { hex, short } from '../../lib/base/hex.ts';
import { toJson } from '../../lib/base/json.ts';
import { type Decoded, decode } from '../../lib/codec/decode.ts';
import { explain } from '../../lib/codec/explain.ts';
import { decodePagemap, pagemapSays } from '../../lib/codec/pagemap.ts';
import { swpEntryToPmd, swpEntryToPte, swpOffset, swpType } from '../../lib/helpers/swapEntry.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import type { WordKind } from '../../lib/log/format.ts';
import type { TableLevel } from '../../spec/schema.ts';
import { Lines } from '../output.ts';
import { checksOf, lineOf, rulerOf } from '../ruler.ts';
import type { Block, SelectedWords, WordSource } from '../wordSource.ts';

/** How a word is shown, by what it is. */
export type WordText = (word: bigint, block: Pick<Block, 'as' | 'level'>) => string;

/** The entry that a word is at a level, or that a swp_entry_t stands for. @throws RangeError for a word of pagemap, which is none. */
export function entryOf(k: Kernel, { as, level }: Pick<Block, 'as' | 'level'>, word: bigint): bigint {
  if (as === 'pagemap')
    throw rangeError('expected entries, got words of pagemap: they are decoded alone, on one kernel');
  if (as === 'entry') return word;
  return level === 'pte' ? swpEntryToPte(k, word) : swpEntryToPmd(k, word);
}

/** A source whose swp_entry_t are entries. @throws RangeError for words of pagemap, which are none. */
export async function* entries(k: Kernel, source: WordSource): AsyncGenerator<Block> {
  for await (const block of source)
    if (block.as === 'entry') yield block;
    else yield { words: Array.from(block.words, (word) => entryOf(k, block, word)), as: 'entry', level: block.level };
}

/** The kernel, the entry, and where a kernel that checks itself would warn, what of. */
function withChecks(k: Kernel, entry: Decoded): object {
  const warnings = checksOf(k, entry);
  return { kernel: k.name, ...entry, ...(warnings.length > 0 && { warnings }) };
}

/** How words are shown on a kernel; each way decodes one once. */
export function shower(k: Kernel, how: 'json' | 'ruler' | 'line'): WordText {
  const text = (word: bigint, level: TableLevel, from?: bigint): string => {
    if (how === 'ruler') return rulerOf(k, explain(k, word, { level }));
    const entry = decode(k, word, { level });
    return how === 'json'
      ? toJson({ ...withChecks(k, entry), ...(from !== undefined && { swpEntry: from }) })
      : lineOf(k, entry);
  };
  const swpEntry = (word: bigint, level: TableLevel): string => {
    const entry = entryOf(k, { as: 'swp-entry', level }, word);
    const shownEntry = text(entry, level, word);
    const empty =
      entry === 0n ? ` (type ${swpType(k, word)}, offset ${short(swpOffset(k, word))}, of a PTE of zeros)` : '';
    return how === 'json' ? shownEntry : `swp_entry_t ${hex(word)}${empty}: ${shownEntry}`;
  };
  const pagemap = (word: bigint): string => {
    const said = decodePagemap(k, word);
    return how === 'json'
      ? toJson({ kernel: k.name, as: 'pagemap', ...said })
      : `${hex(word)}  pagemap: ${pagemapSays(said)}`;
  };
  const ways: Readonly<Record<WordKind, (word: bigint, level: TableLevel) => string>> = {
    entry: text,
    'swp-entry': swpEntry,
    pagemap,
  };
  return (word, { as, level }) => ways[as](word, level);
}

/** How a word is shown in its place. */
type PlacedText = (word: bigint, block: Pick<Block, 'as' | 'level'>, place: number) => string;

/** What is shown of a word, with its place before it. */
export const inPlace = (text: string, place: number, json: boolean): string =>
  json ? `{"place":${place},${text.slice(1)}` : `${place}: ${text}`;

/** How words are shown, each with its place. */
export const withPlace =
  (text: WordText, json: boolean): PlacedText =>
  (word, block, place) =>
    inPlace(text(word, block), place, json);

/** Shows the words that a query selected. */
export async function showSelected(found: AsyncIterable<SelectedWords>, text: PlacedText): Promise<void> {
  const lines = new Lines();
  try {
    for await (const block of found)
      for (const [i, word] of block.words.entries()) await lines.print(text(word, block, block.places[i] as number));
  } finally {
    await lines.flush();
  }
}

/** Shows every word of a source. */
export async function show(source: WordSource, text: PlacedText): Promise<void> {
  const lines = new Lines();
  let place = 0;
  try {
    for await (const block of source) for (const word of block.words) await lines.print(text(word, block, place++));
  } finally {
    await lines.flush();
  }
}
