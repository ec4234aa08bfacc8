/** The world with another CPU, another process, other TLBs. */
import { altered } from '../base/lists.ts';
import { pageOfName, processOf } from './entryName.ts';
import type { Flush } from './event.ts';
import { type Moved, still } from './moved.ts';
import { processWith, worldWith } from './remade.ts';
import {
  type Cpu,
  cpuOf,
  type EntryState,
  holdersOf,
  type ProcessState,
  seenAlone,
  type World,
  withoutTlb,
} from './world.ts';

/** The world with another state of a CPU, which may be new. */
export function withCpu(w: World, name: string, change: (cpu: Cpu) => Cpu): World {
  const cpus = w.cpus.some((cpu) => cpu.name === name) ? w.cpus : sorted([...w.cpus, cpuOf(w, name)]);
  return withCpus(
    w,
    altered(cpus, (cpu) => (cpu.name === name ? change(cpu) : cpu)),
  );
}
const withCpus = (w: World, cpus: readonly Cpu[]): World => (cpus === w.cpus ? w : worldWith(w, { cpus }));
const sorted = (cpus: readonly Cpu[]): readonly Cpu[] => [...cpus].sort((a, b) => (a.name < b.name ? -1 : 1));

/** The world with another state of a process, or of one of its entries. */
export function withMm(w: World, name: string, change: (mm: ProcessState) => ProcessState): World {
  const process = processOf(name);
  const mms = altered(w.mms, (mm) => (mm.name === process ? changed(mm, name, change) : mm));
  return mms === w.mms ? w : worldWith(w, { mms });
}

function changed(mm: ProcessState, name: string, change: (mm: ProcessState) => ProcessState): ProcessState {
  const page = pageOfName(name);
  const entry = mm.rest?.[page - 1];
  if (page === 0) return change(mm);
  if (!entry) return mm;
  const alone = seenAlone(mm, entry, name);
  const after = change(alone);
  if (after === alone) return mm;
  const { pending, locks, pte, vma, mapped, armed, writer, wroteSinceClear } = after;
  const its: EntryState = { pte, vma, mapped, armed, writer, wroteSinceClear };
  return processWith(mm, { pending, locks, rest: (mm.rest ?? []).map((one, i) => (i === page - 1 ? its : one)) });
}

/** No CPU holds an entry of the process any more, or of a page of it: flush_tlb_page(), flush_tlb_mm(). */
export const flushTlbs = (w: World, mm: string, page?: number): World =>
  withCpus(
    w,
    altered(w.cpus, (cpu) => withoutTlb(cpu, mm, page)),
  );

/** A flush that a CPU does at once, and tells. */
export const flushedNow = (w: World, cpu: string, mm: string, effect: Flush): Moved => ({
  ...still(flushTlbs(w, mm), { kind: 'flush', effect }),
  flushed: [{ effect, mm, from: holdersOf(w, mm, cpu) }],
});
