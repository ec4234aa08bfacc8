/** Laws that mm/debug_vm_pgtable.c checks at boot, under the names of its functions: PTEs, with those of hugetlb. */
import { describe, expect, it } from 'vitest';
import * as pg from '../../lib/helpers/pgtable.ts';
import * as huge from '../../lib/helpers/pgtableHuge.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import {
  check,
  encKernels,
  fresh,
  freshHuge,
  having,
  type Laws,
  pfns,
  plainKernels,
  protections,
  pteKernels,
  tracking,
} from './laws.ts';

const mkwrite = (k: Kernel, pte: bigint) => pg.pteMkwrite(k, pte, 0n);
/** pte_mkwrite_novma() where there is one; before it pte_mkwrite() took no mapping. */
const novma = (k: Kernel, pte: bigint) =>
  k.has('pteMkwriteNovma') ? pg.pteMkwriteNovma(k, pte) : pg.pteMkwrite(k, pte);
// biome-ignore format: a table
const pteBasic: Laws = {
  'wrprotect of a fresh entry is not dirty': (k, p) => !pg.pteDirty(k, pg.pteWrprotect(k, p)),
  'an entry is the same as itself': (k, p) => pg.pteSame(k, p, p),
  'mkyoung of mkold is young': (k, p) => pg.pteYoung(k, pg.pteMkyoung(k, pg.pteMkold(k, p))),
  'mkdirty of mkclean is dirty': (k, p) => pg.pteDirty(k, pg.pteMkdirty(k, pg.pteMkclean(k, p))),
  'mkwrite of wrprotect is writable': (k, p) => pg.pteWrite(k, mkwrite(k, pg.pteWrprotect(k, p))),
  'mkold of mkyoung is not young': (k, p) => !pg.pteYoung(k, pg.pteMkold(k, pg.pteMkyoung(k, p))),
  'mkclean of mkdirty is not dirty': (k, p) => !pg.pteDirty(k, pg.pteMkclean(k, pg.pteMkdirty(k, p))),
  'wrprotect of mkwrite is not writable': (k, p) => !pg.pteWrite(k, pg.pteWrprotect(k, mkwrite(k, p))),
  'wrprotect of mkclean is not dirty': (k, p) => !pg.pteDirty(k, pg.pteWrprotect(k, pg.pteMkclean(k, p))),
  'wrprotect of mkdirty is dirty': (k, p) => pg.pteDirty(k, pg.pteWrprotect(k, pg.pteMkdirty(k, p))),
  'mkwrite_novma of mkdirty is dirty': (k, p) => pg.pteDirty(k, novma(k, pg.pteMkdirty(k, p))),
  'mkwrite_novma of mkclean is not dirty': (k, p) => !pg.pteDirty(k, novma(k, pg.pteMkclean(k, p))),
  'mkdirty of mkwrite_novma is writable': (k, p) => pg.pteWrite(k, pg.pteMkdirty(k, novma(k, p))),
  'mkwrite_novma of wrprotect is writable': (k, p) => pg.pteWrite(k, novma(k, pg.pteWrprotect(k, p))),
  'wrprotect of mkwrite_novma is not writable': (k, p) => !pg.pteWrite(k, pg.pteWrprotect(k, novma(k, p))),
};

describe('pte_basic_tests', () => {
  check(pteKernels, fresh, pteBasic);
});

describe('pte_basic_tests with a C-bit', () => {
  check(encKernels, fresh, pteBasic);
});

describe('pte_advanced_tests', () => {
  check(pteKernels, fresh, {
    'what ptep_set_wrprotect stores is not writable': (k, p) => !pg.pteWrite(k, pg.pteWrprotect(k, p)),
    'mkdirty of mkwrite of a clean read-only entry is writable and dirty': (k, p) => {
      const pte = pg.pteMkdirty(k, mkwrite(k, pg.pteMkclean(k, pg.pteWrprotect(k, p))));
      return pg.pteWrite(k, pte) && pg.pteDirty(k, pte);
    },
    'a cleared entry is none': (k) => pg.pteNone(k, 0n) && huge.pmdNone(k, 0n),
    'what ptep_test_and_clear_young stores is not young': (k, p) =>
      !pg.pteYoung(k, pg.pteMkold(k, pg.pteMkyoung(k, p))),
  });
});

