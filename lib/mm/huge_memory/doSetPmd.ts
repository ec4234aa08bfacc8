import type { Pte } from '../../helpers/marks.ts';
import { pmdMkdirty } from '../../helpers/pgtableHuge.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Fault } from '../common/fault.ts';
import type { Folio } from '../common/folio.ts';
import { maybePmdMkwrite } from '../common/maybeMkwrite.ts';
import type { Vma } from '../common/vma.ts';
import { goesOn, type HugeFaultOutcome, over } from './hugeFault.ts';
import { mkHugePmd } from './mapAnonFolioPmd.ts';

/** What only the running kernel knows of a huge page of a file. */
export interface FileHuge {
  /** Huge pages are switched off for the mapping (MADV_NOHUGEPAGE) or the process. */
  readonly disabled?: boolean;
}

/**
 * mm/memory.c, do_set_pmd(): a huge page of a file or of shared memory is mapped as a whole, where nothing stands yet. `pfn` in 4 KiB pages.
 * Only a shared mapping gets it for a write; a private one copies a small page. A read maps it read-only where the protection says so.
 *
 * Modelled of what it returns: 0, and VM_FAULT_FALLBACK for a page in which a part has a hardware error (5.15), and where huge pages are
 * switched off (6.12), with which a small part is mapped. Not modelled: VM_FAULT_FALLBACK for mappings that are not aligned like the file,
 * folios of other sizes, and an entry that is filled already.
 * @throws RangeError unless `pmd` is empty.
 */
export function doSetPmd(
  k: Kernel,
  pmd: Pte,
  vma: Vma,
  folio: Folio,
  pfn: bigint,
  fault: Fault,
  { disabled = false }: FileHuge = {},
): HugeFaultOutcome {
  expectFamily(k, pmd, ['none'], 'pmd');
  if (disabled && k.does('fileHugeAsksMapping'))
    return goesOn(pmd, 'vma_thp_disabled', 'huge pages are switched off for the mapping');
  if (folio.hwpoison && k.config.memoryFailure && k.does('fileHugeRefusesPoison'))
    return goesOn(pmd, 'folio_test_has_hwpoisoned', 'a part of the page has a hardware error');
  const t = mkHugePmd(k, pfn, vma);
  if (!fault.write) return over(t);
  t.apply(pmdMkdirty, 'it is about to be written');
  t.apply(maybePmdMkwrite, 'writable, if the mapping is', vma);
  return over(t);
}
