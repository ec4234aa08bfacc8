/** The kernel's own names for what lies beside an entry, by the words that questions have for it: `VM_WRITE` is `vma.write`. */
import { vmFlagBits } from '../../spec/present.ts';

const ofPage = {
  PageAnonExclusive: 'exclusive',
  PageAnon: 'anon',
  PageDirty: 'dirty',
  PageHWPoison: 'hwpoison',
  PageKsm: 'ksm',
  PageMlocked: 'mlocked',
  PageSwapBacked: 'swapbacked',
  PageSwapCache: 'swapCache',
} as const;

const ofVma = {
  ...Object.fromEntries(vmFlagBits.map(({ kernel, id }) => [kernel, id])),
  anon_vma: 'anonVma',
  mmap_lock: 'mmapLock',
  tlb_flush_pending: 'flushPending',
  vm_flags: 'flags',
  vm_lock: 'vmaLock',
  vm_page_prot: 'prot',
} as const;

/** What a name of the kernel stands for. */
export interface BesideName {
  readonly scope: 'page' | 'vma';
  readonly name: string;
}

const names: ReadonlyMap<string, BesideName> = new Map<string, BesideName>([
  ...Object.entries(ofPage).map(([kernel, name]) => [kernel, { scope: 'page', name }] as const),
  ...Object.entries(ofVma).map(([kernel, name]) => [kernel, { scope: 'vma', name }] as const),
]);

/** The word that a name of the kernel stands for; undefined where it is none. */
export const besideNamed = (kernel: string): BesideName | undefined => names.get(kernel);

/** All such names, to suggest. */
export const besideNames: readonly string[] = [...names.keys()];
