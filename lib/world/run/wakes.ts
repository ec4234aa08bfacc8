/** Who wakes the threads that wait in userfaultfd: fs/userfaultfd.c (mm/userfaultfd.c from 7.3 on), wake_userfault(). */
import { vmHas } from '../../mm/common/vma.ts';
import { entryName } from '../entryName.ts';
import type { LifeEvent } from '../event.ts';
import type { Hand } from '../hand.ts';
import { type Cpu, mmOf, type World } from '../world.ts';

/** When they are woken: as the last thing that the call does, or, in a range that is registered for missing pages, as the first. */
const wakers: Readonly<Record<string, 'at the end' | 'where missing'>> = {
  'uffd-wake': 'at the end',
  'uffd-wp-resolve': 'at the end', // without UFFDIO_WRITEPROTECT_MODE_WP
  'uffd-rwp-resolve': 'at the end',
  'uffd-copy': 'at the end',
  'uffd-copy-wp': 'at the end',
  'uffd-zeropage': 'at the end',
  'uffd-continue': 'at the end',
  'uffd-poison': 'at the end',
  'uffd-unregister': 'where missing', // userfaultfd_unregister() asks userfaultfd_missing() of each mapping
  'uffd-close': 'at the end', // userfaultfd_release(): all of them
  exit: 'at the end', // SIGKILL: they sleep in TASK_KILLABLE, or less deeply
  'child-exit': 'at the end',
};

/** What needs no mapping for it: userfaultfd_wake() asks for a range of addresses alone, userfaultfd_release() for nothing. */
const needNoMapping: readonly string[] = ['uffd-wake', 'uffd-close'];

/** The process that an operation is for; the child's end is told of its parent. */
const isFor = (w: World, { name, mm, page }: Waker, sleeper: Hand): boolean =>
  name === 'child-exit'
    ? mmOf(w, sleeper.mm)?.mapped === false
    : sleeper.mm === mm && (page === undefined || sleeper.page === undefined || sleeper.page === page);

/** What is asked for, and of whom. */
type Waker = Pick<Hand, 'name' | 'mm' | 'page'>;

/** The world in which those have been woken that an operation wakes, whose CPUs are free again, and who they are. */
function wokenBy(
  w: World,
  wakes: (sleeper: Hand) => boolean,
): { readonly world: World; readonly events: readonly LifeEvent[] } {
  const names = w.cpus.filter(({ hand }) => hand?.asleep !== undefined && wakes(hand)).map(({ name }) => name);
  if (names.length === 0) return { world: w, events: [] };
  const cpus = w.cpus.map((cpu) => (names.includes(cpu.name) ? awake(cpu) : cpu));
  return { world: { ...w, cpus }, events: names.map((cpu) => ({ kind: 'woken', cpu })) };
}

const awake = ({ hand: _, ...cpu }: Cpu): Cpu => cpu;

/** Those that UFFDIO_UNREGISTER wakes before it changes anything: `before` is the world as it was. */
export const wokenFirst = (before: World, now: World, hand: Hand) =>
  wokenBy(now, (sleeper) => {
    if (wakers[hand.name] !== 'where missing' || !isFor(now, hand, sleeper)) return false;
    const its = mmOf(before, entryName(sleeper.mm, sleeper.page));
    return its !== undefined && vmHas(its.vma, before.k.vm.uffdMissing);
  });

/** Those that a call wakes once it has done what it is for. */
export const wokenLast = (now: World, hand: Waker) =>
  wokenBy(now, (sleeper) => wakers[hand.name] === 'at the end' && isFor(now, hand, sleeper));

/** Those that a call wakes which finds no mapping any more. */
export const wokenWithout = (w: World, waker: Waker) =>
  needNoMapping.includes(waker.name) ? wokenLast(w, waker) : { world: w, events: [] };
