/** What an operation sees of the world through one process, and what it may change of it: the entry, its mapping, the page behind it. */

import type { Whole } from '../base/whole.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { type Folio, folio, plainFolio } from '../mm/common/folio.ts';
import type { Effect } from '../mm/common/outcome.ts';
import { type Vma, vmaIsShmem, vmHas } from '../mm/common/vma.ts';
import type { LifeEvent } from './event.ts';
import { isMappedShared, largeReusable, type Mappings } from './large.ts';

/** A page as the world knows it. */
export interface Page extends Folio {
  /** KSM has merged it with pages of the same content that the world does not show. */
  readonly elsewhere?: true;
  /** It was swapped out to a disk, so that the swap cache has it once it is read in; other swap needs no waiting (zram, pmem). */
  readonly onDisk?: true;
  /** Where the swap cache has it, in pages, if it has. */
  readonly swapSlot?: bigint;
  /** The processes that map the other small pages of a huge page one by one. */
  readonly rest?: readonly string[];
  /** The page is one of a large folio that entries map page by page: the page frame number of its first one, in pages. */
  readonly first?: bigint;
  /** The processes of whose pipes one holds the page (vmsplice()): a reference that is no mapping and no pin. */
  readonly spliced?: readonly string[];
  /** Nobody has written to the page since it came with a large folio: it holds zeros alone. */
  readonly zero?: true;
}

/**
 * One entry and what surrounds it, at one moment. Operations give back another life and leave this one alone. What there is none of is undefined
 * and not left out: objects that all have the same names are copied ten times as fast.
 */
export interface Life {
  readonly k: Kernel;
  /** The process, a letter. */
  readonly process: string;
  /** All entries of the mapping, where it has several: as they were, or as an operation leaves those that it has changed. */
  readonly range: readonly Life[] | undefined;
  /** Which of them this is; the operation is for all if absent. */
  readonly index: number | undefined;
  /** The large folio that the page is a part of: who maps it. */
  readonly large: Mappings | undefined;
  /** The entry, a word. */
  readonly pte: bigint;
  /** The entry is a PMD; a PTE if absent. */
  readonly level: 'pmd' | undefined;
  /** The entry of this huge page, by its first page frame number, has been split: its other small pages stay mapped. */
  readonly splitOf: bigint | undefined;
  /** A fault that finds no page table brings a huge page. */
  readonly getsHuge: true | undefined;
  /** The mapping it belongs to. */
  readonly vma: Vma;
  /** The page that the entry maps or stands for; absent for the zero page and where nothing is mapped. */
  readonly page: Page | undefined;
  /** The mapping is there; munmap() takes it away. */
  readonly mapped: boolean;
  /** The page cache has the page, mapped or not. */
  readonly cached: boolean;
  /** The page cache had the page of the file, and reclaim took it: a fault has to read it. */
  readonly evicted: true | undefined;
  /** Where the page is that a fault would bring in, in pages, if it is in memory: the page cache's, or the swap cache's. */
  readonly inMemory: bigint | undefined;
  /** What is known of that page. */
  readonly inMemoryPage: Folio | undefined;
  /** The slot in which the swap cache has the page that the entry maps, in pages. */
  readonly swapCache: bigint | undefined;
  /** Another process has the page too. */
  readonly shared: boolean;
  /** The page frame number, in pages, that the next page gets. */
  readonly nextPfn: bigint;
  /** The number of the first small page, in pages, that the next huge page gets. */
  readonly nextHuge: bigint;
  /** The swap offset, in pages, that the next page to be swapped out gets; the swap area is number 0. */
  readonly nextSlot: bigint;
  /** mm->tlb_flush_pending. */
  readonly pending: number;
  /** What the TLB of the CPU holds that runs the operation. */
  readonly tlb: bigint | undefined;
  /** What the TLBs of other CPUs hold of this process, by CPU. */
  readonly tlbs: Readonly<Record<string, bigint>>;
  /** The process has written to the page that the entry maps. */
  readonly wrote: true | undefined;
}

/** The mapping is one of hugetlb: its entry is a PMD, which hugetlb reads as a PTE, whatever stands in it. */
export const isHugetlb = ({ k, vma }: Pick<Life, 'k' | 'vma'>): boolean => vmHas(vma, k.vm.hugetlb);

