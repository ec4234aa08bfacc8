/** What change_protection() is asked for: mm/mprotect.c. */

/** MM_CP_ flags, and what only the running kernel knows. */
export interface ChangeProtection {
  /** MM_CP_DIRTY_ACCT (to 5.19): dirty entries may become writable. */
  readonly dirtyAcct?: boolean;
  /** MM_CP_TRY_CHANGE_WRITABLE (6.0). */
  readonly tryChangeWritable?: boolean;
  /** MM_CP_PROT_NUMA. */
  readonly protNuma?: boolean;
  readonly uffdWp?: boolean;
  readonly uffdWpResolve?: boolean;
  /** MM_CP_UFFD_RWP and its end (7.3). */
  readonly uffdRwp?: boolean;
  readonly uffdRwpResolve?: boolean;
  /** NUMA balancing passes the page over: by its node, or by users that no entry shows. */
  readonly numaSkips?: boolean;
}
