/** Who gives write permission without a fault that writes, and to what. */
import { vmHas } from '../../mm/common/vma.ts';
import { mayWritePmd, mayWritePte } from '../../mm/mprotect/canChangePteWritable.ts';
import type { Invariant, SeenEntry } from '../invariant.ts';
import { isArmed, isTracked } from './common.ts';

/** can_change_pte_writable(), or can_change_pmd_writable(). */
const mayChange = ({ k, now }: SeenEntry): boolean =>
  (now.level === 'pmd' ? mayWritePmd : mayWritePte)(k, now.vma, now.pte, now.page);

/** I1', I22 and I23 of what must hold; what breaks them is C3, and a registration that another replaces. */
export const grantInvariants: readonly Invariant[] = [
  {
    name: 'uffd-wp-never-writable',
    says: 'Nor is one that carries uffd-wp where nobody is registered for write protection (any more).',
    source: 'mm/page_table_check.c, page_table_check_pte_flags(), which does not ask for the mapping',
    kind: 'bug',
    of: 'state',
    since: ['pageTableCheckUffdWp'],
    bugs: ['H16'],
    premise: (seen) => seen.now.family === 'present' && seen.now.uffdWp && !isArmed(seen, seen.now.vma),
    claim: ({ now }) => !now.writable,
  },
  {
    name: 'hint-fault-grants',
    says: 'A read that hits a NUMA hint makes the entry no more writable than its mapping is, or can_change_pte_writable() allows.',
    source: 'mm/memory.c, do_numa_page(); to 6.1 the hint itself remembers, pte_mk_savedwrite()',
    kind: 'bug',
    of: 'step',
    until: ['numaSavedwrite'],
    operations: ['read', 'numa-fault'],
    premise: (seen) => seen.own && seen.was?.protnone === true && seen.now.family === 'present' && !seen.now.protnone,
    claim: (seen) =>
      !seen.now.writable ||
      (seen.now.vma.vmPageProt & seen.k.mask.rw) !== 0n ||
      vmHas(seen.now.vma, seen.k.vm.shadowStack) || // such an entry is Dirty without RW, which neither mprotect() nor a hint takes away: pte_modify()
      mayChange(seen),
  },
  {
    name: 'mprotect-grants',
    says: 'mprotect() makes a private entry writable only if its page is exclusive, and no tracker waits for the next write.',
    source: 'mm/mprotect.c, can_change_private_pte_writable(); to 5.19, it makes none writable',
    kind: 'bug',
    of: 'step',
    operations: ['mprotect', 'pkey-mprotect', 'mprotect-merge'],
    premise: (seen) =>
      seen.own &&
      seen.was?.family === 'present' &&
      !seen.was.writable &&
      seen.now.family === 'present' &&
      !vmHas(seen.now.vma, seen.k.vm.shared),
    claim: (seen) =>
      !seen.now.writable ||
      (seen.k.does('anonExclusive') &&
        seen.now.page?.anon === true &&
        seen.now.page.exclusive &&
        (seen.now.softDirty || !isTracked(seen, seen.now.vma)) &&
        !(seen.now.uffdWp && isArmed(seen, seen.now.vma))),
  },
];
