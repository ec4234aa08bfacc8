/** What stands around an entry after a row: what TLBs hold, who holds which lock, the counter, entries of other processes. */
import { ptePresent, pteWrite } from '../../helpers/pgtable.ts';
import type { FaultReason } from '../../mm/userfaultfd/userfaultfdMustWait.ts';
import { allEntries } from '../entries.ts';
import { pageOfName, processOf } from '../entryName.ts';
import type { LockMode, LockName } from '../locks.ts';
import type { ScenarioRow } from '../scenario.ts';
import type { ProcessState, World } from '../world.ts';

/** What the TLB of a CPU holds of a process's page. */
export interface TlbSeen {
  readonly cpu: string;
  readonly process: string;
  /** Absent where it holds nothing any more. */
  readonly word?: bigint;
  /** A write goes through it. */
  readonly writable: boolean;
  /** It is not what the entry says now. */
  readonly stale: boolean;
}

/** Who holds a lock of a process. */
export interface LockSeen {
  readonly lock: LockName;
  readonly process: string;
  readonly cpu: string;
  readonly mode: LockMode;
}

/** What there is to show around an entry. */
export interface Around {
  /** TLBs that hold something else than the entry, and those that the row changed. */
  readonly tlbs: readonly TlbSeen[];
  readonly locks: readonly LockSeen[];
  /** mm->tlb_flush_pending of each process where it is not 0. */
  readonly pending: readonly { readonly process: string; readonly count: number }[];
  /** Threads that sleep in userfaultfd; absent where none does. */
  readonly sleepers?: readonly { readonly cpu: string; readonly reason: FaultReason }[];
  /** The entries of other processes. */
  readonly entries: readonly { readonly process: string; readonly pte: bigint }[];
}

/** What stands around the entry after a row; `before` is the world before it, as far as it is known. */
export function aroundOf({ world, process }: ScenarioRow, before: World | undefined): Around {
  const sleepers = world.cpus.flatMap(({ name: cpu, hand }) => (hand?.asleep ? [{ cpu, reason: hand.asleep }] : []));
  return {
    ...(sleepers.length > 0 && { sleepers }),
    tlbs: allEntries(world).flatMap((mm) => tlbsOf(world, before, mm)),
    locks: locksHeld(world),
    pending: world.mms.filter((mm) => mm.pending !== 0).map((mm) => ({ process: mm.name, count: mm.pending })),
    entries: world.mms
      .filter((mm) => mm.name !== process && mm.mapped)
      .map((mm) => ({ process: mm.name, pte: mm.pte })),
  };
}

function tlbsOf(w: World, before: World | undefined, { name: process, pte }: ProcessState): readonly TlbSeen[] {
  return w.cpus.flatMap(({ name, tlb }) => {
    const word = tlb[process];
    const was = before?.cpus.find((cpu) => cpu.name === name)?.tlb[process];
    const stale = word !== undefined && word !== pte;
    if (word === was && !stale) return [];
    const writable = word !== undefined && ptePresent(w.k, word) && pteWrite(w.k, word);
    return [{ cpu: name, process, ...(word !== undefined && { word }), writable, stale }];
  });
}

/** The locks that are held, writers before readers. */
export const locksHeld = ({ mms }: World): readonly LockSeen[] =>
  mms.flatMap(({ name, locks }) =>
    (Object.keys(locks) as LockName[]).flatMap((lock) => {
      const { writer, readers } = locks[lock];
      const held = (cpu: string, mode: LockMode): LockSeen => ({ lock, process: name, cpu, mode });
      return [...(writer === undefined ? [] : [held(writer, 'write')]), ...readers.map((cpu) => held(cpu, 'read'))];
    }),
  );

/** Whether more than one CPU or process takes part: a reader wants to see what each of them has. */
export const isWide = (rows: readonly ScenarioRow[]): boolean =>
  new Set(rows.map(({ cpu }) => cpu)).size > 1 || new Set(rows.map(({ process }) => process)).size > 1;

/** A word by the digits that tell it apart: `0x…345867`. */
export const shortWord = (word: bigint): string =>
  word === 0n ? '0x0' : `0x…${word.toString(16).padStart(shortDigits, '0').slice(-shortDigits)}`;
const shortDigits = 6;

/** What stands around an entry, in pieces for one line. Where there is one process its name is left out. */
export function sayAround(
  { tlbs, locks, pending, entries, sleepers = [] }: Around,
  processes: number,
): readonly string[] {
  const page = (name: string) => (pageOfName(name) > 0 ? ` page ${pageOfName(name)}` : '');
  const of = (name: string) => `${processes > 1 ? ` of ${processOf(name)}` : ''}${page(name)}`;
  return [
    ...entries.map(({ process, pte }) => `${process} ${shortWord(pte)}`),
    ...tlbs.map(({ cpu, process, word, writable }) =>
      word === undefined
        ? `TLB ${cpu}${of(process)} empty`
        : `TLB ${cpu}${of(process)} ${shortWord(word)} ${writable ? 'writable' : 'read-only'}`,
    ),
    ...locks.map(
      ({ lock, process, cpu, mode }) => `${lock}${of(process)}: ${cpu} ${mode === 'read' ? 'reads' : 'writes'}`,
    ),
    ...sleepers.map(({ cpu, reason }) => `${cpu} sleeps in userfaultfd (${reason})`),
    ...pending.map(({ process, count }) => `tlb_flush_pending${of(process)} ${count}`),
  ];
}
