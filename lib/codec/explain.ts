/** Every bit of an entry by name, for a reader. */
import { presentFields, upperBits, xenGuestKernel } from '../../spec/present.ts';
import type { TableLevel } from '../../spec/schema.ts';
import { markerBits, migrationBits, swapFields, swapTypes } from '../../spec/swap.ts';
import type { tables } from '../../spec/tables.ts';
import { short } from '../base/hex.ts';
import type { Pte } from '../helpers/marks.ts';
import { nameOf, saysOf } from '../kernel/inForce.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { proposalOf } from '../kernel/patches.ts';
import { type Claim, everyBit, type Part, partsOf } from './claims.ts';
import { type Decoded, type DecodeOptions, decode, decodeReleased } from './decode.ts';
import type { Mapped } from './decoded.ts';
import { type Format, formatOf, isUpper, type MappedFormat, type NamedBit, type SwapFormat } from './formats.ts';
import { headline } from './headline.ts';

/** An entry for a reader: what explain() gives. */
export interface Explanation {
  /** The entry in one line, as `swap entry: type 0, offset 0x200, soft-dirty`. */
  readonly headline: string;
  /** What decode() says of the word. */
  readonly entry: Decoded;
  /** From bit 63 down; together they hold every bit once. */
  readonly parts: readonly Part[];
}

const bitClaim = ({ name, mask, says, clear }: NamedBit): Claim => ({
  mask,
  name,
  text: says,
  ...(clear !== undefined && { clear }),
});
const unusedClaim = (text: string, mask = everyBit): Claim => ({ mask, name: 'unused', text, state: 'ignored' });

const [pageFrame, pmdFrame, pudFrame] = presentFields;
const fieldOf = {
  pte: pageFrame,
  pmd: pmdFrame,
  pud: pudFrame,
  p4d: pageFrame,
  pgd: pageFrame,
} as const satisfies Record<TableLevel, unknown>;
const [mbz] = upperBits;
/** PSE where there is no page of the size. */
const noPage = (entry: Mapped): bigint => (isUpper(entry.level) ? entry.unexplained & (1n << BigInt(mbz.bit)) : 0n);

/** What looks like Xen's mark: it is in entries that user mode may access, by USER, and are not global. */
const xenMark = (entry: Mapped): bigint =>
  entry.level === 'pte' && entry.kind === 'present' && entry.user && !entry.global
    ? entry.unexplained & (1n << BigInt(xenGuestKernel.bit))
    : 0n;

function mappedClaims(k: Kernel, format: MappedFormat, entry: Mapped): Claim[] {
  const hardware = (entry.raw & k.mask.present) !== 0n;
  const field = format.leaf ? fieldOf[entry.level] : presentFields[0];
  const beyond = hardware ? format.pfn & ~(2n ** BigInt(k.config.physBits) - 1n) : 0n;
  const below = hardware ? k.mask.pfn & ~format.pfn : 0n; // between the flags and the number of a huge page
  const must = { name: 'reserved', state: 'reserved' } as const;
  const faults = 'must be zero: the processor faults';
  const without = `set without a meaning on ${k.name}`;
  return [
    { mask: noPage(entry), name: mbz.kernel, text: mbz.says, state: 'unexplained' },
    { mask: entry.unexplained & below, name: 'reserved', text: `${faults}, in a huge page`, state: 'unexplained' },
    { mask: xenMark(entry), name: 'unused', text: `${without}; ${xenGuestKernel.says}`, state: 'unexplained' },
    { mask: entry.unexplained, name: 'unused', text: without, state: 'unexplained' },
    ...[...format.bits, ...format.clear].map(bitClaim),
    { mask: format.mask.pkey, name: '_PAGE_PKEY_MASK', text: `protection key ${entry.pkey}`, state: 'field' },
    {
      ...must,
      mask: beyond,
      name: field.kernel,
      text: `${faults} on a machine of ${k.config.physBits} physical address bits`,
    },
    {
      mask: format.pfn,
      name: field.kernel,
      text: `page frame number ${short(entry.pfn)}${format.leaf ? '' : ' of a table'}${hardware ? '' : ', stored inverted'}`,
      state: 'field',
      inverted: !hardware,
    },
    { ...must, mask: below, text: `${faults}, in a huge page` },
    { ...must, mask: hardware ? k.mask.abovePfn : 0n, text: `${faults}, above the addresses of the guest` },
    unusedClaim('ignored by the processor, unused by Linux'),
  ];
}

