/** What a program does for each operation of a script, or why no program can. */
import type { OperationName } from '../operations/list.ts';
import type { PieceName } from './pieces.ts';

/** A line as C is written for it. */
export interface Spoken {
  readonly word: string;
  /** Its first byte, in C. */
  readonly where: string;
  /** Of the range, in C. */
  readonly bytes: string;
  /** The same of a call that is about the mapping. */
  readonly range: string;
  /** The access is to every page. */
  readonly all: boolean;
  /** The process that comes about by it, 1 is B. */
  readonly child: number;
}

/** A line has C, which pieces may be needed for. */
export interface Said {
  readonly c: (line: Spoken) => string;
  readonly needs?: readonly PieceName[];
  /** It goes wrong where there is no swap. */
  readonly swaps?: true;
  /** The kernel may leave the page as it is, which is no difference where the model says so. */
  readonly tries?: true;
}
/** No program can do it. */
export interface Unsaid {
  readonly not: string;
}
/** Something that is done from outside: a process is ended. */
interface Outside {
  readonly outside: true;
}

const touch =
  (writes: 0 | 1): Said['c'] =>
  ({ where, all }) =>
    all ? `for (size_t i = 0; i < length; i += STRIDE) touch(at + i, ${writes})` : `touch(${where}, ${writes})`;

const advise = (advice: string): Said => ({ c: ({ where, bytes }) => `check(madvise(${where}, ${bytes}, ${advice}))` });
const adviseMapping = (advice: string): Said => ({ c: ({ range }) => `check(madvise(${range}, ${advice}))` });

const prots: Readonly<Record<string, string>> = {
  none: 'PROT_NONE',
  r: 'PROT_READ',
  rw: 'PROT_READ | PROT_WRITE',
  rx: 'PROT_READ | PROT_EXEC',
  rwx: 'PROT_READ | PROT_WRITE | PROT_EXEC',
};
const protOf = (word: string): string => prots[word] ?? 'prot';

/** Modes and features of UFFDIO_REGISTER and UFFDIO_API by the words of a script. */
const registered: Readonly<Record<string, readonly [modes: string, features: string]>> = {
  missing: ['MISSING', ''],
  wp: ['WP', ''],
  minor: ['MINOR', ''],
  rwp: ['RWP', 'RWP_FEATURE'],
  'wp-async': ['WP', 'WP_ASYNC'],
  'wp-unpopulated': ['WP', 'WP_UNPOPULATED'],
  'rwp-async': ['RWP', 'RWP_FEATURE | RWP_ASYNC'],
  'event-remap': ['', 'REMAP'],
  'event-fork': ['', 'FORK'],
  sigbus: ['', 'SIGBUS_INSTEAD'],
  'missing-wp': ['MISSING | WP', ''],
  'missing-minor': ['MISSING | MINOR', ''],
  'missing-rwp': ['MISSING | RWP', 'RWP_FEATURE'],
  'minor-wp': ['WP | MINOR', ''],
  'wp-rwp': ['WP | RWP', 'RWP_FEATURE'],
};
function register({ word }: Spoken): string {
  const all = word.split(' ').map((one) => registered[one] ?? ['', '']);
  const either = (at: 0 | 1) => all.flatMap((one) => one[at] || []).join(' | ') || '0';
  return `uffd_register(${either(0)}, ${either(1)})`;
}

const uffd = (c: Said['c']): Said => ({ c, needs: ['uffd'] });
const protect = (call: string, mode: string, features = '0'): Said =>
  uffd(({ where, bytes }) => `uffd_protect(${call}, ${mode}, ${features}, ${where}, ${bytes})`);

function scan({ word }: Spoken): string {
  const words = word === '' ? ['wp-matching', 'check-wpasync'] : word.split(' ');
  const flags = [
    ...(words.includes('wp-matching') ? ['WP_MATCHING'] : []),
    ...(words.includes('check-wpasync') ? ['CHECK_WPASYNC'] : []),
  ];
  return `scan(${flags.join(' | ') || '0'})`;
}

/** A thread of its own touches the page, and is left to sleep. */
const wait = (writes: 0 | 1): Said => ({
  c: ({ where }) => `touch_and_sleep(${where}, ${writes})`,
  needs: ['uffd', 'waiting'],
});

const device: Unsaid = {
  not: 'it takes a driver with memory of its own, as lib/test_hmm.c, which kernels of distributions lack',
};
const tlb: Unsaid = { not: 'whether a TLB still holds the entry is the processor’s choice' };

