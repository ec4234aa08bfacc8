/** What holds of pages: whose they are, what was written to them, and the checks that the kernel makes itself. */
import { pteYoung } from '../../helpers/pgtable.ts';
import { vmHas } from '../../mm/common/vma.ts';
import { type Place, processesAt } from '../../world/places.ts';
import type { EntryFacts } from '../facts.ts';
import type { Invariant, SeenEntry } from '../invariant.ts';
import { happened, moving, protecting } from './common.ts';

const isDirty = ({ dirty, page }: EntryFacts): boolean => dirty || page?.dirty === true;

const isSamePlace = (a: Place | undefined, b: Place | undefined): boolean =>
  a !== undefined && b !== undefined && Object.entries(a).join() === Object.entries(b).join();

/** Another process relies on the last write of this one, or this one on it. */
const hasWriter = ({ was, step }: SeenEntry): boolean => was?.mm.writer !== undefined || step?.wrote === true;

/** Bugs that they find: H2, H8, H8b, H10, H20 to H22, H26, H28, H32. */
export const pageInvariants: readonly Invariant[] = [
  {
    name: 'shared-anon-not-writable',
    says: 'An entry is writable to an anonymous page only if that is exclusive.',
    source: 'include/linux/page-flags.h, PageAnonExclusive()',
    kind: 'bug',
    of: 'state',
    since: ['anonExclusive'],
    premise: ({ now }) => now.family === 'present' && now.page?.anon === true && !now.page.exclusive,
    claim: ({ now }) => !now.writable,
  },
  {
    name: 'shared-slot-not-exclusive',
    says: 'A slot of swap that several entries stand for is exclusive to none.',
    source: 'include/linux/pgtable.h, pte_swp_exclusive(); mm/memory.c, copy_nonpresent_pte()',
    kind: 'bug',
    of: 'state',
    since: ['anonExclusive'],
    premise: ({ now, world }) => now.family === 'swap' && processesAt(world, now.place, true).length > 1,
    claim: ({ now }) => !now.exclusive,
  },
  {
    name: 'no-write-lost',
    says: 'What a process has written it finds again, whoever still has the old entry in a TLB.',
    source: 'mm/memory.c, wp_page_copy() and flush_tlb_page(); CVE-2020-29374 and its kin',
    kind: 'bug',
    of: 'step',
    bugs: ['H8', 'H10'],
    premise: hasWriter,
    claim: (seen) => !happened(seen, 'lostWrite', 'writesLost', 'hiddenFromOthers'),
  },
  {
    name: 'private-stays-private',
    says: 'No process sees in private memory what another has written since fork().',
    source: 'mm/memory.c, do_wp_page()',
    kind: 'bug',
    of: 'step',
    bugs: ['H28'],
    premise: ({ step, world }) => step?.wrote === true && world.mms.length > 1,
    claim: (seen) => !happened(seen, 'leaked'),
  },
  {
    name: 'dirty-kept',
    says: 'A page that was written to is dirty, by its entry or by itself, until it is written back.',
    source: 'mm/rmap.c, try_to_unmap_one() and try_to_migrate_one(): folio_mark_dirty() once the entry is gone',
    kind: 'bug',
    of: 'step',
    operations: [...moving, 'mprotect', 'numa-hint', 'clear-refs', 'uffd-wp', 'uffd-wp-resolve', 'read', 'fork'],
    premise: (seen) =>
      seen.was?.family === 'present' && isDirty(seen.was) && seen.now.place !== undefined && seen.now.family !== 'swap',
    claim: ({ now }) => isDirty(now),
  },
  {
    name: 'written-not-dropped',
    says: 'Reclaim drops no anonymous page that was written to, before MADV_FREE or after it, unless the mapping is MAP_DROPPABLE.',
    source: 'mm/rmap.c, try_to_unmap_one(); madvise(2), MADV_FREE: a write cancels it',
    kind: 'bug',
    of: 'step',
    operations: ['pageout'],
    premise: (seen) =>
      seen.was?.family === 'present' &&
      seen.was.page?.anon === true &&
      isDirty(seen.was) &&
      !vmHas(seen.now.vma, seen.k.vm.droppable),
    claim: ({ now }) => now.family !== 'none',
  },
  {
    name: 'dirty-not-invented',
    says: 'A clean page is made dirty by no migration.',
    source:
      'mm/rmap.c, try_to_migrate_one(): pte_dirty() is for present entries; arch/x86, pte_mkwrite_shstk(), for shadow stacks',
    kind: 'bug',
    of: 'step',
    bugs: ['H21'],
    operations: ['migrate', 'to-device', 'from-device'],
    premise: (seen) =>
      !vmHas(seen.now.vma, seen.k.vm.shadowStack) && // what may be written to is Dirty without RW: that is how it is told
      seen.was?.page !== undefined &&
      seen.was.page.first === undefined && // a large folio is dirty as a whole, by whichever of its entries
      !isDirty(seen.was) &&
      seen.now.page !== undefined,
    claim: ({ was, now }) => !now.dirty && (was?.page?.first !== undefined || now.page?.dirty !== true), // a large folio is dirty as one
  },
  {
    name: 'page-behind-entry',
    says: 'The page frame number in an entry is that of a page.',
    source: 'mm/migrate.c, remove_migration_pte(); but for VM_PFNMAP, mm/memory.c, vm_normal_page()',
    kind: 'bug',
    of: 'state',
    bugs: ['H2', 'H22'],
    premise: ({ k, now }) => now.place !== undefined && !vmHas(now.vma, k.vm.pfnmap),
    claim: ({ now }) => now.page !== undefined,
  },
  {
    name: 'split-permission',
    says: 'A part of a huge page that is split while it migrates may be written to only where the whole could be.',
    source: 'mm/huge_memory.c, __split_huge_pmd_locked(): a migration entry is asked by is_write_migration_entry()',
    kind: 'bug',
    of: 'step',
    bugs: ['H32'],
    operations: ['split'],
    premise: (seen) => seen.was?.level === 'pmd' && seen.was.kind?.startsWith('migration') === true,
    claim: ({ was, now }) => !now.writable || was?.writable === true,
  },
  {
    name: 'page-number-kept',
    says: 'What moves no page leaves the page frame number, or the offset, in the entry as it is.',
    source: 'arch/x86/include/asm/pgtable.h, pte_modify(); mm/huge_memory.c, copy_huge_pmd()',
    kind: 'bug',
    of: 'step',
    bugs: ['H37'],
    operations: [...protecting, 'clear-refs', 'fork', 'mremap'],
    premise: (seen) =>
      seen.own && seen.was?.place !== undefined && seen.now.place !== undefined && seen.was.level === seen.now.level,
    claim: ({ was, now }) => isSamePlace(was?.place, now.place),
  },
  {
    name: 'device-write-kept',
    says: 'A page that comes back from a device is as writable as the device had it, without another fault.',
    source: 'mm/rmap.c, try_to_migrate_one(): a device-private entry counts as writable',
    kind: 'design',
    of: 'step',
    bugs: ['H5'],
    premise: ({ was, step }) => step?.operation === 'from-device' && was?.family === 'devicePrivate' && was.writable,
    claim: ({ now }) => now.writable,
  },
  {
    name: 'young-and-dirty-carried',
    says: 'A page that has moved is as young and as dirty in its entry as it was.',
    source: 'include/linux/swapops.h, make_migration_entry_young() and make_migration_entry_dirty()',
    kind: 'bug',
    of: 'step',
    since: ['migrationKeepsYoungDirty'],
    premise: ({ step, was, now }) =>
      step?.line.name === 'migrate' && was?.family === 'present' && now.family === 'present' && now.level === 'pte',
    claim: ({ k, was, now }) => now.dirty === was?.dirty && pteYoung(k, now.pte) === pteYoung(k, was.pte),
  },
];
