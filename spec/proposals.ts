/**
 * Alternatives that people have talked about on mailing lists and no release has: what a patch would have done that was not merged, a
 * rule the other way round, a layout that nobody built. docs/discussions.md has the arguments, by the same numbers.
 */
import type { maskIds, typeIds } from './layoutIds.ts';
import type { Need, Series } from './schema.ts';

/** The one word that a layout has for "userfaultfd protects this page, which is not mapped". */
export interface MarkerPattern {
  /** The special type that the word has, with offset 0; without one it is of a present entry, with page frame number 0. */
  readonly type?: (typeof typeIds)[number];
  /** The bits that are set in it. */
  readonly bits: readonly (typeof maskIds)[number][];
  /** The functions that meet the word are taught what it is; else only those that leave it are, and the others go on with their tests. */
  readonly taught: boolean;
}

/** One alternative. */
export interface ProposalRow {
  /** The name that stands after a colon in the name of a kernel. */
  readonly id: string;
  /** `behaviour`: a function decides otherwise; `steps`: what is done in another order, or not; `layout`: an entry of another form. */
  readonly kind: 'behaviour' | 'steps' | 'layout';
  /** The kernel function that it changes. */
  readonly kernel: string;
  /** The discussion that names it, 0 to 4, and the claims in it. */
  readonly discussion: 0 | 1 | 2 | 3 | 4;
  readonly claims: readonly `C${number}.${number}`[];
  /** Who proposed it, or argued against it. */
  readonly author: string;
  /** When, year first. */
  readonly date?: `${number}-${number}-${number}`;
  /** The Message-ID of the mail. */
  readonly message?: string;
  /** Options without which it changes nothing. */
  readonly needs?: readonly Need[];
  /** The first release that it fits, where it does not fit all. */
  readonly since?: Series;
  /** The first release that it does not fit any more. */
  readonly until?: Series;
  readonly pattern?: MarkerPattern;
  /** What a kernel with it does, in one sentence. */
  readonly says: string;
}

