/** The one list of the kernel functions that are watched. The recorder tells the guest in the machine their names. */

/** One watched function of the kernel. */
export interface WatchedFunction {
  /** Its C name. A compiled kernel can have clones of it, which end in `.isra.0` and the like. */
  readonly name: string;
  /**
   * What it takes and returns, so what is recorded of a call: `fault` takes a struct vm_fault and returns a vm_fault_t
   * (mm/memory.c), `rmap` is called by rmap_walk() with a page, a mapping and an address, and returns a bool (mm/rmap.c).
   */
  readonly kind: 'fault' | 'rmap';
}

/** Every watched function, in the order in which they are counted and printed in docs/recorded.md. */
export const watchedFunctions = [
  { name: 'do_swap_page', kind: 'fault' },
  { name: 'do_wp_page', kind: 'fault' },
  { name: 'try_to_migrate_one', kind: 'rmap' },
  { name: 'remove_migration_pte', kind: 'rmap' },
  { name: 'try_to_unmap_one', kind: 'rmap' },
] as const satisfies readonly WatchedFunction[];

/** The C name of a watched function. */
export type WatchedName = (typeof watchedFunctions)[number]['name'];

/** What stands as `fn` among the calls where userfaultfd sent a message: not a function, and nothing is predicted of it. */
export const uffdMessage = 'userfaultfd message';
