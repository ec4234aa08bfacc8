/** What the kernel checks itself: mm/page_table_check.c, asm/pgtable.h. */
import type { Row } from '../schema.ts';

/** Combinations of bits at which the kernel warns. */
export const pageTableCheckBehaviours = [
  {
    id: 'pageTableCheckUffdWp', since: '6.10', sinceStable: { '6.6': 47 }, needs: ['uffdWp'], kernel: 'page_table_check_pte_flags', cite: '8430557fc584',
    says: 'every entry that is set is checked: none may be write-protected by userfaultfd and writable',
  },
  {
    id: 'pteUffdWpWarns', since: '6.2', until: '6.10', untilStable: { '6.6': 47 }, needs: ['uffdWp'], kernel: 'pte_uffd_wp',
    says: 'with CONFIG_DEBUG_VM, testing a present entry for uffd-wp warns if it is writable too',
  },
] as const satisfies readonly Row[];
