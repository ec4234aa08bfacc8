/** What decode() gives: one shape for each family of kinds. */
import type { kinds, migrationKinds, pfnKinds } from '../../spec/kinds.ts';
import type { TableLevel } from '../../spec/schema.ts';
import type { Pfn, Pte } from '../helpers/marks.ts';

/** What an entry can be, by the names in spec/kinds.ts. Decoded has one shape for each of them. */
export type Kind = (typeof kinds)[number];
type MigrationKind = (typeof migrationKinds)[number];
type PfnKind = Exclude<(typeof pfnKinds)[number], MigrationKind>;

/** What entries of every kind have. */
interface Entry<K extends Kind> {
  readonly kind: K;
  /** The level of the page tables that the word stands at. */
  readonly level: TableLevel;
  /** The kernel's identifiers of the named bits that are set, from bit 0 up; page frame number and protection key are none. */
  readonly flags: readonly string[];
  /** The word XOR what all other fields encode to: bits that this kernel gives no meaning. */
  readonly unexplained: bigint;
  /** The word itself. */
  readonly raw: Pte;
}

/** Nothing is there, but perhaps what the Knights Landing erratum sets: pte_none(). At p4d and pgd whatever is not present. */
export type None = Entry<'none'>;

/** A page, or at pmd and pud a table, be it for the processor (present) or for the kernel alone (protnone). */
export interface Mapped<K extends 'present' | 'protnone' = 'present' | 'protnone'> extends Entry<K> {
  /** In 4 KiB pages, the inversion of asm/pgtable-invert.h undone; of a huge page its first. */
  readonly pfn: Pfn;
  /** pte_young(): Accessed, the processor has used the entry. */
  readonly young: boolean;
  /** pte_dirty(): Dirty, or where a read-only entry keeps it. */
  readonly dirty: boolean;
  /** pte_write(), pmd_write(), pud_write(): shadow-stack memory counts, but not at pud. */
  readonly write: boolean;
  /** _PAGE_USER: user space may use it. */
  readonly user: boolean;
  /** pte_exec(): NX is clear. */
  readonly exec: boolean;
  /** pte_global(): it survives a switch of address spaces in the TLB. False in a protnone entry, where the bit says protnone. */
  readonly global: boolean;
  /** pte_special(), pmd_special(): there is no struct page behind it, or none that counts. */
  readonly special: boolean;
  /** pte_soft_dirty(): written since /proc/PID/clear_refs last cleared it, as far as the kernel can tell. */
  readonly softDirty: boolean;
  /** pte_uffd_wp(), pte_uffd(): userfaultfd traps writes to it. */
  readonly uffdWp: boolean;
  /** Protection key, 0 to 15. */
  readonly pkey: number;
  /** A huge page of the level; false at pte, and for a pointer to a table. */
  readonly huge: boolean;
}
/** An entry that the processor uses; at pmd and pud also one that pmd_mkinvalid() made invalid for a while. */
export type Present = Mapped<'present'>;
/** An entry that maps a page for the kernel and faults in the processor: PROT_NONE, or a NUMA hint. */
export type Protnone = Mapped<'protnone'>;

/** What entries have that are neither mapped nor empty. */
interface SwapLike<K extends Kind> extends Entry<K> {
  /** swp_type(), 0 to 31. */
  readonly swapType: number;
  /** swp_offset(), all 50 bits: a page of a swap area, a page frame number with what stands above it, or marker bits. */
  readonly swapOffset: bigint;
  /** pte_swp_soft_dirty(). */
  readonly softDirty: boolean;
  /** pte_swp_uffd_wp(), or a marker that says so: bit 57 of pagemap. */
  readonly uffdWp: boolean;
  /** pte_swp_exclusive(). */
  readonly exclusive: boolean;
}

/** A page in swap area number `swapType`. */
export type Swap = SwapLike<'swap'>;

/** A page under migration. */
export interface Migration<K extends MigrationKind = MigrationKind> extends SwapLike<K> {
  /** The page under migration, counted in pages of 4 KiB: swp_offset_pfn(). */
  readonly pfn: Pfn;
  /** is_migration_entry_young(); false where the kernel does not keep it. */
  readonly young: boolean;
  /** is_migration_entry_dirty(); false where the kernel does not keep it. */
  readonly dirty: boolean;
}

/** A page of device memory, one that a device uses alone, a poisoned page, or one that could not be swapped in. */
export interface PfnEntry<K extends PfnKind = PfnKind> extends SwapLike<K> {
  /** The page, counted in pages of 4 KiB: swp_offset_pfn(). */
  readonly pfn: Pfn;
}

/** What a marker says: pte_marker_get(). A bit that the kernel does not have is false. */
export interface Marker {
  /** PTE_MARKER_UFFD_WP: writes to the page are trapped once it is there. */
  readonly uffdWp: boolean;
  /** PTE_MARKER_POISONED: an access gets SIGBUS. */
  readonly poisoned: boolean;
  /** PTE_MARKER_GUARD: an access gets SIGSEGV. */
  readonly guard: boolean;
}

/** No page, but something to remember about the address. */
export interface PteMarker extends SwapLike<'pteMarker'> {
  /** The bits of the marker, out of the offset. */
  readonly marker: Marker;
}

/** A special type that no row names. The rows fill the type space on every kernel from 4.19 to 7.3, so no word gives it. */
export type Unknown = SwapLike<'unknown'>;

/**
 * What decode() makes of a word: a union closed on `kind`, so that a `switch` over it can end in `never`. `kind` decides which
 * fields there are; `level`, `flags`, `unexplained` and `raw` are there in all.
 */
export type Decoded =
  | None
  | Present
  | Protnone
  | Swap
  | { [K in MigrationKind]: Migration<K> }[MigrationKind]
  | { [K in PfnKind]: PfnEntry<K> }[PfnKind]
  | PteMarker
  | Unknown;
