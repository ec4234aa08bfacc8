/** What a leaf entry can be. The place in this list is the number in the `kind` column of a batch. */
export const kinds = [
  'none', 'present', 'protnone', 'swap',
  'migrationRead', 'migrationReadExclusive', 'migrationWrite',
  'deviceWrite', 'deviceRead', 'deviceExclusiveWrite', 'deviceExclusiveRead', 'deviceExclusive',
  'hwpoison', 'pteMarker', 'swapinError', 'unknown',
] as const;

/** Kinds whose offset holds a page frame number: linux/swapops.h. A swap-in error keeps the number of the page that failed. */
export const pfnKinds = [
  'migrationRead', 'migrationReadExclusive', 'migrationWrite',
  'deviceWrite', 'deviceRead', 'deviceExclusiveWrite', 'deviceExclusiveRead', 'deviceExclusive',
  'hwpoison', 'swapinError',
] as const satisfies readonly (typeof kinds)[number][];

/** Kinds that is_migration_entry() holds for. */
export const migrationKinds = ['migrationRead', 'migrationReadExclusive', 'migrationWrite'] as const satisfies readonly (typeof kinds)[number][];

/** Kinds that stand for a writable mapping. */
export const writableKinds = ['migrationWrite', 'deviceWrite', 'deviceExclusiveWrite'] as const satisfies readonly (typeof kinds)[number][];

/**
 * The `flags` column of a batch. Its low 24 bits are the bits of the word that are neither payload nor type, so that
 * nothing is lost: of a present, PROT_NONE or empty entry the bits below and above the page frame number (word bits 0 to
 * 11 and 52 to 63), of the others the word bits 0 to 7 and then what the offset holds above a page frame number. The
 * high 8 bits say the same things for every kind and kernel; these are their places, and encoding reads only `enc`.
 */
export const flagColumn = [
  { id: 'enc', bit: 24, says: 'the C-bit is set' },
  { id: 'young', bit: 25, says: 'pte_young, or a migration entry that keeps it' },
  { id: 'dirty', bit: 26, says: 'pte_dirty, or a migration entry that keeps it' },
  { id: 'write', bit: 27, says: 'pte_write, or an entry for a writable mapping' },
  { id: 'softDirty', bit: 28, says: 'pte_soft_dirty or pte_swp_soft_dirty' },
  { id: 'uffdWp', bit: 29, says: 'pte_uffd_wp, pte_swp_uffd_wp, or a marker that says so' },
  { id: 'exclusive', bit: 30, says: 'pte_swp_exclusive' },
  { id: 'unexplained', bit: 31, says: 'the word has bits without a meaning on this kernel' },
] as const;

/** How many low bits of a swap entry the `flags` column holds as they are: those below _PAGE_PROTNONE. */
export const rawSwapBits = 8;
