/** The life of one entry: the mapping, the page behind it, and what the outside world hands out next. */
import type { Kernel, VmFlagId } from '../kernel/kernel.ts';
import { type Folio, folio } from '../mm/common/folio.ts';
import { type VmaParts, vma } from '../mm/common/makeVma.ts';
import type { Effect } from '../mm/common/outcome.ts';
import { type Vma, vmaIsShmem } from '../mm/common/vma.ts';

/** One entry and what surrounds it, at one moment. Operations give back another life and leave this one alone. */
export interface Life {
  readonly k: Kernel;
  /** The entry, a word. */
  readonly pte: bigint;
  /** The mapping it belongs to. */
  readonly vma: Vma;
  /** The page that the entry maps or stands for; absent for the zero page and where nothing is mapped. */
  readonly page?: Folio;
  /** The mapping is there; munmap() takes it away. */
  readonly mapped: boolean;
  /** The page cache has the page, mapped or not. */
  readonly cached: boolean;
  /** A child has the page too. */
  readonly shared: boolean;
  /** The page frame number, in pages, that the next page gets. */
  readonly nextPfn: bigint;
  /** The swap offset, in pages, that the next page to be swapped out gets; the swap area is number 0. */
  readonly nextSlot: bigint;
  /** What another CPU's TLB still holds while a flush is due; absent when none is. */
  readonly stale?: bigint;
}

/** The page frame number of the zero page in a life, in pages. It and the next two are easy to recognise in a word. */
export const zeroPfn = 0x2000n;
const firstPfn = 0x12345n;
const firstSlot = 0x1000n;

/** The mappings that a life can start with: private anonymous, shared memory, and the same private; a file shared, private, and shared
 * but opened for reading only. */
export type MappingName = 'anon' | 'shmem' | 'file' | 'file-private' | 'shmem-private' | 'file-readonly';

interface Mapping {
  readonly flags: readonly VmFlagId[];
  readonly parts?: Partial<VmaParts>;
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
};

/** A mapping for reading and writing in which nothing has been touched. */
export function born(k: Kernel, name: MappingName): Life {
  const { flags, parts = {} } = mappings[name];
  const vmFlags = flags.reduce((word, id) => word | k.vm[id], k.vm.softdirty);
  return {
    k,
    pte: 0n,
    vma: vma(k, { ...parts, vmFlags, anonVma: false }),
    mapped: true,
    cached: parts.shmem === false,
    shared: false,
    nextPfn: firstPfn,
    nextSlot: firstSlot,
  };
}

/** A new page of the mapping, anonymous or of its file. */
export const freshPage = (life: Life, parts: Partial<Folio> = {}): Folio =>
  folio({
    anon: life.vma.anonymous,
    swapbacked: life.vma.anonymous || vmaIsShmem(life.k, life.vma),
    reusable: true,
    ...parts,
  });

/** The page as the kernel would find it now: its counts show a child and a pin. */
export function pageNow(life: Life): Folio {
  const page = life.page ?? freshPage(life);
  const { shared } = life;
  return { ...page, reusable: !shared && !page.pinned, mapcountReusable: !shared, mappedShared: shared };
}

/** The mapping has an anon_vma once it has had a page of its own: anon_vma_prepare(). */
export const withAnonVma = (life: Life): Life =>
  life.vma.anonVma ? life : { ...life, vma: { ...life.vma, anonVma: true } };

/** The life without the entry that another CPU held: the flush has been done. */
export function flushed({ stale: _, ...life }: Life): Life {
  return life;
}

/** The life after an entry has changed, and with it what is known of the page. */
export function settled(life: Life, pte: bigint, effects: readonly Effect[]): Life {
  const copied = effects.includes('copy page');
  const before = copied ? folio({ reusable: true }) : life.page;
  const page = before && effects.reduce(apply, before);
  const nextPfn = copied ? life.nextPfn + 1n : life.nextPfn;
  return { ...life, pte, nextPfn, shared: life.shared && !copied, ...(page && { page }) };
}

function apply(page: Folio, effect: Effect): Folio {
  if (effect === 'RMAP_EXCLUSIVE') return { ...page, exclusive: true };
  if (effect === 'clear exclusive') return { ...page, exclusive: false };
  if (effect === 'folio_mark_dirty') return { ...page, dirty: true };
  return page;
}
