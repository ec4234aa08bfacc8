/** What an operation sees of the world through one process, and what it may change of it: the entry, its mapping, the page behind it. */
import type { Kernel } from '../kernel/kernel.ts';
import { type Folio, folio } from '../mm/common/folio.ts';
import type { Effect } from '../mm/common/outcome.ts';
import { type Vma, vmaIsShmem } from '../mm/common/vma.ts';

/** A page as the world knows it. */
export interface Page extends Folio {
  /** KSM has merged it with pages of the same content that the world does not show. */
  readonly elsewhere?: true;
}

/** One entry and what surrounds it, at one moment. Operations give back another life and leave this one alone. */
export interface Life {
  readonly k: Kernel;
  /** The entry, a word. */
  readonly pte: bigint;
  /** The mapping it belongs to. */
  readonly vma: Vma;
  /** The page that the entry maps or stands for; absent for the zero page and where nothing is mapped. */
  readonly page?: Page;
  /** The mapping is there; munmap() takes it away. */
  readonly mapped: boolean;
  /** The page cache has the page, mapped or not. */
  readonly cached: boolean;
  /** Where the page is that a fault would bring in, in pages, if it is in memory: the page cache's, or the swap cache's. */
  readonly inMemory?: bigint;
  /** What is known of that page. */
  readonly inMemoryPage?: Folio;
  /** The slot in which the swap cache has the page that the entry maps, in pages. */
  readonly swapCache?: bigint;
  /** Another process has the page too. */
  readonly shared: boolean;
  /** The page frame number, in pages, that the next page gets. */
  readonly nextPfn: bigint;
  /** The swap offset, in pages, that the next page to be swapped out gets; the swap area is number 0. */
  readonly nextSlot: bigint;
  /** mm->tlb_flush_pending. */
  readonly pending: number;
  /** What the TLB of the CPU holds that runs the operation. */
  readonly tlb?: bigint;
  /** What the TLBs of other CPUs hold of this process, by CPU. */
  readonly tlbs: Readonly<Record<string, bigint>>;
  /** The process has written to the page that the entry maps. */
  readonly wrote?: true;
}

/** A new page of the mapping, anonymous or of its file. */
export const freshPage = (life: Life, parts: Partial<Folio> = {}): Folio =>
  folio({
    anon: life.vma.anonymous,
    swapbacked: life.vma.anonymous || vmaIsShmem(life.k, life.vma),
    reusable: true,
    ...parts,
  });

/** The page as the kernel would find it now: its counts show other processes and a pin. */
export function pageNow(life: Life): Page {
  const page = life.page ?? freshPage(life);
  const shared = life.shared || life.page?.elsewhere === true;
  const referenced = page.swapCache === true;
  return { ...page, reusable: !shared && !page.pinned, mapcountReusable: !shared, mappedShared: shared, referenced };
}

/** The mapping has an anon_vma once it has had a page of its own: anon_vma_prepare(). */
export const withAnonVma = (life: Life): Life =>
  life.vma.anonVma ? life : { ...life, vma: { ...life.vma, anonVma: true } };

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