/** All of them, by discussion. */
export const proposals = [
  // remove_migration_pte() and vm_page_prot
  {
    id: 'wrprotectIfUffd', kind: 'behaviour', kernel: 'remove_migration_pte', discussion: 0, claims: ['C0.1', 'C0.2', 'C0.3'],
    author: 'David Hildenbrand', date: '2022-11-14', message: '9af36be3-313b-e39c-85bb-bf30011bccb8@redhat.com',
    says: 'what was a read-only migration entry is write-protected and marked if it carries uffd-wp, and else has what vm_page_prot allows',
  },
  {
    id: 'wrprotectUnlessWritable', kind: 'behaviour', kernel: 'remove_migration_pte', discussion: 0, claims: ['C0.1', 'C0.2', 'C0.7'],
    author: 'Peter Xu', date: '2022-11-10', message: '20221110203132.1498183-2-peterx@redhat.com',
    says: 'whatever was no writable migration entry is write-protected, with uffd-wp or without',
  },

  // savedwrite and can_change_pte_writable()
  {
    id: 'numaForgetsWrite', kind: 'behaviour', kernel: 'change_pte_range', discussion: 1, claims: ['C1.1'],
    author: 'Mel Gorman',
    says: 'a NUMA hint does not remember write permission, and the fault on it gives only what vm_page_prot allows, as before b191f9b106ea',
  },
  {
    id: 'writableIfWriteFault', kind: 'behaviour', kernel: 'do_numa_page', discussion: 1, claims: ['C1.3'],
    author: 'Mel Gorman',
    says: 'a write that meets a NUMA hint makes the entry writable, even if it was read-only for copy on write',
  },
  {
    id: 'migrationAsksCanChange', kind: 'behaviour', kernel: 'remove_migration_pte', discussion: 1, claims: ['C1.17', 'C1.18'],
    author: 'David Hildenbrand', date: '2022-11-08', message: '20221108174652.198904-6-david@redhat.com',
    says: 'a restored entry that is read-only becomes writable where can_change_pte_writable() allows it',
  },

  // uffd-wp through swap and migration
  {
    id: 'uffdSwapV3', kind: 'behaviour', kernel: 'copy_one_pte', discussion: 2, claims: ['C2.5', 'C2.6', 'C2.16', 'C2.20', 'C2.21'],
    author: 'Peter Xu', date: '2019-03-20', message: '20190320020642.4000-18-peterx@redhat.com',
    says: 'patch 17 of v3 alone: fork, protection changes and migration lose uffd-wp of entries for device memory, and protecting or resolving leaves every entry alone that is not present',
  },
  {
    id: 'swapInClearsWriteFlag', kind: 'behaviour', kernel: 'do_swap_page', discussion: 2, claims: ['C2.4'],
    author: 'Andrea Arcangeli', date: '2019-02-12', message: '20190212025632.28946-8-peterx@redhat.com',
    says: 'a write that swaps a page in where userfaultfd traps writes counts as a read: the entry is read-only and clean, and the next fault traps',
  },

  // _PAGE_PROTNONE or a swap-like marker
  {
    id: 'markerAsProtnone', kind: 'layout', kernel: 'zap_pte_range', discussion: 3, claims: ['C3.5', 'C3.6', 'C3.11'],
    author: 'Peter Xu', date: '2020-12-02', message: '20201202234117.GD108496@xz-x1',
    needs: ['uffdWp'], since: '5.7', until: '5.19', pattern: { bits: ['protnone', 'uffdWp'], taught: false },
    says: 'where a write-protected page of a file is unmapped, _PAGE_PROTNONE and _PAGE_UFFD_WP stay; to other functions that is a mapping of page 0',
  },
  {
    id: 'markerAsSpecial', kind: 'layout', kernel: 'zap_pte_range', discussion: 3, claims: ['C3.15', 'C3.16', 'C3.17'],
    author: 'Peter Xu', date: '2020-12-03', message: '20201203180234.GJ108496@xz-x1',
    needs: ['uffdWp'], since: '5.7', until: '5.19', pattern: { bits: ['protnone', 'special', 'uffdWp'], taught: false },
    says: 'the same with _PAGE_SPECIAL, so that vm_normal_page() gives no page; the tests of pte_special() that exist have to serve',
  },
  {
    id: 'markerAsMigrationBit', kind: 'layout', kernel: 'zap_pte_range', discussion: 3, claims: ['C3.19', 'C3.20', 'C3.21'],
    author: 'Andrea Arcangeli', date: '2020-12-03', message: 'X8lADgHCRqlQi3Xa@redhat.com',
    needs: ['uffdWp', 'migration'], since: '5.7', until: '5.19', pattern: { type: 'migrationRead', bits: ['pcd'], taught: true },
    says: 'where a write-protected page of a file is unmapped, a migration entry stays with a bit that is zero in every real one (bit 4 here); the functions that meet it tell the two apart',
  },

  // Who pays for a TLB flush that is put off
  {
    id: 'flushInHandlePteFault', kind: 'behaviour', kernel: 'handle_pte_fault', discussion: 4, claims: ['C4.14', 'C4.16'],
    author: 'Yu Zhao', date: '2020-12-23', message: 'X+PE38s2Egq4nzKv@google.com',
    says: 'every write to a read-only entry flushes the page from the TLB while a flush is due, before do_wp_page() and in its place',
  },
  {
    id: 'flushIfThreeOptions', kind: 'behaviour', kernel: 'handle_pte_fault', discussion: 4, claims: ['C4.13', 'C4.15'],
    author: 'Andrea Arcangeli', date: '2020-12-23', message: 'X+PNGYH6LkzZo0SU@redhat.com', needs: ['softDirty', 'uffdWp'],
    says: 'the flush of flushInHandlePteFault in kernels that have soft-dirty, uffd-wp and userfaultfd; without one of them it is not compiled in',
  },
  {
    id: 'uffdWpWriteLock', kind: 'steps', kernel: 'mwriteprotect_range', discussion: 4, claims: ['C4.4'],
    author: 'Linus Torvalds', date: '2020-12-21', message: 'CAHk-=wh-bG4thjXUekLtrCg8FRrdWjtT40ibXXLSm_hzQG8eOw@mail.gmail.com',
    says: 'UFFDIO_WRITEPROTECT takes mmap_lock for writing, as all that makes writable entries read-only, so that no fault comes before its flush',
  },
  {
    id: 'pendingAfterLock', kind: 'steps', kernel: 'change_protection_range', discussion: 4, claims: ['C4.10'],
    author: 'Andrea Arcangeli', date: '2020-12-23', message: 'X+PNGYH6LkzZo0SU@redhat.com',
    says: 'his rule broken: tlb_flush_pending is raised after the page-table lock has been taken and the entry changed',
  },
  {
    id: 'reuseByMapcount', kind: 'behaviour', kernel: 'do_wp_page', discussion: 4, claims: ['C4.7', 'C4.11'],
    author: 'Andrea Arcangeli', date: '2021-01-09', message: '20210110004435.26382-2-aarcange@redhat.com',
    says: 'a written page is reused if one process maps it, whoever else holds a reference',
  },
] as const satisfies readonly ProposalRow[];
