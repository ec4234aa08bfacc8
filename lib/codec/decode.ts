/** What a word means. */
import type { Level } from '../../spec/schema.ts';
import { rangeError, shown, typeError } from '../base/errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Decoded, Mapped } from './decoded.ts';
import {
  any,
  flagsOf,
  HI,
  half,
  join,
  joinShifted,
  LO,
  type MappedSheet,
  type Sheet,
  type SwapSheet,
  sheetOf,
  whole,
} from './formats32.ts';

export type { Decoded } from './decoded.ts';

function mapped(s: Sheet, m: MappedSheet, raw: bigint, lo: number, hi: number): Mapped {
  const flip = any(m.present, lo, hi) ? 0 : -1; // asm/pgtable-invert.h
  const strangeLo = lo & ~m.known.lo;
  const strangeHi = hi & ~m.known.hi;
  return {
    kind: m.kind,
    level: s.level,
    pfn: joinShifted((lo ^ flip) & m.pfn.lo, (hi ^ flip) & m.pfn.hi, s.pageShift),
    young: any(m.accessed, lo, hi),
    dirty: any(m.dirtyBits, lo, hi),
    write: any(m.rw, lo, hi) || any(m.shstkDirty, lo, hi),
    user: any(m.user, lo, hi),
    exec: !any(m.nx, lo, hi),
    global: any(m.global, lo, hi),
    special: any(m.special, lo, hi),
    softDirty: any(m.softDirty, lo, hi),
    uffdWp: any(m.uffdWp, lo, hi),
    pkey: (hi & m.pkey.hi) >>> m.pkeyShift,
    huge: m.huge,
    flags: flagsOf(m.names, lo, hi),
    unexplained: (strangeLo | strangeHi) === 0 ? 0n : join(strangeLo, strangeHi),
    raw,
  } as Mapped; // `kind` is one of the two, and both have this shape
}

function swapLike(s: Sheet, t: SwapSheet, raw: bigint, lo: number, hi: number): Decoded {
  const { level } = s;
  const { kind, type: swapType } = t;
  const swapOffset = joinShifted(~lo & s.offset.lo, ~hi & s.offset.hi, s.offsetShift);
  const offLo = half[LO] as number; // of what was just joined
  const offHi = half[HI] as number;
  const softDirty = any(s.softDirty, lo, hi);
  const uffdWp = any(s.uffdWp, lo, hi);
  const exclusive = any(s.exclusive, lo, hi);
  const flags = flagsOf(s.names, lo, hi);
  const strangeLo = (lo & s.besides.lo) | (~lo & t.junk.lo);
  const strangeHi = (hi & s.besides.hi) | (~hi & t.junk.hi);
  const unexplained = (strangeLo | strangeHi) === 0 ? 0n : join(strangeLo, strangeHi);
  const pfn = t.hasPfn ? join(offLo & s.swpPfn.lo, offHi & s.swpPfn.hi) : 0n;
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
        uffdWp: any(s.marker.uffdWp, offLo, offHi),
        poisoned: any(s.marker.poisoned, offLo, offHi),
        guard: any(s.marker.guard, offLo, offHi),
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

export interface DecodeOptions {
  /** The level of the page tables that the word stands at; `pte` if left out. */
  readonly level?: Level;
}
const atPte: DecodeOptions = {};

function checkWord(word: bigint): void {
  if (typeof word !== 'bigint') throw typeError(`expected a 64-bit word as a bigint, got ${shown(word)}`);
  throw rangeError(`expected a 64-bit word, got ${word < 0n ? '-' : ''}0x${(word < 0n ? -word : word).toString(16)}`);
}

/**
 * Decodes one entry. Every 64-bit word has a meaning: bits that this kernel gives none come back in `unexplained`, and
 * encode() makes the same word of the result.
 *
 * `level` says where the word stands: at pmd and pud a word with PSE is a huge page, also without PRESENT, since
 * pmd_mkinvalid() leaves one so while it splits, and a present word without PSE points to a table.
 *
 * @throws TypeError unless `word` is a bigint, RangeError unless it is one of 0 to 2^64 - 1 and `level` is a level.
 */
export function decode(k: Kernel, word: bigint, options: DecodeOptions = atPte): Decoded {
  if (typeof options !== 'object' || options === null)
    throw typeError(`expected options such as { level: 'pmd' }, got ${shown(options)}`);
  const s = sheetOf(k, options.level ?? 'pte');
  if (typeof word !== 'bigint') checkWord(word);
  whole[0] = word;
  if (whole[0] !== word) checkWord(word);
  const lo = half[LO] as number;
  const hi = half[HI] as number;
  const huge = any(s.pse, lo, hi);
  const form = s.alwaysLeaf || huge ? s.leaf : s.table;
  if (any(s.present, lo, hi)) return mapped(s, form.present, word, lo, hi);
  if (any(s.protnone, lo, hi)) return mapped(s, form.protnone, word, lo, hi);
  if (huge) return mapped(s, form.present, word, lo, hi);
  if (any(s.notNone, lo, hi)) return swapLike(s, s.types[hi >>> s.typeShift] as Sheet['types'][number], word, lo, hi);
  return { kind: 'none', level: s.level, flags: flagsOf(s.names, lo, hi), unexplained: 0n, raw: word };
}
