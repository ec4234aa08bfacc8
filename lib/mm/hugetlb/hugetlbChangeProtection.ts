/** Protection changes of hugetlb entries. */

import { makePteMarker, markerUffdWp } from '../../helpers/markers.ts';
import type { Pte } from '../../helpers/marks.ts';
import {
  isWritableMigrationEntry,
  makeReadableExclusiveMigrationEntry,
  makeReadableMigrationEntry,
} from '../../helpers/migrationEntries.ts';
import { pteClearUffdWp, pteMkuffdWp, pteProtnone, pteUffdWp, pteWrprotect } from '../../helpers/pgtable.ts';
import { pteToSwpEntry, swpOffset } from '../../helpers/swapEntry.ts';
import { pteSwpClearUffdWp, pteSwpMkuffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { type Outcome, unchanged } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { sharesMigration } from '../memory/copyNonpresentPte.ts';
import { isUffdWpMarker } from '../memory/pteInstallUffdWpIfNeeded.ts';
import type { ChangeProtection } from '../mprotect/changeProtection.ts';
import { hugetlbFamilies } from './copyHugetlbPageRange.ts';
import { hugePteModify } from './hugePteModify.ts';

/** What userfaultfd asks for, as far as the kernel knows of it in hugetlb. */
interface Asked {
  readonly wp: boolean;
  readonly protects: boolean;
  readonly resolves: boolean;
  readonly rwp: boolean;
}

/**
 * mm/hugetlb.c, hugetlb_change_protection(): mprotect(), UFFDIO_WRITEPROTECT or UFFDIO_RWPROTECT comes to an entry of hugetlb: a PMD or
 * PUD, which is read as a PTE. `newprot` and `asked` are as for changePteRange(); write permission is never added, NUMA hints are not
 * made. `folio` is the page of the entry; without it, that of private mappings counts as anonymous.
 *
 * `flush_tlb_page` stands for the flush of the entry's range; kernels that gather no entries flush the whole range that was asked for.
 * Returned are the pages that have changed; that and -ENOMEM, where a table for a marker is lacking, are not modelled, nor are tables
 * that are shared (the table goes).
 * @throws RangeError for a word that hugetlb never has.
 */
export function hugetlbChangeProtection(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  newprot: bigint,
  asked: ChangeProtection,
  folio?: Pick<Folio, 'anon'>,
): Outcome {
  const family = expectFamily(k, pte, hugetlbFamilies);
  const cp = possible(k, asked);
  if (family === 'none') return changeNone(k, cp);
  if (family === 'hwpoison') return unchanged(pte, 'hugetlb_change_protection', 'there is no page to protect');
  if (family === 'migration') return changeMigration(k, pte, cp, folio?.anon ?? !vmHas(vma, k.vm.shared));
  if (family === 'marker') return changeMarker(k, pte, vma, newprot, cp);
  if (cp.rwp && pteProtnone(k, pte) && pteUffdWp(k, pte))
    return unchanged(pte, 'hugetlb_change_protection', 'the entry traps every access already');
  return changePresent(new Trace(k, pte), k, vma, newprot, cp);
}

function possible(k: Kernel, asked: ChangeProtection): Asked {
  const knows = k.does('hugetlbProtectsUffdWp');
  const knowsRwp = k.has('uffdRwpRange');
  const wp = knows && asked.uffdWp === true;
  const rwp = knowsRwp && asked.uffdRwp === true;
  const resolves = (knows && asked.uffdWpResolve === true) || (knowsRwp && asked.uffdRwpResolve === true);
  return { wp, rwp, protects: wp || rwp, resolves };
}

function changeNone(k: Kernel, cp: Asked): Outcome {
  const t = new Trace(k, 0n);
  if (cp.wp)
    t.set('make_pte_marker', makePteMarker(k, markerUffdWp(k)), 'userfaultfd is to trap writes to missing pages');
  return t.outcome();
}

function changeMigration(k: Kernel, pte: Pte, cp: Asked, anon: boolean): Outcome {
  const entry = pteToSwpEntry(k, pte);
  const t = new Trace(k, pte);
  const any = k.does('hugetlbProtectsAnyMigration');
  const loses = any ? isWritableMigrationEntry(k, entry) : sharesMigration(k, entry);
  if (loses) {
    const maker = anon && k.does('anonExclusive') ? makeReadableExclusiveMigrationEntry : makeReadableMigrationEntry;
    t.become(maker, swpOffset(k, entry), 'the entry loses write permission'); // soft-dirty and uffd-wp go
  }
  if (!loses && !any) return t.outcome();
  if (cp.protects) t.apply(pteSwpMkuffdWp, 'userfaultfd is to trap access');
  else if (cp.resolves) t.apply(pteSwpClearUffdWp, 'the protection is resolved');
  return t.outcome();
}

function changeMarker(k: Kernel, pte: Pte, vma: Vma, newprot: bigint, cp: Asked): Outcome {
  const here = 'hugetlb_change_protection';
  const clears = cp.resolves && (isUffdWpMarker(k, pte) || clearsAny(k));
  const t = new Trace(k, pte);
  if (clears) t.set('huge_pte_clear', 0n, 'the protection is resolved');
  else t.note(here, 'the marker stays');
  if (k.does('hugetlbProtectKnowsMarkers')) return t.outcome();
  return changePresent(t.note(here, 'the entry is taken for a present one'), k, vma, newprot, cp);
}

const clearsAny = (k: Kernel): boolean => k.does('hugetlbProtectKnowsMarkers') && !k.does('hugetlbKeepsPoisonMarkers');

function changePresent(t: Trace, k: Kernel, vma: Vma, newprot: bigint, cp: Asked): Outcome {
  hugePteModify(t, 'the new protection', newprot);
  if (cp.protects) {
    if (!k.does('mkuffdWpWrprotects')) t.apply(pteWrprotect, 'userfaultfd is to trap writes');
    t.apply(pteMkuffdWp, 'userfaultfd is to trap access');
  } else if (cp.resolves) t.apply(pteClearUffdWp, 'the protection is resolved');
  if (vmHas(vma, k.vm.uffdRwp) && pteUffdWp(k, t.value))
    hugePteModify(t, 'the mapping traps reads too: PAGE_NONE', k.prot.PAGE_NONE);
  return t.outcome(['flush_tlb_page']);
}