/** A page of a mapping that nobody else has, anonymous or of its file. */
export function pageOf(k: Kernel, vma: Vma, parts?: Partial<Page>): Page {
  const huge = vmHas(vma, k.vm.hugetlb);
  const anon = vma.anonymous || (huge && !vmHas(vma, k.vm.mayshare)); // hugetlb_no_page()
  const page = { ...plainFolio, anon, swapbacked: isSwapbacked(k, vma, anon), reusable: true };
  return { ...page, ...(huge && { compound: true }), ...(vma.dax && { fsdax: true }), ...parts };
}

/** folio_add_new_anon_rmap(): what may be dropped needs no place in swap. */
const isSwapbacked = (k: Kernel, vma: Vma, anon: boolean): boolean =>
  (anon && !vmHas(vma, k.vm.droppable)) || vmaIsShmem(k, vma);

/** A new page of the mapping. */
export const freshPage = ({ k, vma }: Life, parts?: Partial<Folio>): Folio => pageOf(k, vma, parts);

const none: readonly string[] = [];

/** The page as the kernel would find it now: its counts show other processes and a pin. */
export function pageNow(life: Life): Page {
  const page: Page = life.page ?? freshPage(life);
  const { rest = none } = page;
  const shared = life.shared || page.elsewhere === true || rest.some((name) => name !== life.process);
  const isPart = !life.level && page.compound === true && (rest.length > 0 || life.splitOf !== undefined);
  const alone = life.large ? largeReusable(life.k, life.large) : !isPart || life.k.does('wpReusesLarge'); // each small page that is mapped holds a reference
  const mappedShared = life.large ? isMappedShared(life.k, life.large) : shared;
  const referenced =
    page.swapCache === true ||
    page.spliced !== undefined ||
    (life.large !== undefined && life.large.own + life.large.others > 1); // folio_ref_count()
  const reusable = !shared && !heldBy(page) && alone;
  return { ...page, reusable, mapcountReusable: !shared, mappedShared, referenced };
}

/** Who has a reference besides mappings, so that the page can be neither moved nor split, as an event. */
export const heldBy = ({ pinned, spliced }: Page): LifeEvent | undefined =>
  pinned ? { kind: 'staysPinned' } : spliced ? { kind: 'staysHeld' } : undefined;

/** The mapping has an anon_vma once it has had a page of its own: anon_vma_prepare(). */
export const withAnonVma = (life: Life): Life =>
  life.vma.anonVma ? life : { ...life, vma: { ...life.vma, anonVma: true } };

/** The life in which the CPU's TLB holds nothing. */
export const withoutOwnTlb = (life: Life): Life => ({ ...life, tlb: undefined });

/** The life with other parts; one that is undefined stays as it was. */
const lifeWith = (life: Life, to: Partial<Life>): Whole<Life> => ({
  k: life.k,
  process: life.process,
  range: to.range ?? life.range,
  index: life.index,
  large: to.large ?? life.large,
  pte: to.pte ?? life.pte,
  level: to.level ?? life.level,
  splitOf: to.splitOf ?? life.splitOf,
  getsHuge: life.getsHuge,
  vma: to.vma ?? life.vma,
  page: to.page ?? life.page,
  mapped: to.mapped ?? life.mapped,
  cached: to.cached ?? life.cached,
  evicted: to.evicted ?? life.evicted,
  inMemory: to.inMemory ?? life.inMemory,
  inMemoryPage: to.inMemoryPage ?? life.inMemoryPage,
  swapCache: to.swapCache ?? life.swapCache,
  shared: to.shared ?? life.shared,
  nextPfn: to.nextPfn ?? life.nextPfn,
  nextHuge: to.nextHuge ?? life.nextHuge,
  nextSlot: to.nextSlot ?? life.nextSlot,
  pending: to.pending ?? life.pending,
  tlb: to.tlb ?? life.tlb,
  tlbs: to.tlbs ?? life.tlbs,
  wrote: to.wrote ?? life.wrote,
});

/** The life after an entry has changed, and with it what is known of the page. */
export function settled(life: Life, pte: bigint, effects: readonly Effect[]): Life {
  const copied = effects.includes('copy page');
  const before = copied ? folio({ reusable: true, swapbacked: !vmHas(life.vma, life.k.vm.droppable) }) : life.page;
  const page = before && effects.reduce(apply, before);
  const nextPfn = copied ? life.nextPfn + 1n : life.nextPfn;
  return lifeWith(life, { pte, nextPfn, shared: life.shared && !copied, page });
}

function apply(page: Folio, effect: Effect): Folio {
  if (effect === 'RMAP_EXCLUSIVE') return { ...page, exclusive: true };
  if (effect === 'clear exclusive') return { ...page, exclusive: false };
  if (effect === 'folio_mark_dirty') return { ...page, dirty: true };
  return page;
}
