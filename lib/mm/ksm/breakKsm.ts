/** KSM lets go of a page that it has merged. */
import type { Kernel } from '../../kernel/kernel.ts';
import { type Fault, fault } from '../common/fault.ts';
import type { Folio } from '../common/folio.ts';

/**
 * mm/ksm.c, break_ksm(): the fault by which an entry gets a page of its own again, and a copy; undefined where it has one. It comes from
 * MADV_UNMERGEABLE, or from writing 2 to /sys/kernel/mm/ksm/run, and is made again until the page is no longer KSM's. `zeroPage`: the
 * entry maps the zero page that KSM has put there (`ksmMarksZeroPage`).
 */
export function breakKsm(k: Kernel, folio: Folio | undefined, zeroPage = false): Fault | undefined {
  const merged = folio?.ksm === true || (zeroPage && k.does('ksmMarksZeroPage'));
  if (!merged) return undefined;
  const unshare = k.does('breakKsmUnshares');
  return fault({ write: !unshare, unshare, allowRetry: false, user: false, remote: true });
}
