/** What a device learns of a huge page. */

import { isWritableDevicePrivateEntry } from '../../helpers/deviceEntries.ts';
import type { Pte } from '../../helpers/marks.ts';
import { pmdPfn, pmdProtnone, pmdWrite } from '../../helpers/pgtableHuge.ts';
import { pmdToSwpEntry } from '../../helpers/swapEntry.ts';
import { checkKernel, type Kernel } from '../../kernel/kernel.ts';
import { entryPfn } from '../common/entryPfn.ts';
import { expectFamily } from '../common/family.ts';
import type { Vma } from '../common/vma.ts';
import { refusedMapping } from './hmmMapping.ts';
import {
  empty,
  failing,
  fails,
  faulting,
  found,
  type HmmCaller,
  type HmmOutcome,
  type HmmRequest,
  wantsFault,
} from './hmmOutcome.ts';

/**
 * mm/hmm.c, hmm_vma_walk_pmd() of an entry that is no table: hmm_vma_handle_pmd() and hmm_vma_handle_absent_pmd(). `pfn` is the first of
 * the huge page, whose pages are all reported alike. The fault is made for each address that was asked about.
 * @throws RangeError for a word that is neither empty nor a huge page, present, moving or in device memory.
 */
export function hmmRangeFaultPmd(
  k: Kernel,
  pmd: Pte,
  vma: Vma,
  request: HmmRequest,
  caller: HmmCaller = {},
): HmmOutcome {
  checkKernel(k);
  const family = expectFamily(k, pmd, ['none', 'present', 'migration', 'devicePrivate'], 'pmd');
  const wants = wantsFault(request);
  const refused = refusedMapping(k, vma, wants);
  if (refused) return refused === 'error' ? failing : { refused };
  const faults = () => faulting(k, vma, request.write === true, caller);
  if (family === 'none') return wants ? faults() : empty;
  if (family === 'migration') return moving(k, wants);
  if (family === 'devicePrivate') return devicePrivate(k, pmd, wants, caller, faults);
  const valid = !pmdProtnone(k, pmd);
  const write = valid && pmdWrite(k, pmd);
  if ((request.write && !write) || (wants && !valid)) return faults();
  return valid ? found(pmdPfn(k, pmd), write) : empty;
}

/** thp_migration_supported(): without it the entry is a bad one. */
function moving(k: Kernel, wants: boolean): HmmOutcome {
  if (!k.does('hmmKnowsPmdMigration')) return failing;
  return wants ? { next: 'migration_entry_wait' } : empty;
}

function devicePrivate(k: Kernel, pmd: Pte, wants: boolean, caller: HmmCaller, faults: () => HmmOutcome): HmmOutcome {
  if (!k.does('pmdDevicePrivate')) return wants ? fails : failing; // no kernel has made such an entry
  const entry = pmdToSwpEntry(k, pmd);
  if (caller.own) return found(entryPfn(k, entry), isWritableDevicePrivateEntry(k, entry));
  return wants ? faults() : failing;
}
