/** Laws that mm/debug_vm_pgtable.c checks at boot, under the names of its functions: PMDs and PUDs. */
import { describe } from 'vitest';
import * as pg from '../../lib/helpers/pgtable.ts';
import * as huge from '../../lib/helpers/pgtableHuge.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { check, encKernels, freshHuge, having, hugePfns, type Laws, made, pteKernels, tracking } from './laws.ts';

const pmdNovma = (k: Kernel, pmd: bigint) =>
  k.has('pmdMkwriteNovma') ? huge.pmdMkwriteNovma(k, pmd) : huge.pmdMkwrite(k, pmd);
const numa = (k: Kernel) => k.does('protnoneTest');

// biome-ignore format: a table
const pmdBasic: Laws = {
  'wrprotect of a fresh entry is not dirty': (k, p) => !huge.pmdDirty(k, huge.pmdWrprotect(k, p)),
  'mkyoung of mkold is young': (k, p) => huge.pmdYoung(k, huge.pmdMkyoung(k, huge.pmdMkold(k, p))),
  'mkdirty of mkclean is dirty': (k, p) => huge.pmdDirty(k, huge.pmdMkdirty(k, huge.pmdMkclean(k, p))),
  'mkwrite of wrprotect is writable': (k, p) => huge.pmdWrite(k, huge.pmdMkwrite(k, huge.pmdWrprotect(k, p))),
  'mkold of mkyoung is not young': (k, p) => !huge.pmdYoung(k, huge.pmdMkold(k, huge.pmdMkyoung(k, p))),
  'mkclean of mkdirty is not dirty': (k, p) => !huge.pmdDirty(k, huge.pmdMkclean(k, huge.pmdMkdirty(k, p))),
  'wrprotect of mkwrite is not writable': (k, p) => !huge.pmdWrite(k, huge.pmdWrprotect(k, huge.pmdMkwrite(k, p))),
  'wrprotect of mkclean is not dirty': (k, p) => !huge.pmdDirty(k, huge.pmdWrprotect(k, huge.pmdMkclean(k, p))),
  'wrprotect of mkdirty is dirty': (k, p) => huge.pmdDirty(k, huge.pmdWrprotect(k, huge.pmdMkdirty(k, p))),
  'mkwrite_novma of mkdirty is dirty': (k, p) => huge.pmdDirty(k, pmdNovma(k, huge.pmdMkdirty(k, p))),
  'mkwrite_novma of mkclean is not dirty': (k, p) => !huge.pmdDirty(k, pmdNovma(k, huge.pmdMkclean(k, p))),
  'mkdirty of mkwrite_novma is writable': (k, p) => huge.pmdWrite(k, huge.pmdMkdirty(k, pmdNovma(k, p))),
  'mkwrite_novma of wrprotect is writable': (k, p) => huge.pmdWrite(k, pmdNovma(k, huge.pmdWrprotect(k, p))),
  'wrprotect of mkwrite_novma is not writable': (k, p) => !huge.pmdWrite(k, huge.pmdWrprotect(k, pmdNovma(k, p))),
};

describe('pmd_basic_tests', () => {
  check(pteKernels, freshHuge, pmdBasic);
  check(encKernels, freshHuge, pmdBasic);
});

/** The page frame numbers that entries were made with: without what the C-bit takes. */
const given = (k: Kernel) => hugePfns.map((pfn) => pfn & (k.mask.pfn >> k.mask.pageShift));

describe('pmd_leaf_tests and pmd_huge_tests', () => {
  const leaf = (k: Kernel, p: bigint) => huge.pmdMkhuge(k, p);
  check([...pteKernels, ...encKernels], freshHuge, {
    'mkhuge is a leaf: its page frame number is that of a huge page': (k, p) =>
      huge.pmdPfnMask(k, leaf(k, p)) === k.mask.pmdPfn,
    'mkhuge keeps the page frame number that a fresh entry was given, inverted or not': (k, p) =>
      given(k).includes(huge.pmdPfn(k, leaf(k, p))),
    'what is not a leaf points to a table': (k, p) => huge.pmdPfnMask(k, p) === k.mask.pfn,
  });
});

describe('pmd_thp_tests', () => {
  const thp = (k: Kernel, p: bigint) => huge.pmdMkhuge(k, p);
  const gone = (k: Kernel, p: bigint) => huge.pmdMkinvalid(k, thp(k, p));
  check([...pteKernels, ...encKernels], freshHuge, {
    'mkhuge is a transparent huge page': (k, p) => huge.pmdTransHuge(k, thp(k, p)),
    'mkinvalid of it is one still': (k, p) => huge.pmdTransHuge(k, gone(k, p)),
    'mkinvalid of it is present still': (k, p) => huge.pmdPresent(k, gone(k, p)),
    'mkinvalid keeps its page frame number': (k, p) => huge.pmdPfn(k, gone(k, p)) === huge.pmdPfn(k, thp(k, p)),
  });
});

describe('pud_basic_tests', () => {
  const freshPud = made(huge.pfnPud, hugePfns);
  check([...pteKernels, ...encKernels], freshPud, {
    'mkhuge is a leaf: its page frame number is that of a huge page': (k, p) =>
      huge.pudPfnMask(k, p | k.mask.pse) === k.mask.pudPfn,
    'what is not a leaf points to a table': (k, p) => huge.pudPfnMask(k, p) === k.mask.pfn,
    'mkhuge keeps the page frame number that a fresh entry was given, inverted or not': (k, p) => {
      const pud = p | k.mask.pse;
      const field = (pud ^ pg.protnoneMask(k, pud)) & huge.pudPfnMask(k, pud);
      return given(k).includes(field >> k.mask.pageShift);
    },
  });
});

describe('pmd_protnone_tests', () => {
  const words = (k: Kernel) => hugePfns.map((pfn) => huge.pmdMkhuge(k, huge.pfnPmd(k, pfn, k.prot.PAGE_NONE)));
  check(pteKernels, words, {
    'PAGE_NONE is protnone, where the kernel tests it': (k, p) => huge.pmdProtnone(k, p) === numa(k),
    'PAGE_NONE is present': (k, p) => huge.pmdPresent(k, p),
  });
});

describe('pmd_devmap_tests', () => {
  check(having(pteKernels, 'pmdDevmap'), freshHuge, {
    'mkdevmap is devmap': (k, p) => huge.pmdDevmap(k, huge.pmdMkdevmap(k, p)),
    'a huge devmap entry is not a transparent huge page': (k, p) =>
      !huge.pmdTransHuge(k, huge.pmdMkhuge(k, huge.pmdMkdevmap(k, p))),
  });
});

describe('pmd_soft_dirty_tests', () => {
  check(tracking, freshHuge, {
    'mksoft_dirty is soft-dirty': (k, p) => huge.pmdSoftDirty(k, huge.pmdMksoftDirty(k, p)),
    'clear_soft_dirty is not': (k, p) => !huge.pmdSoftDirty(k, huge.pmdClearSoftDirty(k, p)),
  });
});