/** Every operation of the script language. */
export const calls = {
  read: { c: touch(0) },
  write: { c: touch(1) },
  'read-tlb': tlb,
  'write-tlb': tlb,
  unshare: { not: 'no call of an ordinary program asks for an unshared page and leaves it unpinned' },
  'device-read': device,
  'device-write': device,
  writeback: { c: ({ where, bytes }) => `check(msync(${where}, ${bytes}, MS_SYNC))` },
  'write-no-space': { not: 'it takes a file system that is full at one moment' },
  'uffd-register': uffd(register),
  'uffd-wp': protect('UFFD_WRITEPROTECT', 'WP'),
  'uffd-wp-resolve': protect('UFFD_WRITEPROTECT', '0'),
  'uffd-rwp': protect('UFFD_RWPROTECT', 'RWP', 'RWP_FEATURE'),
  'uffd-rwp-resolve': protect('UFFD_RWPROTECT', '0'),
  'uffd-unregister': uffd(() => 'uffd_unregister()'),
  'uffd-close': uffd(() => 'uffd_close()'),
  'uffd-copy': uffd(({ bytes }) => `uffd_copy(0, ${bytes})`),
  'uffd-copy-wp': uffd(({ bytes }) => `uffd_copy(1, ${bytes})`),
  'uffd-zeropage': uffd(({ bytes }) => `uffd_fill(UFFD_ZEROPAGE, MISSING, ${bytes})`),
  'uffd-continue': uffd(({ bytes }) => `uffd_fill(UFFD_CONTINUE, MINOR, ${bytes})`),
  'uffd-poison': uffd(({ bytes }) => `uffd_fill(UFFD_POISON, MISSING, ${bytes})`),
  'uffd-move': uffd(({ bytes }) => `uffd_move(${bytes})`),
  pageout: {
    c: ({ where, bytes }) => `page_out(${where}, ${bytes})`,
    needs: ['hasSwap', 'reclaim'],
    swaps: true,
    tries: true,
  },
  swapoff: { c: () => 'swap_off()', needs: ['swapping'] },
  free: advise('8 /* MADV_FREE */'),
  cold: advise('20 /* MADV_COLD */'),
  migrate: { c: ({ where, bytes }) => `migrate(${where}, ${bytes})`, needs: ['migration'], tries: true },
  'migrate-begin': { c: () => '' },
  'migrate-end': { c: () => '' },
  'to-device': { c: ({ where, bytes }) => `to_device(${where}, ${bytes})`, needs: ['driver'], tries: true },
  'from-device': device,
  'device-exclusive': device,
  'ksm-merge': { c: ({ bytes }) => `ksm_merge(${bytes})`, needs: ['merging'], tries: true },
  'ksm-unmerge': adviseMapping('MADV_UNMERGEABLE'),
  'numa-hint': { c: () => 'numa_hint()', needs: ['hinting'] },
  'numa-fault': {
    not: 'what becomes of a page at a hint is NUMA balancing’s choice (a read after numa-hint can be asked for)',
  },
  split: { c: ({ where }) => `check(madvise(${where} + HUGE_PAGE - PAGE, PAGE, MADV_DONTNEED))` },
  mremap: { c: () => 'move_mapping()' },
  'mremap-dontunmap': { c: () => 'leave_mapping()' },
  compact: { c: ({ where }) => `compact(${where})`, needs: ['compaction'], tries: true },
  collapse: { c: ({ word }) => `collapse(${word === 'madvise' ? 1 : 0})`, needs: ['collapsing'], tries: true },
  hwpoison: advise('100 /* MADV_HWPOISON */'),
  mprotect: { c: ({ word, range }) => `check(mprotect(${range}, prot = ${protOf(word)}))` },
  'pkey-mprotect': { c: ({ word }) => `protect_by_key(prot, ${word})`, needs: ['keys'] },
  mlock: { c: ({ range }) => `check(syscall(SYS_mlock2, ${range}, 1))` },
  munlock: { c: ({ range }) => `check(munlock(${range}))` },
  'mmap-next': { c: () => 'map_next(prot)' },
  'vma-merge': { c: () => 'map_next(prot)' },
  'mprotect-merge': {
    c: ({ word }) => `map_next(${protOf(word)}), check(mprotect(whole, span, prot = ${protOf(word)}))`,
  },
  dontneed: advise('MADV_DONTNEED'),
  munmap: { c: () => 'check(munmap(whole, span))' },
  truncate: {
    c: () => 'check(fallocate(backing, 3, 0, (off_t)length)) /* FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE */',
  },
  'guard-install': advise('102 /* MADV_GUARD_INSTALL */'),
  'guard-remove': advise('103 /* MADV_GUARD_REMOVE */'),
  fork: { c: ({ child }) => `have_child(${child})` },
  'child-exit': { outside: true },
  map: { c: () => 'map_it()' },
  exit: { outside: true },
  dontfork: adviseMapping('MADV_DONTFORK'),
  wipeonfork: adviseMapping('18 /* MADV_WIPEONFORK */'),
  'clear-refs': { c: () => 'check(put("/proc/self/clear_refs", "4"))' },
  'pagemap-scan': { c: scan, needs: ['scanning'] },
  dofork: adviseMapping('MADV_DOFORK'),
  keeponfork: adviseMapping('19 /* MADV_KEEPONFORK */'),
  splice: { c: ({ where }) => `splice_page(${where})`, needs: ['splicing'] },
  unsplice: { c: () => 'read_pipe()', needs: ['splicing'] },
  'read-wait': wait(0),
  'write-wait': wait(1),
  'uffd-wake': uffd(({ where, bytes }) => `uffd_wake(${where}, ${bytes})`),
  pin: { c: () => 'pin()', needs: ['pinning'] },
  unpin: { c: () => 'unpin()', needs: ['pinning'] },
} as const satisfies Readonly<Record<OperationName, Said | Unsaid | Outside>>;
