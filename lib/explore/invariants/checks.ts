/** Checks that the kernel makes itself, and calls that must end. */
import type { Invariant } from '../invariant.ts';
import { happened } from './common.ts';

/** Bugs that trip them: H1, H8b, H26, C2. */
export const checkInvariants: readonly Invariant[] = [
  {
    name: 'protnone-not-writable',
    says: 'pte_write() holds for no PROT_NONE entry.',
    source: 'mm/huge_memory.c, pte_savedwrite() to 6.1; mm/mprotect.c, can_change_pte_writable() after it',
    kind: 'design',
    of: 'state',
    bugs: ['H26'],
    premise: ({ now }) => now.protnone,
    claim: ({ now }) => !now.writable,
  },
  {
    name: 'kernel-checks',
    says: 'CONFIG_PAGE_TABLE_CHECK and CONFIG_DEBUG_VM find nothing to warn of.',
    source: 'mm/page_table_check.c, page_table_check_pte_flags()',
    kind: 'bug',
    of: 'step',
    bugs: ['H1', 'C2'],
    premise: ({ was, now }) => now.family !== 'none' && was?.pte !== now.pte,
    claim: (seen) => !happened(seen, 'warning'),
  },
  {
    name: 'calls-end',
    says: 'No call and no fault goes on for ever.',
    source: 'mm/swapfile.c, try_to_unuse()',
    kind: 'bug',
    of: 'step',
    bugs: ['H8b'],
    premise: ({ own, step }) => own && step !== undefined,
    claim: (seen) => !happened(seen, 'restartsForEver', 'faultsForEver', 'notFoundBySwapoff'),
  },
];
