/** What a word means. */
import type { TableLevel } from '../../spec/schema.ts';
import { rangeError, shown, typeError } from '../base/errors.ts';
import { any, highHalf, join, lowHalf, lowShifted } from '../base/halves.ts';
import { refuseWord } from '../base/words.ts';
import type { Pte } from '../helpers/marks.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Decoded, Kind, Mapped } from './decoded.ts';
import { type Format32, flagsOf, format32Of, type MappedFormat32, type SwapFormat32 } from './formats32.ts';

export type { Decoded } from './decoded.ts';

function mapped(f: Format32, m: MappedFormat32, raw: bigint, lo: number, hi: number): Mapped {
  const flip = any(m.present, lo, hi) ? 0 : -1; // asm/pgtable-invert.h
  const pfnLo = (lo ^ flip) & m.pfn.lo;
  const pfnHi = (hi ^ flip) & m.pfn.hi;
  const restLo = lo & ~m.meaningful.lo;
  const restHi = hi & ~m.meaningful.hi;
  return {
    kind: m.kind,
    level: f.level,
    pfn: join(lowShifted(pfnLo, pfnHi, f.pageShift), pfnHi >>> f.pageShift),
    young: any(m.young, lo, hi),
    dirty: any(m.dirtyBits, lo, hi),
    write: any(m.rw, lo, hi) || any(m.shstkDirty, lo, hi),
    user: any(m.user, lo, hi),
    exec: !any(m.nx, lo, hi),
    global: any(m.global, lo, hi),
    special: any(m.special, lo, hi),
    softDirty: any(m.softDirty, lo, hi),
    uffdWp: any(m.uffdWp, lo, hi),
    pkey: (hi & m.pkey.hi) >>> m.pkeyShift,
    huge: m.isHuge,
    flags: flagsOf(m.names, lo, hi),
    unexplained: (restLo | restHi) === 0 ? 0n : join(restLo, restHi),
    raw,
  } as Mapped; // `kind` is one of the two, and both have this shape
}

function swapLike(f: Format32, t: SwapFormat32, raw: bigint, lo: number, hi: number): Decoded {
  const { level } = f;
  const { kind, type: swapType } = t;
  const storedLo = ~lo & f.offset.lo;
  const storedHi = ~hi & f.offset.hi;
  const offLo = lowShifted(storedLo, storedHi, f.offsetShift);
  const offHi = storedHi >>> f.offsetShift;
  const swapOffset = join(offLo, offHi);
  const softDirty = any(f.softDirty, lo, hi);
  const uffdWp = any(f.uffdWp, lo, hi);
  const exclusive = any(f.exclusive, lo, hi);
  const flags = flagsOf(f.names, lo, hi);
  const restLo = (lo & f.besides.lo) | (~lo & t.meaningless.lo);
  const restHi = (hi & f.besides.hi) | (~hi & t.meaningless.hi);
  const unexplained = (restLo | restHi) === 0 ? 0n : join(restLo, restHi);
  const pfn = t.hasPfn ? join(offLo & f.swpPfn.lo, offHi & f.swpPfn.hi) : 0n;
  switch (kind) {
    case 'migrationRead':
    case 'migrationReadExclusive':
    case 'migrationWrite': {
      const young = any(t.young, offLo, offHi);
      const dirty = any(t.dirty, offLo, offHi);
      return {
        kind,
        level,
        pfn,
        swapType,
        swapOffset,
        young,
        dirty,
        softDirty,
        uffdWp,
        exclusive,
        flags,
        unexplained,
        raw,
      };
    }
    case 'deviceWrite':
    case 'deviceRead':
    case 'deviceExclusiveWrite':
    case 'deviceExclusiveRead':
    case 'deviceExclusive':
    case 'hwpoison':
    case 'swapinError':
      return { kind, level, pfn, swapType, swapOffset, softDirty, uffdWp, exclusive, flags, unexplained, raw };
    case 'pteMarker': {
      const marker = {
        uffdWp: any(f.marker.uffdWp, offLo, offHi),
        poisoned: any(f.marker.poisoned, offLo, offHi),
        guard: any(f.marker.guard, offLo, offHi),
      };
      const wp = uffdWp || marker.uffdWp;
      return { kind, level, swapType, swapOffset, marker, softDirty, uffdWp: wp, exclusive, flags, unexplained, raw };
    }
    case 'swap':
    case 'unknown':
      return { kind, level, swapType, swapOffset, softDirty, uffdWp, exclusive, flags, unexplained, raw };
    default:
      return kind satisfies never;
  }
}

