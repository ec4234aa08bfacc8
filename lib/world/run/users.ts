/**
 * Who keeps a process's memory: kernel/fork.c, mmput(). A thread that is killed in the middle of a call goes on to its end, and a call on
 * another process holds mm_users too, so that exit_mmap() comes when the last of them is out.
 */
import type { LockCall } from '../../mm/locks/lockPlan.ts';
import type { LifeEvent } from '../event.ts';
import { halfOf } from '../operations/names.ts';
import type { Operation } from '../operations/operation.ts';
import type { Actor } from '../see.ts';
import type { Held, World } from '../world.ts';
import { operationOf } from './plans.ts';

/** They come by the reverse map, and hold the page, not the memory of those that map it. ksmd and khugepaged are waited for by exit itself. */
const byPage: readonly LockCall[] = [
  ...(['truncate', 'writeback', 'reclaim', 'migrate', 'migrate-sync', 'restore', 'hwpoison', 'split'] as const),
];

const uses = (name: string): boolean => {
  const call = operationOf(name)?.call; // flush and uffd-wp-deferred are none
  return call !== undefined && !byPage.includes(call);
};

type Used = Extract<LifeEvent, { readonly kind: 'stillUsed' }>;

/** A CPU that is in a call on the memory that an operation takes away, or waits to be let into one. */
export function userOf(w: World, at: Actor, o: Operation, ahead: readonly Held[]): Used | undefined {
  const mm = o.ends?.(w, at);
  if (mm === undefined) return undefined;
  const inHand = w.cpus.find(
    ({ name, hand }) => name !== at.cpu && hand?.mm === mm && hand.asleep === undefined && uses(hand.name),
  );
  if (inHand?.hand) return { kind: 'stillUsed', cpu: inHand.name, operation: inHand.hand.name };
  const held = ahead.find(
    (line) => line.at.mm === mm && line.at.cpu !== at.cpu && uses(halfOf(line.name)?.of ?? line.name),
  );
  return held && { kind: 'stillUsed', cpu: held.at.cpu, operation: held.name };
}

/** The CPU that is in fork() for a process: until it returns, no task runs there. */
export const parentOf = ({ cpus, mms }: World, mm: string): string | undefined => {
  const writer = mms.find(({ name }) => name === mm)?.locks.mmap_lock.writer;
  return cpus.find(({ name, hand }) => name === writer && hand?.name === 'fork' && hand.mm !== mm)?.name;
};
