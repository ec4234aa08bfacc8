/** The world of one page: processes with their entries, CPUs with their TLBs, the page's copies, and who waits for which lock. A value. */
import type { Kernel, VmFlagId } from '../kernel/kernel.ts';
import { type VmaParts, vma } from '../mm/common/makeVma.ts';
import type { Vma } from '../mm/common/vma.ts';
import type { Hand } from './hand.ts';
import type { Page } from './life.ts';
import { freeLock, type Lock, type LockName } from './locks.ts';

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

/** What a process believes, so that a run can say what it lost. */
export interface Beliefs {
  /** The CPU on which it wrote to the page last, if nothing has thrown that away. */
  readonly writer?: string;
  /** It has written since clear_refs; absent before the first one. */
  readonly wroteSinceClear?: boolean;
  /** It has asked for write protection, and the entry had it. */
  readonly armed: boolean;
}

/** A process: its mapping and its entry. */
export interface Mm extends Beliefs {
  /** A letter. */
  readonly name: string;
  readonly pte: bigint;
  /** The entry is a PMD, which maps a huge page or may map one; a PTE if absent. */
  readonly level?: 'pmd';
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
  /** What its TLB holds of the page, by process. */
  readonly tlb: Readonly<Record<string, bigint>>;
  /** The operation that it is in the middle of. */
  readonly hand?: Hand;
}

/** A line of a script, as far as the world knows it. */
export interface Line {
  readonly name: string;
  readonly word: string;
  readonly mm?: string;
  readonly cpu?: string;
}

/** A line that is held back: its CPU waits for a lock, or an earlier line of it does. */
export interface Held extends Line {
  /** Who runs it, when it can. */
  readonly at: { readonly cpu: string; readonly mm: string };
}

/** Everything at one moment. Operations give back another world and leave this one alone. */
export interface World {
  readonly k: Kernel;
  readonly mapping: MappingName;
  readonly frames: readonly Frame[];
  readonly slots: readonly Slot[];
  readonly backing: Backing;
  readonly mms: readonly Mm[];
  readonly cpus: readonly Cpu[];
  readonly held: readonly Held[];
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
const firstPfn = 0x12345n;
const firstHuge = 0x40000n;
/** The small pages of a huge page: HPAGE_PMD_NR. */
export const pagesOfHuge = 512n;
const firstSlot = 0x1000n;

/** The mappings that a script can start with: private anonymous, shared memory, and the same private; a file shared, private, and shared
 * but opened for reading only; page frames of a device, which a driver maps; anonymous and shared memory that get huge pages. */
export type MappingName =
  | 'anon'
  | 'shmem'
  | 'file'
  | 'file-private'
  | 'shmem-private'
  | 'file-readonly'
  | 'pfnmap'
  | 'thp'
  | 'shmem-thp';

interface Mapping {
  readonly flags: readonly VmFlagId[];
  readonly parts?: Partial<VmaParts>;
  /** A fault that finds nothing brings a huge page. */
  readonly huge?: true;
}
const writable: readonly VmFlagId[] = ['read', 'write', 'mayread', 'maywrite', 'mayexec'];
const onDisk: Partial<VmaParts> = { pageMkwrite: true, fsWriteback: true, shmem: false };

const mappings: Readonly<Record<MappingName, Mapping>> = {
  anon: { flags: writable },
  shmem: { flags: [...writable, 'shared', 'mayshare'], parts: { shmem: true } },
  file: { flags: [...writable, 'shared', 'mayshare'], parts: onDisk },
  'file-private': { flags: writable, parts: { anonymous: false, shmem: false } },
  'shmem-private': { flags: writable, parts: { anonymous: false, shmem: true } },
  // do_mmap(): of a file without FMODE_WRITE, MAP_SHARED becomes a mapping without VM_SHARED and VM_MAYWRITE
  'file-readonly': { flags: ['read', 'mayread', 'mayexec', 'mayshare'], parts: { ...onDisk, anonymous: false } },
  thp: { flags: [...writable], huge: true },
  'shmem-thp': { flags: [...writable, 'shared', 'mayshare'], parts: { shmem: true }, huge: true },
  pfnmap: { flags: [...writable, 'shared', 'mayshare', 'io', 'pfnmap'], parts: { anonymous: false, shmem: false } },
};

/** A mapping for reading and writing in which nothing has been touched, by the name of a script. */
export function freshVma(k: Kernel, name: MappingName): Vma {
  const { flags, parts = {} } = mappings[name];
  const vmFlags = flags.reduce((word, id) => word | k.vm[id], k.vm.softdirty);
  return vma(k, { ...parts, vmFlags, anonVma: false });
}

/** Where a fault in a mapping in which nothing has been touched finds its entry. */
export const freshLevel = (name: MappingName): Pick<Mm, 'level'> => (mappings[name].huge ? { level: 'pmd' } : {});

/** A process with such a mapping. */
export const freshMm = (name: string, itsVma: Vma, mapping: MappingName = 'anon'): Mm => ({
  name,
  pte: 0n,
  ...freshLevel(mapping),
  vma: itsVma,
  mapped: true,
  pending: 0,
  locks: { mmap_lock: freeLock, 'VMA lock': freeLock },
  armed: false,
});

/** One process, A, that has mapped what the script starts with, and has not touched it. */
export const born = (k: Kernel, mapping: MappingName): World => ({
  k,
  mapping,
  frames: [],
  slots: [],
  backing: { cached: mappings[mapping].parts?.shmem === false },
  mms: [freshMm('A', freshVma(k, mapping), mapping)],
  cpus: [{ name: 'cpu0', tlb: {} }],
  held: [],
  nextPfn: firstPfn,
  nextHuge: firstHuge,
  nextSlot: firstSlot,
});

/** The process of a name, if there is one. */
export const mmOf = (w: World, name: string): Mm | undefined => w.mms.find((mm) => mm.name === name);

/** The CPU of a name; one that has done nothing yet holds nothing. */
export const cpuOf = (w: World, name: string): Cpu => w.cpus.find((cpu) => cpu.name === name) ?? { name, tlb: {} };

/** The world with another state of a process. */
export const withMm = (w: World, name: string, change: (mm: Mm) => Mm): World => ({
  ...w,
  mms: w.mms.map((mm) => (mm.name === name ? change(mm) : mm)),
});

/** The world with another state of a CPU, which may be new. */
export function withCpu(w: World, name: string, change: (cpu: Cpu) => Cpu): World {
  const cpus = w.cpus.some((cpu) => cpu.name === name) ? w.cpus : sorted([...w.cpus, cpuOf(w, name)]);
  return { ...w, cpus: cpus.map((cpu) => (cpu.name === name ? change(cpu) : cpu)) };
}
const sorted = (cpus: readonly Cpu[]): readonly Cpu[] => [...cpus].sort((a, b) => (a.name < b.name ? -1 : 1));

/** No CPU holds an entry of the process any more: flush_tlb_page(), flush_tlb_mm(). */
export const flushTlbs = (w: World, mm: string): World => ({ ...w, cpus: w.cpus.map((cpu) => withoutTlb(cpu, mm)) });

/** The CPUs but one whose TLBs hold an entry of a process. */
export const holdersOf = ({ cpus }: World, mm: string, but: string): readonly string[] =>
  cpus.flatMap(({ name, tlb }) => (name !== but && tlb[mm] !== undefined ? [name] : []));

/** The CPU holds no entry of the process. */
export function withoutTlb(cpu: Cpu, mm: string): Cpu {
  const { [mm]: _, ...tlb } = cpu.tlb;
  return { ...cpu, tlb };
}
