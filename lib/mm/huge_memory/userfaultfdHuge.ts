/** What userfaultfd does at huge entries besides protecting them: fs/userfaultfd.c, mm/userfaultfd.c. */
import type { Pte } from '../../helpers/marks.ts';
import { pmdProtnone, pmdUffdWp, pmdWrite } from '../../helpers/pgtableHuge.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { unchanged } from '../common/outcome.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import type { EndOfUffd } from '../userfaultfd/userfaultfdEnd.ts';
import type { FaultReason } from '../userfaultfd/userfaultfdMustWait.ts';
import { type HugeProtected, trapHugeAccess, trapHugeWrites } from './hugeProtection.ts';
import { hugeFamilies } from './setPmdMigrationEntry.ts';

/**
 * fs/userfaultfd.c, userfaultfd_unregister() and userfaultfd_release() over a whole huge page: what stays of its protection, as for
 * userfaultfdEnd().
 * @throws RangeError unless `pmd` maps a huge page or is a migration entry.
 */
export function userfaultfdEndHuge(k: Kernel, pmd: Pte, vma: Vma, how: EndOfUffd, folio?: Folio): HugeProtected {
  expectFamily(k, pmd, [...hugeFamilies(k), 'migration'], 'pmd');
  const resolves = k.does(how === 'close' ? 'closeResolves' : 'unregisterResolves');
  if (resolves && vmHas(vma, k.vm.uffdRwp)) return trapHugeAccess(k, pmd, vma, false, folio);
  if (resolves && vmHas(vma, k.vm.uffdWp)) return trapHugeWrites(k, pmd, vma, false, folio);
  const more = { flushesLater: k.does('flushesIfNeeded'), splits: false };
  return unchanged(pmd, `userfaultfd_${how === 'close' ? 'release' : 'unregister'}`, 'nobody looks at entries', more);
}

/**
 * mm/userfaultfd.c, userfaultfd_must_wait() where there is a huge entry, or none, in place of a table: whether the task sleeps. Every return is
 * modelled, but for huge pages of DAX, at which nobody sleeps in some releases.
 * @throws RangeError unless `pmd` is empty, maps a huge page or is a migration entry.
 */
export function userfaultfdMustWaitHuge(k: Kernel, pmd: Pte, reason: FaultReason): boolean {
  const family = expectFamily(k, pmd, ['none', ...hugeFamilies(k), 'migration'], 'pmd');
  if (family !== 'present') return family === 'none';
  if (reason === 'wp') return k.does('mustWaitAsksWrite') && !pmdWrite(k, pmd);
  return reason === 'rwp' && pmdProtnone(k, pmd) && pmdUffdWp(k, pmd);
}
