/** Laws about write protection by userfaultfd and about shadow stacks, which mm/debug_vm_pgtable.c does not have. */
import { describe } from 'vitest';
import * as pg from '../../lib/helpers/pgtable.ts';
import * as huge from '../../lib/helpers/pgtableHuge.ts';
import * as swp from '../../lib/index.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { check, fresh, freshHuge, isSwap, pteKernels, swapKernels, swapWords } from './laws.ts';

const VM_SHADOW_STACK = 1n << 37n;

const trapping = pteKernels.filter((k) => k.mask.uffdWp !== 0n);
/** Fresh entries, clean and dirty, writable and not, as write protection finds them. */
const armed = (k: Kernel) =>
  fresh(k).flatMap((p) => [p, pg.pteMkdirty(k, p), pg.pteMkdirty(k, pg.pteMkwrite(k, p)), pg.pteWrprotect(k, p)]);

describe('userfaultfd write protection, which the kernel does not test', () => {
  check(trapping, armed, {
    'mkuffd_wp is uffd-wp': (k, p) => pg.pteUffdWp(k, pg.pteMkuffdWp(k, p)),
    'clear_uffd_wp is not': (k, p) => !pg.pteUffdWp(k, pg.pteClearUffdWp(k, pg.pteMkuffdWp(k, p))),
    'mkuffd_wp of mkuffd_wp is mkuffd_wp': (k, p) => {
      const pte = pg.pteMkuffdWp(k, p);
      return pg.pteMkuffdWp(k, pte) === pte;
    },
    'mkuffd_wp is not writable where it write-protects, and keeps RW where it does not': (k, p) =>
      pg.pteWrite(k, pg.pteMkuffdWp(k, p)) === (!k.does('mkuffdWpWrprotects') && pg.pteWrite(k, p)),
    'mkuffd_wp keeps young, dirty, soft-dirty and the page frame number': (k, p) => {
      const pte = pg.pteMkuffdWp(k, p);
      return [pg.pteYoung, pg.pteDirty, pg.pteSoftDirty, pg.ptePfn].every((ask) => ask(k, pte) === ask(k, p));
    },
    'it survives pte_modify to PAGE_NONE and back': (k, p) => {
      const none = pg.pteModify(k, pg.pteMkuffdWp(k, p), k.prot.PAGE_NONE);
      const back = pg.pteModify(k, none, k.prot.PAGE_SHARED);
      return pg.pteUffdWp(k, none) && pg.pteUffdWp(k, back) && pg.ptePfn(k, back) === pg.ptePfn(k, p);
    },
  });

  const pmds = (k: Kernel) => freshHuge(k).flatMap((p) => [p, huge.pmdMkdirty(k, huge.pmdMkwrite(k, p))]);
  check(trapping, pmds, {
    'pmd_mkuffd_wp does to a PMD what pte_mkuffd_wp does to a PTE': (k, p) =>
      huge.pmdMkuffdWp(k, p) === pg.pteMkuffdWp(k, p) && huge.pmdUffdWp(k, huge.pmdMkuffdWp(k, p)),
    'pmd_clear_uffd_wp is not uffd-wp': (k, p) => !huge.pmdUffdWp(k, huge.pmdClearUffdWp(k, huge.pmdMkuffdWp(k, p))),
  });

  check(trapping, swapWords, {
    'swp_mkuffd_wp is uffd-wp and the same entry': (k, p) => {
      const pte = swp.pteSwpMkuffdWp(k, p);
      return swp.pteSwpUffdWp(k, pte) && swp.pteToSwpEntry(k, pte) === swp.pteToSwpEntry(k, p);
    },
    'swp_mkuffd_wp is not soft-dirty': (k, p) => !swp.pteSwpSoftDirty(k, swp.pteSwpMkuffdWp(k, p)),
    'swp_clear_uffd_wp undoes swp_mkuffd_wp': (k, p) => swp.pteSwpClearUffdWp(k, swp.pteSwpMkuffdWp(k, p)) === p,
    'the PMD helpers do the same': (k, p) =>
      swp.pmdSwpMkuffdWp(k, p) === swp.pteSwpMkuffdWp(k, p) && swp.pmdSwpUffdWp(k, swp.pmdSwpMkuffdWp(k, p)),
  });

  const markers = (k: Kernel) => (k.mask.markerUffdWp === 0n ? [] : [swp.makePteMarker(k, k.mask.markerUffdWp)]);
  check(
    swapKernels.filter((k) => k.type.pteMarker !== undefined),
    markers,
    {
      'a uffd-wp marker is a marker and no page': (k, p) => swp.isPteMarker(k, p) && !isSwap(k, p),
      'a marker says what it was made with': (k, p) =>
        swp.pteMarkerGet(k, swp.pteToSwpEntry(k, p)) === k.mask.markerUffdWp,
    },
  );
});

describe('shadow-stack memory, which the kernel does not test', () => {
  const shstk = (k: Kernel, p: bigint) => pg.pteMkwrite(k, p, VM_SHADOW_STACK);
  const moved = pteKernels.filter((k) => k.mask.savedDirty !== 0n);
  check(moved, fresh, {
    'mkwrite of a shadow-stack mapping is dirty and not RW': (k, p) =>
      pg.pteDirty(k, shstk(k, p)) && (shstk(k, p) & k.mask.rw) === 0n,
    'it is writable exactly where the processor has the feature': (k, p) =>
      pg.pteWrite(k, shstk(k, p)) === k.config.shadowStackCpu &&
      pg.pteShstk(k, shstk(k, p)) === k.config.shadowStackCpu,
    'wrprotect takes it away and keeps Dirty': (k, p) => {
      const pte = pg.pteWrprotect(k, shstk(k, p));
      return !pg.pteWrite(k, pte) && pg.pteDirty(k, pte);
    },
    'no other maker gives shadow-stack memory': (k, p) =>
      [pg.pteWrprotect, pg.pteMkdirty, pg.pteMkclean].every((make) => !pg.pteShstk(k, make(k, p))),
  });
  check(
    pteKernels.filter((k) => k.mask.savedDirty === 0n),
    fresh,
    { 'before there was any, the mapping did not matter': (k, p) => shstk(k, p) === pg.pteMkwrite(k, p) },
  );
});
