/** Swap areas and swapoff: mm/swapfile.c, and arch/x86/mm/init.c for their size. */
import type { Row } from '../schema.ts';

/** How large a swap area can be, what swapoff finds, and what it leaves. */
export const swapfileBehaviours = [
  {
    id: 'l1tfLimitsSwapSize', since: '4.19', kernel: 'max_swapfile_size', renamed: [{ since: '6.1', kernel: 'arch_max_swapfile_size' }],
    judge: 'source: 4.19.1, 7.3.4, arch/x86/mm/init.c, max_swapfile_size',
    says: 'on a processor with the L1TF fault no stored offset reaches the upper half of the physical addresses',
  },
  {
    id: 'swapoffIgnoresUffdWp', since: '5.13', sinceStable: { '5.10': 46, '5.12': 13 }, kernel: 'pte_same_as_swp', cite: '099dd6878b9b',
    judge: ['source: 5.12.9, 5.14.2, mm/swapfile.c, pte_same_as_swp', 'source: 5.10.28, 5.10.46, mm/swapfile.c, pte_same_as_swp'],
    says: 'swapoff finds swap entries with uffd-wp too; before, it never does and makes no progress (H8b)',
  },
  {
    id: 'swapoffKeepsBits', since: '5.19', kernel: 'unuse_pte', cite: '14a762dd1977',
    judge: 'source: 5.18.12, 5.19.0, mm/swapfile.c, unuse_pte',
    says: 'swapoff keeps soft-dirty and uffd-wp; before, both are lost (H7)',
  },
  {
    id: 'swapoffMarksUnread', since: '5.19', kernel: 'unuse_pte', cite: '9f186f9e5fa9',
    judge: 'source: 5.18.12, 5.19.0, mm/swapfile.c, unuse_pte',
    says: 'a page that swapoff cannot read leaves an entry that fails on access; before, it is mapped with whatever it holds',
  },
  {
    id: 'swapoffMarksPoison', since: '6.2', kernel: 'unuse_pte',
    judge: 'source: 6.1.192, 6.2.12, mm/swapfile.c, unuse_pte',
    says: 'a page with a hardware error gets a hwpoison entry at swapoff',
    cite: '6b970599e807',
  },
  {
    id: 'swapoffLooksForPoison', since: '6.5', kernel: 'unuse_pte',
    judge: 'source: 6.4.4, 6.5.0, mm/swapfile.c, unuse_pte',
    says: 'swapoff looks for the hardware error itself; before, it shows only where the page had to be copied, as a KSM page is',
  },
  {
    id: 'swapoffChecksFolio', since: '6.18', kernel: 'unuse_pte',
    judge: 'source: 6.17.8, 6.18.2, mm/swapfile.c, unuse_pte',
    says: 'swapoff passes an entry over whose page has left the swap cache meanwhile',
  },
] as const satisfies readonly Row[];