type SwapLike = Exclude<Decoded, Mapped | { kind: 'none' }>;

/** What the offset holds, in the places of the word. */
function offsetClaims(k: Kernel, format: SwapFormat, entry: SwapLike): Claim[] {
  const place = (bits: bigint) => bits << k.mask.swpOffsetShift;
  const bit = (row: (typeof tables)['migrationBits' | 'markerBits'][number], mask: bigint): Claim => ({
    mask: place(mask),
    name: nameOf(row, k.release),
    text: `${saysOf(row, k.release)}; stored inverted`,
    ...('clear' in row && { clear: `${row.clear}; stored inverted` }),
    inverted: true,
  });
  const above = 'above what the offset means in this kind of entry; zero, stored inverted';
  const rest = { ...unusedClaim(above, k.mask.swpOffset), inverted: true };
  const field = { name: swapFields[1].kernel, state: 'field', inverted: true } as const;
  if (entry.kind === 'pteMarker') {
    const masks = { uffdWp: k.mask.markerUffdWp, poisoned: k.mask.markerPoisoned, guard: k.mask.markerGuard };
    return [...markerBits.map((row) => bit(row, masks[row.id])), rest];
  }
  if (!('pfn' in entry)) {
    const text = `page ${short(entry.swapOffset)} of the swap area, stored inverted`;
    return [{ ...field, mask: k.mask.swpOffset, text }];
  }
  const masks = { migYoung: format.young, migDirty: format.dirty };
  const pfn = { ...field, mask: place(k.mask.swpPfn), text: `page frame number ${short(entry.pfn)}, stored inverted` };
  return [...migrationBits.map((row) => bit(row, masks[row.id])), pfn, rest];
}

function swapClaims(k: Kernel, f: Format, entry: SwapLike): Claim[] {
  const row = swapTypes.find(({ id }) => id === entry.kind);
  const type = row ? row.kernel : `swap area ${entry.swapType}`;
  return [
    { mask: entry.unexplained, name: 'unused', text: `without a meaning on ${k.name}`, state: 'unexplained' },
    ...emptyClaims(k, f),
    { mask: k.mask.swpType, name: swapFields[0].kernel, text: `type ${entry.swapType}: ${type}`, state: 'field' },
    ...offsetClaims(k, f.swap[entry.swapType] as SwapFormat, entry),
    unusedClaim('zero in an entry that is not mapped'),
  ];
}

/** The single bits of an entry that is not mapped. */
const emptyClaims = (k: Kernel, f: Format): Claim[] =>
  [...f.swapBits, ...f.swapClear].map((bit) => ({
    ...bitClaim(bit),
    ...((bit.mask & k.mask.knlErratum) !== 0n && { state: 'ignored' }),
  }));

function claimsOf(k: Kernel, f: Format, entry: Decoded): Claim[] {
  switch (entry.kind) {
    case 'none':
      return [
        {
          mask: entry.unexplained,
          name: 'unused',
          text: 'set without a meaning where no table is',
          state: 'unexplained',
        },
        ...emptyClaims(k, { ...f, swapBits: f.noneBits }),
        unusedClaim('zero in an empty entry'),
      ];
    case 'present':
    case 'protnone':
      return mappedClaims(k, (f.pse === 0n || entry.huge ? f.leaf : f.table)[entry.kind], entry);
    default:
      return swapClaims(k, f, entry);
  }
}

/**
 * Explains one entry: a headline, and every one of its 64 bits under the kernel's name. The bits in state `unexplained` are
 * exactly those of `entry.unexplained`. Page-frame bits from `config.physBits` up are `reserved` in an entry the processor uses.
 *
 * @throws as decode() does.
 */
export function explain(k: Kernel, word: Pte, options?: DecodeOptions): Explanation {
  const entry = decode(k, word, options);
  const released = decodeReleased(k, word, options);
  const claims = [
    ...(released.kind === entry.kind ? [] : proposedClaims(k, released)),
    ...claimsOf(k, formatOf(k, entry.level), released),
  ];
  return { headline: headline(k, entry), entry, parts: partsOf(word, claims) };
}

/** What a proposed layout adds to the bits that the release knows: the one that it sets aside. */
function proposedClaims(k: Kernel, { unexplained }: Decoded): Claim[] {
  const name = k.proposedMarker?.proposal ?? '';
  return [{ mask: unexplained, name, text: proposalOf(name)?.says ?? '' }];
}