describe('pte_clear_tests', () => {
  check(pteKernels, fresh, { 'an entry with a protection is not none': (k, p) => !pg.pteNone(k, p) });
});

describe('pte_special_tests', () => {
  check(pteKernels, fresh, { 'mkspecial is special': (k, p) => pg.pteSpecial(k, pg.pteMkspecial(k, p)) });
});

const pageNone = (k: Kernel) => pfns.map((pfn) => pg.pfnPte(k, pfn, k.prot.PAGE_NONE));
const numa = (k: Kernel) => k.does('protnoneTest');

describe('pte_protnone_tests', () => {
  check(pteKernels, pageNone, {
    'PAGE_NONE is protnone, where the kernel tests it': (k, p) => pg.pteProtnone(k, p) === numa(k),
    'PAGE_NONE is present': (k, p) => pg.ptePresent(k, p),
  });
  it('is tested on every kernel with NUMA balancing, and from 7.3 on without', () => {
    expect(pteKernels.filter((k) => k.config.numaBalancing).every(numa)).toBe(true);
    const without = pteKernels.filter((k) => !k.config.numaBalancing && numa(k)).map((k) => k.release.series);
    expect([...new Set(without)]).toEqual(['7.3']);
  });
});

describe('pte_devmap_tests', () => {
  check(having(pteKernels, 'pteDevmap'), fresh, {
    'mkdevmap is devmap': (k, p) => pg.pteDevmap(k, pg.pteMkdevmap(k, p)),
    'a fresh entry is not devmap': (k, p) => !pg.pteDevmap(k, p),
  });
});

describe('pte_soft_dirty_tests', () => {
  check(tracking, fresh, {
    'mksoft_dirty is soft-dirty': (k, p) => pg.pteSoftDirty(k, pg.pteMksoftDirty(k, p)),
    'clear_soft_dirty is not': (k, p) => !pg.pteSoftDirty(k, pg.pteClearSoftDirty(k, p)),
  });
});

describe('hugetlb_basic_tests', () => {
  /** arch_make_huge_pte(). */
  const hugetlb = (k: Kernel) => freshHuge(k).map((pte) => pg.pteMkhuge(k, pte));
  check(pteKernels, hugetlb, {
    'a hugetlb entry is huge': (k, p) => pg.pteHuge(k, p),
    'mkdirty is dirty': (k, p) => pg.pteDirty(k, pg.pteMkdirty(k, p)),
    'mkwrite of wrprotect is writable': (k, p) => pg.pteWrite(k, mkwrite(k, pg.pteWrprotect(k, p))),
    'wrprotect of mkwrite is not writable': (k, p) => !pg.pteWrite(k, pg.pteWrprotect(k, mkwrite(k, p))),
    'clrhuge of mkhuge is not huge': (k, p) => !pg.pteHuge(k, pg.pteClrhuge(k, p)),
  });
});

describe('laws about the page frame number', () => {
  const of = [...plainKernels, ...encKernels];
  const given = (k: Kernel, pfn: bigint) => pfn & (k.mask.pfn >> k.mask.pageShift);
  it('pte_pfn of pfn_pte is the number, under every protection', () => {
    const lost = (k: Kernel) =>
      protections.flatMap((flags) => {
        const prot = pg.vmGetPageProt(k, flags);
        return pfns.map((pfn) => given(k, pfn)).filter((pfn) => pg.ptePfn(k, pg.pfnPte(k, pfn, prot)) !== pfn);
      });
    expect(of.filter((k) => lost(k).length > 0).map((k) => [k.name, k.config, lost(k)[0]])).toEqual([]);
  });
  check(of, fresh, {
    'pte_modify keeps it from every protection to every other': (k, p) =>
      protections.every((flags) => pg.ptePfn(k, pg.pteModify(k, p, pg.vmGetPageProt(k, flags))) === pg.ptePfn(k, p)),
  });
});
