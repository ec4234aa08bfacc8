/** What the rows of a scenario cost: faults, TLB flushes, waits, traps and copies. */
import type { LifeEvent } from '../event.ts';
import type { ScenarioRow } from '../scenario.ts';

/** What was counted. */
export interface Counts {
  /** Times that a CPU went into the kernel because an entry did not allow an access. */
  readonly faults: number;
  /** Messages to userfaultfd for which a task sleeps. */
  readonly traps: number;
  /** Calls of flush_tlb_page() and their like: one page, or the pages of one range. */
  readonly flushesOfPages: number;
  /** Calls of flush_tlb_mm(): all that a process has. */
  readonly flushesOfProcesses: number;
  /** Those of both that took an entry from the TLB of another CPU. */
  readonly flushesOfOthers: number;
  /** Lines that had to wait for a lock, and faults that wait for a migration to end. */
  readonly waits: number;
  /** Pages that were copied. */
  readonly copies: number;
}

type Kind = LifeEvent['kind'];

/** What ends a fault, or is what came of it. */
const ofFaults: readonly Kind[] = ['fault', 'goesOn', 'entryChanged', 'notWritable', 'notAccessible', 'notMapped'];

/** Counts what the rows of play() or of an order tell. A flush that had nothing to take counts too: the kernel does it all the same. */
export function countsOf(rows: readonly ScenarioRow[]): Counts {
  const events = rows.flatMap(({ happened }) => happened);
  const flushes = rows.flatMap(({ flushed }) => flushed);
  const count = (is: (event: LifeEvent) => boolean) => events.filter(is).length;
  const goesOn = (next: string) => count((event) => event.kind === 'goesOn' && event.next === next);
  return {
    faults: count(({ kind }) => ofFaults.includes(kind)),
    traps: goesOn('handle_userfault'),
    flushesOfPages: flushes.filter(({ effect }) => effect === 'flush_tlb_page').length,
    flushesOfProcesses: flushes.filter(({ effect }) => effect === 'flush_tlb_mm').length,
    flushesOfOthers: flushes.filter(({ from }) => from.length > 0).length,
    waits: count(({ kind }) => kind === 'waits' || kind === 'flushedFirst') + goesOn('migration_entry_wait'),
    copies: rows.reduce((sum, { copied }) => sum + copied, 0),
  };
}
