/** Protection changes of huge entries that are not present: mm/huge_memory.c, change_non_present_huge_pmd() (6.19; inside change_huge_pmd() before). */
import { isWritableDevicePrivateEntry, makeReadableDevicePrivateEntry } from '../../helpers/deviceEntries.ts';
import {
  isWritableMigrationEntry,
  makeReadableExclusiveMigrationEntry,
  makeReadableMigrationEntry,
} from '../../helpers/migrationEntries.ts';
import { pmdToSwpEntry, swpOffset } from '../../helpers/swapEntry.ts';
import { pteSwpClearUffdWp, pteSwpMkuffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Outcome } from '../common/outcome.ts';
import { setSwapFlags, swapFlagsOf } from '../common/swapFlags.ts';
import { Trace } from '../common/trace.ts';
import type { ChangeProtection } from '../mprotect/changeProtection.ts';

/** A migration entry, or one for device memory; `anon` says what kind of page it stands for. */
export function changeNonPresentHugePmd(k: Kernel, old: bigint, cp: ChangeProtection, anon: boolean): Outcome {
  const t = new Trace(k, old, 'pmd');
  losesWrite(k, t, old, anon);
  if (!k.does('hugeMigrationChangesUffdWp')) return t.outcome();
  if (cp.uffdWp || cp.uffdRwp) t.apply(pteSwpMkuffdWp, 'userfaultfd is to trap access');
  else if (cp.uffdWpResolve || cp.uffdRwpResolve) t.apply(pteSwpClearUffdWp, 'the protection is resolved');
  return t.outcome();
}

const loses = 'the entry loses write permission';

function losesWrite(k: Kernel, t: Trace, old: bigint, anon: boolean): void {
  const entry = pmdToSwpEntry(k, old);
  const offset = swpOffset(k, entry);
  const { softDirty, uffdWp } = swapFlagsOf(k, old);
  if (isWritableMigrationEntry(k, entry)) {
    if (anon && k.does('anonExclusive')) t.become(makeReadableExclusiveMigrationEntry, offset, loses);
    else t.become(makeReadableMigrationEntry, offset, loses);
    setSwapFlags(t, { softDirty, uffdWp: uffdWp && k.does('hugeDowngradeKeepsUffdWp') });
  } else if (isWritableDevicePrivateEntry(k, entry)) {
    t.become(makeReadableDevicePrivateEntry, offset, loses);
    setSwapFlags(t, { softDirty: false, uffdWp: uffdWp && k.does('hugeDeviceDowngradeKeepsUffdWp') });
  }
}
