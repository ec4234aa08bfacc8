import type { Kernel } from '../../kernel/kernel.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import type { ScanResult } from './scanPmd.ts';

/** What the page cache says of a range of a file that is to become a huge page. */
export interface FileRange {
  /** Pages are missing, and would come filled with zeroes. */
  readonly holes: boolean;
}

/**
 * mm/khugepaged.c, collapse_file() (collapse_shmem() to 5.3): whether the small pages of a file or of shared memory become a huge one, as far as
 * the mappings `vmas`, of all processes, have a say: from 6.4 on, holes are not filled behind the back of a userfaultfd that is to hear of
 * missing pages. What comes then: small entries are unmapped (tryToUnmapOne(), which leaves markers where userfaultfd protects), and their
 * tables go (retractPageTables()).
 *
 * Not modelled: the results that the pages decide on.
 */
export const collapseFile = (k: Kernel, vmas: readonly Vma[], { holes }: FileRange): ScanResult =>
  holes && vmas.some((vma) => vmHas(vma, k.vm.uffdMissing)) && k.does('collapseFileAsksMissing')
    ? 'SCAN_EXCEED_NONE_PTE'
    : 'SCAN_SUCCEED';
