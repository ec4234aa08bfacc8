/** What an entry of one kernel is on another. */
import { keptByModify, presentBits } from '../../spec/present.ts';
import type { Row } from '../../spec/schema.ts';
import { swapBits } from '../../spec/swap.ts';
import { rangeError } from '../base/errors.ts';
import { hex, short } from '../base/hex.ts';
import { nameOf } from '../kernel/inForce.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
import { type Decoded, decode } from './decode.ts';
import { type EncodeParts, encode } from './encode.ts';

/** Bits that fields tell: they are set by those, in whatever place the other kernel has them. */
const toldByFields: ReadonlySet<string> = new Set([
  ...['rw', 'user', 'accessed', 'dirty', 'savedDirty', 'global', 'special', 'specialHuge'],
  ...['uffdWp', 'softDirty', 'nx', 'swpSoftDirty', 'swpUffdWp', 'swpExclusive'],
]);
const flagRows: readonly Row[] = [
  ...presentBits,
  ...swapBits,
  ...keptByModify.filter(({ id }) => id === 'enc' || id === 'cc'),
];

const namesOf = (k: Kernel, row: Row): string => nameOf(row, k.release);

/** The flags that no field tells, under the names of the other kernel. One that it lacks keeps its name, which encode() refuses. */
function otherFlags(from: Kernel, to: Kernel, { kind, flags }: Decoded): readonly string[] {
  const isMapped = kind === 'present' || kind === 'protnone';
  const rows = flagRows.filter((row) => swapBits.some(({ id }) => id === row.id) !== isMapped);
  return flags.flatMap((flag) => {
    const found = rows.filter((row) => namesOf(from, row) === flag);
    if (found.some(({ id }) => toldByFields.has(id))) return [];
    return [found[0] ? namesOf(to, found[0]) : flag];
  });
}

/** The entry without what is a number of its kernel: types other than of swap areas, the offset where fields tell all of it. */
function partsOf(from: Kernel, to: Kernel, entry: Decoded): EncodeParts {
  const { raw: _, unexplained: __, ...fields } = entry as Decoded & { swapType?: number; swapOffset?: bigint };
  const flags = otherFlags(from, to, entry);
  if (entry.kind === 'none') return { kind: 'none', level: entry.level, flags };
  if (entry.kind === 'swap' || entry.kind === 'present' || entry.kind === 'protnone')
    return { ...fields, flags } as EncodeParts;
  const { swapType: ___, swapOffset: ____, ...rest } = fields;
  return { ...rest, flags } as EncodeParts;
}

const isShadowStack = (k: Kernel, entry: Decoded): boolean =>
  (entry.kind === 'present' || entry.kind === 'protnone') && entry.write && (entry.raw & k.mask.rw) === 0n;

type Fields = Readonly<Record<string, unknown>>;
const numbersOfKernel: ReadonlySet<string> = new Set([
  'flags',
  'raw',
  'unexplained',
  'swapType',
  'swapOffset',
  'marker',
]);

/** The first thing that two entries do not say alike; undefined where they mean the same. */
function lost(from: Kernel, a: Decoded, to: Kernel, b: Decoded): string | undefined {
  if (isShadowStack(from, a) !== isShadowStack(to, b)) return 'shadow-stack memory';
  const [x, y] = [a as unknown as Fields, b as unknown as Fields];
  const field = Object.keys(x).find((key) => !numbersOfKernel.has(key) && x[key] !== y[key]);
  if (field !== undefined) return field;
  if (a.kind === 'pteMarker' && b.kind === 'pteMarker')
    return (Object.keys(a.marker) as (keyof typeof a.marker)[]).find((key) => a.marker[key] !== b.marker[key]);
  if (a.kind === 'swap' && b.kind === 'swap' && a.swapOffset !== b.swapOffset) return 'swapOffset';
  return undefined;
}

const refused = (to: Kernel, { raw, level }: Decoded, why: string) =>
  rangeError(`expected an entry that ${to.name} has too, got ${hex(raw)} at ${level}: ${why}`);

function encoded(from: Kernel, to: Kernel, entry: Decoded): bigint {
  try {
    return encode(to, partsOf(from, to, entry));
  } catch (error) {
    if (error instanceof RangeError) throw refused(to, entry, error.message);
    throw error;
  }
}

/**
 * The word that says on kernel `to` what an entry says on kernel `from`, as decode(from, word) gave it: types get the numbers and bits
 * the places that they have there, a read-only dirty entry keeps Dirty where `to` keeps it. It takes what encode() of `from` takes.
 *
 * ```ts
 * transcode(kernel('5.18'), kernel('6.12'), decode(kernel('5.18'), word));
 * ```
 * @throws RangeError where `to` has no such entry: a kind, a bit or a field that it lacks, or bits that `from` gives no meaning.
 */
export function transcode(from: Kernel, to: Kernel, entry: EncodeParts): bigint {
  checkKernel(from);
  checkKernel(to);
  const given = encode(from, entry);
  if (from === to) return given;
  const read = decode(from, given, { level: entry.level ?? 'pte' });
  if (read.unexplained !== 0n)
    throw refused(to, read, `bits ${short(read.unexplained)} have no meaning on ${from.name}`);
  const word = encoded(from, to, read);
  const back = decode(to, word, { level: read.level });
  const field = lost(from, read, to, back);
  if (field !== undefined) throw refused(to, read, `${field} cannot be said there`);
  return word;
}