/** What decode() and explain() are told besides the word. */
export interface DecodeOptions {
  /** The level of the page tables that the word stands at; `pte` if left out. */
  readonly level?: TableLevel;
}
const atPte: DecodeOptions = {};

/**
 * Decodes one entry. Every 64-bit word has a meaning: bits that this kernel gives none come back in `unexplained`, and
 * encode() makes the same word of the result.
 *
 * `level` says where the word stands: at pmd and pud a word with PSE is a huge page, also without PRESENT, since
 * pmd_mkinvalid() leaves one so while it splits, and a present word without PSE points to a table. At p4d and pgd a present word
 * points to a table, PSE or not, and any other is `none`, its bits unexplained.
 *
 * @throws TypeError unless `word` is a bigint, RangeError unless it is one of 0 to 2^64 - 1 and `level` is a level.
 */
export function decode(k: Kernel, word: Pte, options: DecodeOptions = atPte): Decoded {
  const entry = decodeReleased(k, word, options);
  return isProposed(k, word, entry) ? asMarker(entry) : entry;
}

const isProposed = (k: Kernel, word: bigint, { level }: Decoded): boolean =>
  k.proposedMarker?.word === word && level === 'pte';

/** An entry that is a marker by a proposed layout, with the flags and fields that it has without. */
function asMarker(entry: Decoded): Decoded {
  const { level, flags, raw } = entry;
  const { swapType, swapOffset } = 'swapType' in entry ? entry : { swapType: 0, swapOffset: 0n };
  const marker = { uffdWp: true, poisoned: false, guard: false };
  const none = { softDirty: false, exclusive: false, unexplained: 0n };
  return { kind: 'pteMarker', level, swapType, swapOffset, marker, ...none, uffdWp: true, flags, raw };
}

/** decode() as the release has it, whatever layout is proposed. */
export function decodeReleased(k: Kernel, word: bigint, options: DecodeOptions = atPte): Decoded {
  if (typeof options !== 'object' || options === null)
    throw typeError(`expected options such as { level: 'pmd' }, got ${shown(options)}`);
  const f = format32Of(k, options.level ?? 'pte');
  if (typeof word !== 'bigint') refuseWord('expected a 64-bit word', word);
  if (word !== BigInt.asUintN(64, word)) refuseWord('expected a 64-bit word', word);
  const lo = lowHalf(word);
  const hi = highHalf(word);
  const m = mappedAt(f, lo, hi);
  if (m) return mapped(f, m, word, lo, hi);
  if (any(f.notNone, lo, hi)) return swapLike(f, f.types[hi >>> f.typeShift] as SwapFormat32, word, lo, hi);
  const rest = any(f.notEmpty, lo, hi) ? join(lo & f.notEmpty.lo, hi & f.notEmpty.hi) : 0n;
  return { kind: 'none', level: f.level, flags: flagsOf(f.names, lo, hi), unexplained: rest, raw: word };
}

/** The format of a word that is mapped. */
function mappedAt(f: Format32, lo: number, hi: number): MappedFormat32 | undefined {
  const huge = any(f.pse, lo, hi);
  const format = f.alwaysLeaf || huge ? f.leaf : f.table;
  if (any(f.present, lo, hi)) return format.present;
  if (any(f.protnone, lo, hi)) return format.protnone;
  return huge ? format.present : undefined;
}

/** Whether decode() gives a word this kind and these bits without a meaning; false, too, where a proposed layout may say otherwise. */
export function hasMeaning(k: Kernel, f: Format32, word: bigint, kind: Kind, unexplained: bigint): boolean {
  if (k.proposedMarker) return false;
  const restLo = lowHalf(unexplained);
  const restHi = highHalf(unexplained);
  const lo = lowHalf(word);
  const hi = highHalf(word);
  const m = mappedAt(f, lo, hi);
  if (m) return m.kind === kind && (lo & ~m.meaningful.lo) === restLo && (hi & ~m.meaningful.hi) === restHi;
  if (!any(f.notNone, lo, hi)) return kind === 'none' && (restLo | restHi) === 0;
  const t = f.types[hi >>> f.typeShift] as SwapFormat32;
  const lowRest = (lo & f.besides.lo) | (~lo & t.meaningless.lo);
  const highRest = (hi & f.besides.hi) | (~hi & t.meaningless.hi);
  return t.kind === kind && lowRest === restLo && highRest === restHi;
}
