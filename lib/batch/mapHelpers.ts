/**
 * The helpers that make one word of one word: all of crosscheck/probe/helpers.def but pte_next_pfn() and pte_advance_pfn(), which
 * count on, so that a bit depends on all bits below it.
 */
import * as pgtable from '../helpers/pgtable.ts';
import * as huge from '../helpers/pgtableHuge.ts';
import * as puds from '../helpers/pgtablePud.ts';
import * as flags from '../helpers/swapFlags.ts';
import type { Kernel } from '../kernel/kernel.ts';

/** Those that take the word alone. */
export const ofOneWord = [
  'pteMkyoung',
  'pteMkold',
  'pteMkdirty',
  'pteMkclean',
  'pteMkwriteNovma',
  'pteMkwriteShstk',
  'pteWrprotect',
  'pteMkexec',
  'pteMkglobal',
  'pteClrglobal',
  'pteMkhuge',
  'pteClrhuge',
  'pteMkspecial',
  'pteMkdevmap',
  'pteMksoftDirty',
  'pteClearSoftDirty',
  'pteMkuffdWp',
  'pteMkuffd',
  'pteClearUffdWp',
  'pteClearUffd',
  'mksaveddirtyShift',
  'clearSaveddirtyShift',
  'pteMksaveddirty',
  'pteClearSaveddirty',
  'pgprot4k2Large',
  'pgprotLarge24k',
  'pmdMkyoung',
  'pmdMkold',
  'pmdMkdirty',
  'pmdMkclean',
  'pmdMkwriteNovma',
  'pmdMkwriteShstk',
  'pmdWrprotect',
  'pmdMkhuge',
  'pmdMkinvalid',
  'pmdMkdevmap',
  'pmdMksoftDirty',
  'pmdClearSoftDirty',
  'pmdMkuffdWp',
  'pmdClearUffdWp',
  'pmdMksaveddirty',
  'pmdClearSaveddirty',
  'pmdMkspecial',
  'pudMkyoung',
  'pudMkold',
  'pudMkdirty',
  'pudMkclean',
  'pudMkwrite',
  'pudWrprotect',
  'pudMksoftDirty',
  'pudClearSoftDirty',
  'pudMkhuge',
  'pudMkspecial',
  'pudMksaveddirty',
  'pudClearSaveddirty',
  'pudMkinvalid',
  'pudMkdevmap',
  'pteSwpMksoftDirty',
  'pteSwpClearSoftDirty',
  'pteSwpMkuffdWp',
  'pteSwpMkuffd',
  'pteSwpClearUffdWp',
  'pteSwpClearUffd',
  'pteSwpMkexclusive',
  'pteSwpClearExclusive',
  'pteSwpClearFlags',
  'pmdSwpMksoftDirty',
  'pmdSwpClearSoftDirty',
  'pmdSwpMkuffdWp',
  'pmdSwpClearUffdWp',
] as const;
/** Those that take a word more, which is the same for all entries: a protection, or the flags of the mapping. */
export const ofOneMore = ['pteMkwrite', 'pteModify', 'pgprotModify', 'pmdMkwrite', 'pmdModify', 'pudModify'] as const;

/** The name of a helper of one word. */
export type OneWordHelper = (typeof ofOneWord)[number];
/** The name of a helper that takes a word more. */
export type OneMoreHelper = (typeof ofOneMore)[number];

type Helper = (k: Kernel, word: bigint, more: bigint) => bigint;
const all = { ...pgtable, ...huge, ...puds, ...flags };

/** The helpers by their names; where one has no second argument it takes no notice of it. */
export const mapHelpers: ReadonlyMap<string, Helper> = new Map(
  [...ofOneWord, ...ofOneMore].map((name) => [name, all[name] as Helper]),
);
