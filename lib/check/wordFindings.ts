/** The rules that an entry breaks, each with what breaks it. */
import { swapAreaBits, wordRules } from '../../spec/impossible.ts';
import type { TableLevel } from '../../spec/schema.ts';
import { short } from '../base/hex.ts';
import { dashed } from '../base/spelling.ts';
import { type Decoded, decode } from '../codec/decode.ts';
import { formatOf, isUpper, type MappedFormat } from '../codec/formats.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { warningsOf, warningText } from '../mm/page_table_check/warnings.ts';
import { brokenRules } from '../query/brokenRules.ts';
import { aboveMemory, maxPhysmemBits, reservedBits, type WordRuleId } from '../query/impossible.ts';
import { bitList } from './bitList.ts';
import type { Finding } from './finding.ts';

/** The format of a mapped entry. */
export function mappedFormatOf(k: Kernel, { level, raw }: Pick<Decoded, 'level' | 'raw'>): MappedFormat {
  const f = formatOf(k, level);
  const format = f.pse === 0n || (raw & f.pse) !== 0n ? f.leaf : f.table;
  return (raw & (k.mask.present | f.pse)) === 0n ? format.protnone : format.present;
}

const bitsSet = (mask: bigint): string => `${bitList(mask)} ${(mask & (mask - 1n)) === 0n ? 'is' : 'are'} set`;

function reservedText(k: Kernel, entry: Decoded): string {
  const format = mappedFormatOf(k, entry);
  const all = entry.raw & reservedBits(k, format, entry.level);
  const beyond = all & format.pfn;
  const width =
    beyond === 0n ? '' : `; the address needs ${beyond.toString(2).length} bits, the machine has ${k.config.physBits}`;
  return `${bitsSet(all)}, which must be zero${width}`;
}

/** Bits that a mapped entry has set; of others some stand inverted, so that it is the clear ones that are wrong. */
function unexplainedText(k: Kernel, entry: Decoded): string {
  const { kind, level, unexplained, raw } = entry;
  if (kind === 'none') return `${bitsSet(unexplained)} where Linux ${k.name} leaves nothing at ${level}`;
  if (kind !== 'present' && kind !== 'protnone')
    return `${bitList(unexplained)} not as Linux ${k.name} leaves them in an entry of the kind ${dashed(kind)}`;
  const reserved = (raw & k.mask.present) === 0n ? 0n : reservedBits(k, mappedFormatOf(k, entry), level);
  return `${bitsSet(unexplained & ~reserved)}, which Linux ${k.name} never does in a ${kind} entry`;
}

function frameText(k: Kernel, entry: Decoded): string {
  const top = bitList(aboveMemory(k, mappedFormatOf(k, entry).pfn));
  const pfn = 'pfn' in entry ? short(entry.pfn) : '';
  return (entry.raw & k.mask.present) !== 0n
    ? `${top} are all set, as in an inverted frame, and so is PRESENT: the frame would be ${pfn}`
    : `${top} are all clear, as in a frame that is not inverted: read inverted it would be ${pfn}`;
}

function warning(k: Kernel, entry: Decoded, by: 'page_table_check' | 'DEBUG_VM'): string {
  const found = isUpper(entry.level) ? [] : warningsOf(k, entry.raw, { level: entry.level });
  return found
    .filter((one) => one.by === by)
    .map(warningText)
    .join('; ');
}

function swapOffsetText(k: Kernel, entry: Decoded): string {
  const offset = 'swapOffset' in entry ? entry.swapOffset : 0n;
  const notInverted = ((entry.raw & k.mask.swpOffset) >> k.mask.swpOffsetShift) >> BigInt(swapAreaBits) === 0n;
  return `offset ${short(offset)} needs ${offset.toString(2).length} bits, a swap area has ${swapAreaBits}${notInverted ? '; the bits look as if the offset was not inverted' : ''}`;
}

type Say = (k: Kernel, entry: Decoded) => string;
const texts: Readonly<Record<WordRuleId, Say>> = {
  'reserved-bits': reservedText,
  'unexplained-bits': unexplainedText,
  'inverted-frame': frameText,
  'frame-not-inverted': frameText,
  'protnone-table': (_, { level }) => `PROT_NONE at ${level} without PSE: a table that only the kernel may walk`,
  'swap-offset': swapOffsetText,
  'frame-beyond-memory': (k, entry) =>
    `frame ${short('pfn' in entry ? entry.pfn : 0n)} is at ${maxPhysmemBits(k)} address bits or above, where no page has a struct page`,
  'empty-marker': () => 'no bit of the marker is set',
  'unconfigured-marker': (k) => `the marker says uffd-wp, and ${k.name} is built without what knows it`,
  'page-table-check': (k, entry) => warning(k, entry, 'page_table_check'),
  'debug-vm': (k, entry) => warning(k, entry, 'DEBUG_VM'),
};

/** The rules that a word at a level breaks, in the order of spec/impossible.ts. */
export function wordFindings(k: Kernel, word: bigint, level: TableLevel): readonly Finding[] {
  if (word === k.proposedMarker?.word && level === 'pte') return [];
  const broken = brokenRules(k, word, level);
  if (broken.length === 0) return [];
  const entry = decode(k, word, { level });
  return wordRules
    .filter(({ id }) => broken.includes(id))
    .map(({ id, says, source }) => ({ name: id, text: texts[id](k, entry), why: says, source }));
}
