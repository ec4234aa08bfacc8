/** The operations of a recording, as lines of a script that the world plays. */
import { pteNone } from '../helpers/pgtable.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { type Vma, vmHas } from '../mm/common/vma.ts';
import type { OperationName } from '../world/operations/list.ts';
import { permissions } from '../world/operations/mprotect.ts';
import type { Line } from '../world/world.ts';
import type { Ask } from './freeInputs.ts';
import type { RecordedOperation } from './recording.ts';

/** What an operation meets: the entry, and its mapping before and after. */
export interface Situation {
  readonly k: Kernel;
  readonly pte: bigint;
  readonly was: Vma;
  readonly is: Vma;
  readonly ask: Ask;
}

/** What a script says of an operation, and the mapping that its lines meet. */
export interface Saying {
  readonly lines: readonly Line[];
  readonly vma: Vma;
}

type Say = (here: Situation) => Saying;

const line = (name: OperationName, word = ''): Line => ({ name, word });

/** The mapping that it leaves is the one that it found, so that what came between the two records came before it. */
const inMapping =
  (name: OperationName): Say =>
  ({ is }) => ({ lines: [line(name)], vma: is });
/** It may change the mapping itself. */
const onMapping =
  (name: OperationName): Say =>
  ({ was }) => ({ lines: [line(name)], vma: was });

/** smaps does not tell whether userfaultfd wants anonymous memory protected where no page is. */
function protect({ k, pte, is, ask }: Situation): Saying {
  const asks = pteNone(k, pte) && is.anonymous && k.does('uffdWpUnpopulated');
  const uffdWpUnpopulated = asks && ask('UFFD_FEATURE_WP_UNPOPULATED is on');
  return { lines: [line('uffd-wp')], vma: asks ? { ...is, uffdWpUnpopulated } : is };
}

/** The last reference is not gone with the file descriptor: a thread may still wait in poll(). */
function close({ k, was, is }: Situation): Saying {
  const isOpen = vmHas(is, k.vm.uffdWp) || vmHas(is, k.vm.uffdRwp);
  return { lines: isOpen ? [] : [line('uffd-close')], vma: was };
}

/** It is a file that is truncated: smaps tells private mappings of one from anonymous memory by no code. */
const truncate = ({ was }: Situation): Saying => ({ lines: [line('truncate')], vma: { ...was, anonymous: false } });

const scan = ({ is, ask }: Situation): Saying => ({
  lines: ask('NUMA balancing leaves the page alone') ? [] : [line('numa-hint')],
  vma: is,
});

/** A read; the scanner works in the task itself and may come by again before anyone looks. */
const readAfterScan = ({ is, ask }: Situation): Saying => ({
  lines: [line('read'), ...(ask('NUMA balancing comes by again') ? [line('numa-hint')] : [])],
  vma: is,
});

/** Operations by their names in a recording. */
const sayings: ReadonlyMap<string, Say> = new Map([
  ['uffd-wp', protect],
  ['uffd-wp-resolve', inMapping('uffd-wp-resolve')],
  ['uffd-rwp', inMapping('uffd-rwp')],
  ['uffd-rwp-resolve', inMapping('uffd-rwp-resolve')],
  ['uffd-close', close],
  ['clear-refs', onMapping('clear-refs')],
  ['dontneed', onMapping('dontneed')],
  ['truncate', truncate],
  ['guard-install', inMapping('guard-install')],
  ['guard-remove', inMapping('guard-remove')],
  ['fork', onMapping('fork')],
  ['mremap', onMapping('mremap')],
  ['numa-hint', scan],
  ['numa-read', readAfterScan],
]);

const access = ['read', 'write', 'exec'] as const;

/** Whether only the permissions of the mapping changed: mprotect(), whatever the operation is called. */
function changesProtection(k: Kernel, was: Vma, is: Vma): boolean {
  const all = access.reduce((word, id) => word | k.vm[id], 0n);
  const changed = was.vmFlags ^ is.vmFlags;
  return changed !== 0n && (changed & ~all) === 0n;
}

/** mprotect() to the permissions that the mapping has afterwards; nothing where a script has no word for them. */
function mprotect(k: Kernel, is: Vma): Line | undefined {
  const has = access.filter((id) => vmHas(is, k.vm[id])).join();
  const word = Object.entries(permissions).find(([, given]) => given.join() === has)?.[0];
  return word === undefined ? undefined : line('mprotect', word);
}

/**
 * What a script says of an operation, after mprotect() if the permissions of the mapping changed; undefined where it says nothing.
 * `was` and `is` are the mapping before and after.
 */
export function sayingOf(k: Kernel, { name }: RecordedOperation, was: Vma, is: Vma): Say | undefined {
  const say = sayings.get(name);
  if (!changesProtection(k, was, is)) return say;
  const first = mprotect(k, is);
  if (!first) return undefined;
  return (here) => ({ lines: [first, ...(say?.(here).lines ?? [])], vma: was });
}

/** Whether an operation reaches every page of the process: what it makes of the others' entries is followed. */
export const touchesAll = ({ name }: RecordedOperation): boolean => name === 'clear-refs' || name === 'fork';
