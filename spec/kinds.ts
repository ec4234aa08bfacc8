/** What a leaf entry can be. */

/** The kinds that functions of mm/ treat alike; what softleaf_type() tells apart, and present and empty entries. */
export const families = [
  'none', 'present', 'swap', 'migration', 'devicePrivate', 'deviceExclusive', 'hwpoison', 'swapinError', 'marker', 'unknown',
] as const;

/** One kind. */
interface KindRow {
  readonly id: string;
  readonly family: (typeof families)[number];
  /** The offset holds a page frame number: linux/swapops.h. A swap-in error keeps the number of the page that failed. */
  readonly pfn?: true;
  /** It stands for a writable mapping. */
  readonly writable?: true;
}

/** The place in this list is the number in the `kind` column of a batch. */
export const kindRows = [
  { id: 'none', family: 'none' },
  { id: 'present', family: 'present' },
  { id: 'protnone', family: 'present' },
  { id: 'swap', family: 'swap' },
  { id: 'migrationRead', family: 'migration', pfn: true },
  { id: 'migrationReadExclusive', family: 'migration', pfn: true },
  { id: 'migrationWrite', family: 'migration', pfn: true, writable: true },
  { id: 'deviceWrite', family: 'devicePrivate', pfn: true, writable: true },
  { id: 'deviceRead', family: 'devicePrivate', pfn: true },
  { id: 'deviceExclusiveWrite', family: 'deviceExclusive', pfn: true, writable: true },
  { id: 'deviceExclusiveRead', family: 'deviceExclusive', pfn: true },
  { id: 'deviceExclusive', family: 'deviceExclusive', pfn: true },
  { id: 'hwpoison', family: 'hwpoison', pfn: true },
  { id: 'pteMarker', family: 'marker' },
  { id: 'swapinError', family: 'swapinError', pfn: true },
  { id: 'unknown', family: 'unknown' },
] as const satisfies readonly KindRow[];

type Rows = (typeof kindRows)[number];
type Id<R extends Rows> = R['id'];
type IdsOf<T extends readonly KindRow[]> = { readonly [I in keyof T]: T[I]['id'] };
const idsOf = <R extends Rows>(rows: readonly R[]) => rows.map((row) => row.id) as readonly Id<R>[];
const those = <R extends Rows>(is: (row: Rows) => row is R) => idsOf(kindRows.filter(is));

/** All kinds, in the order of their numbers: a tuple, so that its length and places are known to types. */
export const kinds = idsOf(kindRows) as unknown as IdsOf<typeof kindRows>;

/** Kinds whose offset holds a page frame number. */
export const pfnKinds = those((row): row is Extract<Rows, { pfn: true }> => 'pfn' in row);

/** Kinds that is_migration_entry() holds for. */
export const migrationKinds = those((row): row is Extract<Rows, { family: 'migration' }> => row.family === 'migration');

/** Kinds that stand for a writable mapping. */
export const writableKinds = those((row): row is Extract<Rows, { writable: true }> => 'writable' in row);

/** Kinds whose offset holds the bits of a marker. */
export const markerKinds = those((row): row is Extract<Rows, { family: 'marker' }> => row.family === 'marker');

/**
 * The `flags` column of a batch. Its low 24 bits are the bits of the word that are neither payload nor type, so that
 * nothing is lost: of a present, PROT_NONE or empty entry the bits below and above the page frame number (word bits 0 to
 * 11 and 52 to 63), of the others the word bits 0 to 7 and then what the offset holds above a page frame number. The
 * high 8 bits say the same things for every kind and kernel; these are their places, and encoding reads only `enc`. On a
 * machine with pages shared with the host, the bits above theirs (none is set in an entry of such a machine) stay in the payload.
 */
export const flagColumn = [
  { id: 'enc', bit: 24, says: 'the C-bit is set, or the bit of a page shared with the host' },
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
