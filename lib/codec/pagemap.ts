/** What a word of /proc/PID/pagemap says. */
import { pagemapFields } from '../../spec/pagemap.ts';
import { rangeError, shown, typeError } from '../base/errors.ts';
import { hex, short } from '../base/hex.ts';
import { dashed } from '../base/spelling.ts';
import { ofSwapFrame } from '../helpers/swapEntry.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
import { fieldMask } from '../kernel/layout.ts';
import { formatOf, type SwapFormat } from './formats.ts';

/** What a word of /proc/PID/pagemap says of one page of 4 KiB. */
export interface DecodedPagemap {
  /** PM_PRESENT, PM_SWAP, or neither: `absent` is an empty entry, or no mapping at all. */
  readonly kind: 'present' | 'swapped' | 'absent';
  /** Of a present page, and of a swapped one whose entry has it: the page frame number, in pages of 4 KiB. Absent where it is hidden. */
  readonly pfn?: bigint;
  /** Of a swapped page, what its type says that the entry is: `swap`, `migrationRead`, `pteMarker`. Absent where it is hidden. */
  readonly entry?: SwapFormat['kind'];
  /** swp_type(), 0 to 31. Absent where it is hidden. */
  readonly swapType?: number;
  /** swp_offset(), in pages of the swap area; of a marker its bits. Absent where it is hidden. */
  readonly swapOffset?: bigint;
  /** The number is 0 because who read the word lacks CAP_SYS_ADMIN: neither page frame number nor swap slot is told. */
  readonly hidden: boolean;
  /** PM_SOFT_DIRTY: written since the last clear_refs, or the mapping is new since. */
  readonly softDirty: boolean;
  /** PM_MMAP_EXCLUSIVE: the page is mapped once. */
  readonly exclusive: boolean;
  /** PM_UFFD_WP (5.14): userfaultfd traps writes. */
  readonly uffdWp: boolean;
  /** PM_GUARD_REGION (6.15): a guard region. */
  readonly guard: boolean;
  /** PM_FILE: a page of a file or of shared memory. */
  readonly file: boolean;
  /** Bits that the release does not set in such a word. */
  readonly unexplained: bigint;
  /** The word itself. */
  readonly raw: bigint;
}

const frameMask = fieldMask(pagemapFields[0]);

const kindOf = (k: Kernel, word: bigint): DecodedPagemap['kind'] =>
  (word & k.pagemap.pmPresent) !== 0n ? 'present' : (word & k.pagemap.pmSwap) !== 0n ? 'swapped' : 'absent';

type FrameSays = Pick<DecodedPagemap, 'pfn' | 'entry' | 'swapType' | 'swapOffset'>;

/** What the number below the flags says. A slot of 0 is no page of a swap area: its header stands there. */
function numberOf(k: Kernel, kind: DecodedPagemap['kind'], frame: bigint): FrameSays {
  if (kind === 'absent' || frame === 0n) return {};
  if (kind === 'present') return { pfn: frame };
  const { type: swapType, offset: swapOffset } = ofSwapFrame(frame);
  const format = formatOf(k, 'pte').swap[swapType] as SwapFormat;
  const pfn = format.hasPfn ? { pfn: swapOffset & k.mask.swpPfn } : {};
  return { entry: format.kind, swapType, swapOffset, ...pfn };
}

/** The bits that a word of the kind can have. */
function meant(k: Kernel, kind: DecodedPagemap['kind']): bigint {
  const { pmSoftDirty, pmMmapExclusive, pmUffdWp, pmGuardRegion, pmFile, pmSwap, pmPresent } = k.pagemap;
  const all = pmSoftDirty | pmUffdWp;
  if (kind === 'absent') return all;
  const ofPage = all | frameMask | pmFile;
  if (kind === 'present') return ofPage | pmMmapExclusive | pmPresent;
  return ofPage | pmSwap | pmGuardRegion | (k.does('pagemapOnlyPresentExclusive') ? 0n : pmMmapExclusive);
}

/**
 * Decodes a word of /proc/PID/pagemap, one for each page of 4 KiB: fs/proc/task_mmu.c, pte_to_pagemap_entry() and its kin, in what the
 * release at hand puts there. A reader without CAP_SYS_ADMIN gets no numbers: `hidden`.
 * @throws TypeError unless `word` is a bigint, RangeError unless it has 64 bits.
 */
export function decodePagemap(k: Kernel, word: bigint): DecodedPagemap {
  checkKernel(k);
  if (typeof word !== 'bigint') throw typeError(`expected a word of pagemap as a bigint, got ${shown(word)}`);
  if (word !== BigInt.asUintN(64, word)) throw rangeError(`expected a word of 64 bits, got ${shown(word)}`);
  const { pmSoftDirty, pmMmapExclusive, pmUffdWp, pmGuardRegion, pmFile } = k.pagemap;
  const kind = kindOf(k, word);
  const frame = word & frameMask;
  return {
    kind,
    ...numberOf(k, kind, frame),
    hidden: kind !== 'absent' && frame === 0n,
    softDirty: (word & pmSoftDirty) !== 0n,
    exclusive: (word & pmMmapExclusive) !== 0n,
    uffdWp: (word & pmUffdWp) !== 0n,
    guard: (word & pmGuardRegion) !== 0n,
    file: (word & pmFile) !== 0n,
    unexplained: word & ~meant(k, kind),
    raw: word,
  };
}

/** Where the page is, in words. */
function place({ kind, pfn, entry, swapType, swapOffset = 0n, hidden }: DecodedPagemap): string[] {
  if (kind === 'absent') return ['not present', 'not swapped'];
  const what = entry === undefined || entry === 'swap' ? kind : `${kind} (${dashed(entry)})`;
  if (hidden) return [what, kind === 'present' ? 'pfn hidden' : 'slot hidden'];
  if (pfn !== undefined) return [what, `pfn ${short(pfn)}`];
  return [what, `type ${swapType}`, `offset ${short(swapOffset)}`];
}

/** What a word of pagemap says in one phrase, as `present, pfn 0x12345, soft-dirty, mapped once`. */
export function pagemapSays(said: DecodedPagemap): string {
  const flags: readonly (readonly [boolean, string])[] = [
    [said.softDirty, 'soft-dirty'],
    [said.exclusive, 'mapped once'],
    [said.uffdWp, 'uffd-wp'],
    [said.guard, 'guard region'],
    [said.file, 'of a file or shared memory'],
    [said.unexplained !== 0n, `unexplained ${short(said.unexplained)}`],
  ];
  return [...place(said), ...flags.flatMap(([is, name]) => (is ? [name] : []))].join(', ');
}

/** The word before what it says: `0x8180000000012345  present, pfn 0x12345, soft-dirty, mapped once`. */
export const pagemapLine = (said: DecodedPagemap): string => `${hex(said.raw)}  ${pagemapSays(said)}`;
