/** What the kernel checks itself: mm/page_table_check.c, asm/pgtable.h. */
import type { Row } from '../schema.ts';

/** Combinations of bits at which the kernel warns. */
export const pageTableCheckBehaviours = [
  {
    id: 'pageTableCheckUffdWp', since: '6.10', sinceStable: { '6.6': 47 }, needs: ['uffdWp'], kernel: 'page_table_check_pte_flags', cite: '8430557fc584',
    judge: ['source: 6.9.0, 6.10.0, mm/page_table_check.c, page_table_check_pte_flags', 'source: 6.6.17, 6.6.87, mm/page_table_check.c, page_table_check_pte_flags'],
    says: 'every entry that is set is checked: none may be write-protected by userfaultfd and writable',
  },
  {
    id: 'pteUffdWpWarns', since: '6.2', until: '6.10', untilStable: { '6.6': 47 }, needs: ['uffdWp'], kernel: 'pte_uffd_wp',
    judge: ['source: 6.1.192, 6.2.12, arch/x86/include/asm/pgtable.h, pte_uffd_wp', 'source: 6.9.0, 6.10.0, arch/x86/include/asm/pgtable.h, pte_uffd_wp', 'source: 6.6.17, 6.6.87, arch/x86/include/asm/pgtable.h, pte_uffd_wp'],
    says: 'with CONFIG_DEBUG_VM, testing a present entry for uffd-wp warns if it is writable too',
    cite: 'c2da319c2e27',
  },
  {
    id: 'zapChecksShadowStack', since: '6.6', kernel: 'arch_check_zapped_pte', cite: 'e5136e876581',
    judge: 'source: 6.5.0, 6.6.9, mm/memory.c, zap_pte_range',
    says: 'with CONFIG_DEBUG_VM, unmapping a shadow-stack entry warns in a mapping that is no shadow stack',
  },
] as const satisfies readonly Row[];
