/** What lies beside an entry, by the words that questions have for it: its page, its mapping, the locks. */
import { pteWrite } from '../helpers/pgtable.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Page } from '../world/life.ts';
import type { LockName } from '../world/locks.ts';
import { isExclusive } from '../world/told/seen.ts';
import { mmOf, type World } from '../world/world.ts';
import type { EntryFacts } from './facts.ts';

/** An entry in its world. */
export interface Moment {
  readonly world: World;
  readonly entry: EntryFacts;
}

/** Whether something is so beside an entry. */
type Beside = (k: Kernel, moment: Moment) => boolean;

const ofPage =
  (is: (page: Page) => boolean | undefined): Beside =>
  (_k, { entry: { page } }) =>
    page !== undefined && is(page) === true;

/** Words after `page.`: of the page that the entry maps or stands for; all false where there is none. */
export const pageWords: Readonly<Record<string, Beside>> = {
  there: ofPage(() => true),
  exclusive: (_k, { world, entry }) => isExclusive(world, entry.mm),
  pinned: ofPage(({ pinned }) => pinned),
  spliced: ofPage(({ spliced }) => spliced !== undefined),
  dirty: ofPage(({ dirty }) => dirty),
  anon: ofPage(({ anon }) => anon),
  ksm: ofPage(({ ksm }) => ksm),
  swapbacked: ofPage(({ swapbacked }) => swapbacked),
  swapCache: ofPage(({ swapSlot }) => swapSlot !== undefined),
  mlocked: ofPage(({ mlocked }) => mlocked),
  hwpoison: ofPage(({ hwpoison }) => hwpoison),
  devicePrivate: ofPage(({ devicePrivate }) => devicePrivate),
};

const isHeld =
  (lock: LockName, mode: 'read' | 'write'): Beside =>
  (_k, { world, entry }) => {
    const its = mmOf(world, entry.name)?.locks[lock];
    return mode === 'write' ? its?.writer !== undefined : (its?.readers.length ?? 0) > 0;
  };

/** Words after `vma.` that are no flags of vm_flags. */
const besideFlags: Readonly<Record<string, Beside>> = {
  mapped: (_k, { entry }) => entry.mm.mapped,
  anonymous: (_k, { entry }) => entry.vma.anonymous,
  anonVma: (_k, { entry }) => entry.vma.anonVma,
  pageMkwrite: (_k, { entry }) => entry.vma.pageMkwrite,
  fsWriteback: (_k, { entry }) => entry.vma.fsWriteback,
  uffdWpAsync: (_k, { entry }) => entry.vma.uffdWpAsync,
  uffdWpUnpopulated: (_k, { entry }) => entry.vma.uffdWpUnpopulated,
  protWritable: (k, { entry }) => pteWrite(k, entry.vma.vmPageProt),
  flushPending: (_k, { entry }) => entry.mm.pending > 0,
  mmapLockRead: isHeld('mmap_lock', 'read'),
  mmapLockWrite: isHeld('mmap_lock', 'write'),
  vmaLockRead: isHeld('VMA lock', 'read'),
  vmaLockWrite: isHeld('VMA lock', 'write'),
};

const flagOf = (k: Kernel, name: string): bigint | undefined =>
  Object.hasOwn(k.vm, name) ? k.vm[name as keyof Kernel['vm']] : undefined;

/** Names of words after `vma.`, flags of vm_flags as `k.vm` has them among them. */
export const vmaNames = (k: Kernel): readonly string[] => [...Object.keys(besideFlags), ...Object.keys(k.vm)];

/** Whether a word after `vma.` holds; a flag that the kernel lacks never does. */
export function vmaIs(k: Kernel, moment: Moment, name: string): boolean {
  const word = Object.hasOwn(besideFlags, name) ? besideFlags[name] : undefined;
  return word ? word(k, moment) : (moment.entry.vma.vmFlags & (flagOf(k, name) ?? 0n)) !== 0n;
}
