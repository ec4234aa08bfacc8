/** What invariants ask of entries and steps. */
import { type Vma, vmHas } from '../../mm/common/vma.ts';
import type { LifeEvent } from '../../world/event.ts';
import type { SeenEntry } from '../invariant.ts';

/** The step is one of these operations, or a half of one. */
export const isOf = ({ step }: SeenEntry, operations: readonly string[]): boolean =>
  step !== undefined && operations.includes(step.operation);

/** Something happened in the step. */
export const happened = ({ step }: SeenEntry, ...kinds: readonly LifeEvent['kind'][]): boolean =>
  step?.events.some(({ kind }) => kinds.includes(kind)) === true;

/** The step did what it is for. */
export const isDone = ({ step }: SeenEntry): boolean => step?.result === 'done';

/** VM_UFFD_WP. */
export const isArmed = ({ k }: Pick<SeenEntry, 'k'>, vma: Vma): boolean => vmHas(vma, k.vm.uffdWp);

/** The mapping is registered for write protection, before the step and after it. */
export const staysArmed = (seen: SeenEntry): boolean =>
  seen.was !== undefined && isArmed(seen, seen.was.vma) && isArmed(seen, seen.now.vma);

/** clear_refs has cleared VM_SOFTDIRTY, so that the entries tell. */
export const isTracked = ({ k }: SeenEntry, vma: Vma): boolean =>
  k.mask.softDirty !== 0n && !vmHas(vma, k.vm.softdirty);

/** Pages come and go, and nobody writes to them. */
export const moving = ['pageout', 'swapoff', 'migrate', 'to-device', 'from-device'] as const;
/** What the kernel does to entries by itself, or for others. */
export const quietly = [
  ...moving,
  'numa-hint',
  'numa-fault',
  'cold',
  'writeback',
  'collapse',
  'split',
  'mlock',
  'munlock',
] as const;
/** What goes through change_protection(). */
export const protecting = [
  ...['mprotect', 'pkey-mprotect', 'mprotect-merge', 'numa-hint'],
  ...['uffd-wp', 'uffd-wp-resolve', 'uffd-rwp', 'uffd-rwp-resolve', 'uffd-unregister', 'uffd-close'],
] as const;
