/**
 * What a bigint is, as a mark that only the compiler sees: a swp_entry_t that is given for an entry of the tables does not compile.
 * A mark is optional, so that a plain `bigint`, such as an element of a BigUint64Array, is taken for any of these.
 */

/**
 * An entry of the page tables, at any level: pte_t, pmd_t, pud_t. decode() takes it, encode() gives it. What __swp_entry() makes is one
 * too: it is the form that stands in the tables.
 */
export type Pte = bigint & { readonly entry?: 'pte' };
/** A swp_entry_t, which later kernels call softleaf_t: what stands in an entry that is neither empty nor present, with its type from bit 58 up. */
export type SwpEntry = bigint & { readonly entry?: 'swp-entry' };
/** A page frame number: it counts pages of 4 KiB. */
export type Pfn = bigint & { readonly entry?: 'pfn' };
/** A pgprot_t: the protection under which an entry is made. */
export type Pgprot = bigint & { readonly entry?: 'pgprot' };
/** A word of /proc/PID/pagemap. */
export type PagemapWord = bigint & { readonly entry?: 'pagemap' };
