/** Where a function does something else on some kernels, and no mask can say so. Asked for with `k.does(id)`. */
import type { Row } from './schema.ts';

/** What the helpers of asm/pgtable.h, linux/swapops.h and linux/leafops.h do. */
export const helperBehaviours = [
  { id: 'protnoneTest', since: '4.19', until: '7.3', needs: ['numaBalancing'], kernel: 'pte_protnone', cite: 'c6f11553c067', judge: 'source: 7.2.13, 7.3.0-rc7, include/linux/pgtable.h, pte_protnone', says: 'pte_protnone() and pmd_protnone() test the entry' },
  { id: 'protnoneTest', since: '7.3', kernel: 'pte_protnone', cite: 'c6f11553c067', judge: 'source: 7.2.13, 7.3.0-rc7, include/linux/pgtable.h, pte_protnone', says: 'pte_protnone() and pmd_protnone() test the entry' },
  { id: 'mkuffdWpWrprotects', since: '6.3', needs: ['uffdWp'], kernel: 'pte_mkuffd_wp', cite: 'f1eb1bacfba9', judge: 'source: 6.2.12, 6.3.8, arch/x86/include/asm/pgtable.h, pte_mkuffd_wp', says: 'pte_mkuffd_wp() and pmd_mkuffd_wp() also write-protect' },
  {
    id: 'pmdModifyDropsDirty', since: '6.6', until: '7.3', untilStable: { '6.6': 158, '6.12': 111, '6.18': 53, '7.2': 7 }, kernel: 'pmd_modify', cite: 'f7491d7c81db',
    says: 'pmd_modify() loses the hardware Dirty bit',
    judge: [
      'source: 6.5.0, 6.6.9, arch/x86/include/asm/pgtable.h, pmd_modify',
      'source: 6.12.107, 6.12.111, arch/x86/include/asm/pgtable.h, pmd_modify',
      'source: 7.2.6, 7.2.8, arch/x86/include/asm/pgtable.h, pmd_modify',
      'source: 7.2.6, 7.3.0-rc7, arch/x86/include/asm/pgtable.h, pmd_modify',
    ],
  },
  {
    id: 'pgprotModifyMasksNew', since: '5.7', sinceStable: { '4.19': 116, '5.4': 33, '5.5': 18, '5.6': 5 }, kernel: 'pgprot_modify', cite: '6db73f17c5f1',
    judge: 'source: 5.6.4, 5.7.14, arch/x86/include/asm/pgtable.h, pgprot_modify',
    says: 'pgprot_modify() takes from the new protection only what it does not keep of the old one; before, all of it',
  },
  { id: 'shadowStackWrite', since: '6.6', needs: ['shadowStackCpu'], kernel: 'pte_shstk', says: 'a read-only dirty entry is writable shadow-stack memory', cite: 'bb3aadf7d446', judge: 'source: 6.5.0, 6.6.9, arch/x86/include/asm/pgtable.h, pte_shstk' },
  { id: 'softleafFromPresentIsNone', since: '6.19', kernel: 'softleaf_from_pte', says: 'converting a present or empty entry gives the empty softleaf', cite: '68aa2fdbf57f', judge: 'source: 6.18.35, 6.19.0, include/linux/leafops.h, softleaf_from_pte' },
  { id: 'swpOffsetPfnMasked', since: '6.1', kernel: 'swp_offset_pfn', cite: '0d206b5d2e0d', says: 'the page frame number is the low part of the offset', judge: 'source: 6.0.1, 6.1.0-rc6, include/linux/swapops.h, swp_offset_pfn' },
  { id: 'hwpoisonHasPfn', since: '6.9', sinceStable: { '6.1': 91, '6.6': 29, '6.8': 8 }, needs: ['memoryFailure'], kernel: 'is_pfn_swap_entry', says: 'a hwpoison entry counts as having a page frame number', cite: '07a57a338adb', judge: ['source: 6.1.8, 6.1.164, include/linux/swapops.h, is_pfn_swap_entry', 'source: 6.6.17, 6.6.87, include/linux/swapops.h, is_pfn_swap_entry', 'source: 6.8.0, 6.9.0, include/linux/swapops.h, is_pfn_swap_entry'] },
  { id: 'vmGetPageProtAddsEnc', since: '5.19', kernel: 'vm_get_page_prot', says: 'vm_get_page_prot() itself adds the C-bit', cite: 'e10cd4b00904', judge: 'source: 5.18.12, 5.19.0, arch/x86/mm/pgprot.c, vm_get_page_prot' },
] as const satisfies readonly Row[];
