/** The world of one page: processes with their entries, CPUs with their TLBs, the page's copies, and who waits for which lock. A value. */

import type { Kernel } from '../kernel/kernel.ts';
import type { Vma } from '../mm/common/vma.ts';
import { isEntryOf, pageOfName, processOf } from './entryName.ts';
import type { Hand } from './hand.ts';
import type { Page } from './life.ts';
import type { Lock, LockName } from './locks.ts';
import type { MappingName } from './start/mappings.ts';

/** A page, or what swap or a file keeps of one. */
export interface Content {
  /** What the kernel knows of it; its counts are those of the world (see.ts). */
  readonly folio: Page;
  /** The processes whose last write it holds. */
  readonly holds: readonly string[];
}

/** A page in memory. */
export interface Frame extends Content {
  /** In pages. */
  readonly pfn: bigint;
  /** The CPU that is taking it out of the page cache. */
  readonly reclaimedBy?: string;
}

/** A page that has been swapped out. */
export interface Slot extends Content {
  /** In pages; the swap area is number 0. */
  readonly offset: bigint;
  /** The swap cache has the page there, in pages. */
  readonly pfn?: bigint;
  /** The CPU that is swapping the page out: until it is through, the page is in the swap cache, and locked. */
  readonly reclaimedBy?: string;
}

/** The page of the file, or of the shared memory, that the mappings map. */
export interface Backing {
  /** The page cache has it, or shared memory has it in swap. */
  readonly cached: boolean;
  /** Where it is in memory, in pages, once an entry has mapped it. */
  readonly pfn?: bigint;
  /** What is kept of it while it is in no frame. */
  readonly content?: Content;
}

/**
 * What a process believes, so that a run can say what it lost. What a process has none of is undefined and not left out: objects that all have
 * the same names are copied ten times as fast.
 */
export interface Beliefs {
  /** The CPU on which it wrote to the page last, if nothing has thrown that away. */
  readonly writer?: string | undefined;
  /** It has written since clear_refs; absent before the first one. */
  readonly wroteSinceClear?: boolean | undefined;
  /** It has asked for write protection, and the entry had it. */
  readonly armed: boolean;
}

/** The entry of a page behind the first one, with the part of the mapping in which it lies: a call on some pages alone splits the mapping. */
export interface EntryState extends Beliefs {
  readonly pte: bigint;
  readonly vma: Vma;
  readonly mapped: boolean;
}

/** A process: its mapping and its entry. */
export interface ProcessState extends Beliefs {
  /** A letter; an entry behind the first one goes by `A.2`. */
  readonly name: string;
  readonly pte: bigint;
  /** The entries of the pages behind the first one, where the mapping has several. */
  readonly rest?: readonly EntryState[] | undefined;
  /** The entry is a PMD, which maps a huge page or may map one; a PTE if absent. */
  readonly level?: 'pmd' | undefined;
  readonly vma: Vma;
  /** The mapping is there; munmap() and exit take it away. */
  readonly mapped: boolean;
  /** mm->tlb_flush_pending. */
  readonly pending: number;
  readonly locks: Readonly<Record<LockName, Lock>>;
}

/** A CPU. */
export interface Cpu {
  /** cpu0 and so on. */
  readonly name: string;
  /** What its TLB holds, by the names of entries: `A`, `A.2`. */
  readonly tlb: Readonly<Record<string, bigint>>;
  /** The operation that it is in the middle of. */
  readonly hand?: Hand | undefined;
}

/** A line of a script, as far as the world knows it. */
export interface Line {
  readonly name: string;
  readonly word: string;
  readonly mm?: string;
  readonly cpu?: string;
  /** The page that it is for, where the mapping has several. */
  readonly page?: number;
}

/** A line that is held back: its CPU waits for a lock, or an earlier line of it does. */
export interface Held extends Line {
  /** Who runs it, when it can. */
  readonly at: { readonly cpu: string; readonly mm: string; readonly page?: number };
}

/** Everything at one moment. Operations give back another world and leave this one alone. */
export interface World {
  readonly k: Kernel;
  readonly mapping: MappingName;
  readonly frames: readonly Frame[];
  readonly slots: readonly Slot[];
  readonly backing: Backing;
  /** The same of the pages behind the first one, where the mapping has several. */
  readonly backings?: readonly Backing[] | undefined;
  readonly mms: readonly ProcessState[];
  readonly cpus: readonly Cpu[];
  readonly held: readonly Held[];
  /** Operations that no script has, by name, as operations.ts defines them: those that a search was given. */
  readonly own?: Readonly<Record<string, unknown>> | undefined;
  /** The page frame number, in pages, that the next page gets. */
  readonly nextPfn: bigint;
  /** The number of the first small page, in pages, that the next huge page gets. */
  readonly nextHuge: bigint;
  /** The swap offset, in pages, that the next page to be swapped out gets. */
  readonly nextSlot: bigint;
}

/** The page frame number of the zero page, in pages. It and the first of others are easy to recognise in a word. */
export const zeroPfn = 0x2000n;
/** The same of the huge zero page. */
export const hugeZeroPfn = 0x20000n;
/** The page frame number of a device's memory, in pages, which has no page. */
export const devicePfn = 0xfd000n;
/** The small pages of a huge page: HPAGE_PMD_NR. */
export const pagesOfHuge = 512n;

/** The CPU of a name; one that has done nothing yet holds nothing. */
export const cpuOf = (w: World, name: string): Cpu =>
  w.cpus.find((cpu) => cpu.name === name) ?? { name, tlb: {}, hand: undefined };

/** The process of a name; one of its entries behind the first one as if that were all that it has. */
export function mmOf(w: World, name: string): ProcessState | undefined {
  const page = pageOfName(name);
  const mm = w.mms.find((one) => one.name === processOf(name));
  const entry = mm?.rest?.[page - 1];
  return page === 0 || !mm ? mm : entry && seenAlone(mm, entry, name);
}

/** An entry behind the first one as if it were all that its process has. */
export const seenAlone = ({ pending, locks }: ProcessState, entry: EntryState, name: string): ProcessState => ({
  name,
  pte: entry.pte,
  rest: undefined,
  level: undefined,
  vma: entry.vma,
  mapped: entry.mapped,
  pending,
  locks,
  armed: entry.armed,
  writer: entry.writer,
  wroteSinceClear: entry.wroteSinceClear,
});

/** The CPUs but one whose TLBs hold an entry of a process, or of a page of it. */
export const holdersOf = ({ cpus }: World, mm: string, but: string, page?: number): readonly string[] =>
  cpus.flatMap(({ name, tlb }) =>
    name !== but && Object.keys(tlb).some((key) => isEntryOf(key, mm, page)) ? [name] : [],
  );

/** The CPU holds no entry of the process, or of a page of it. */
export function withoutTlb(cpu: Cpu, mm: string, page?: number): Cpu {
  const held = Object.entries(cpu.tlb);
  const kept = held.filter(([key]) => !isEntryOf(key, mm, page));
  return kept.length === held.length ? cpu : { name: cpu.name, tlb: Object.fromEntries(kept), hand: cpu.hand };
}
