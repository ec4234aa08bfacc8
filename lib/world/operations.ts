/** What can happen to an entry: the operations of a scenario, by the words of a script. */

import { pteNone, ptePresent, pteSpecial } from '../helpers/pgtable.ts';
import type { Kernel, VmFlagId } from '../kernel/kernel.ts';
import { familyOf } from '../mm/common/family.ts';
import type { Outcome } from '../mm/common/outcome.ts';
import type { Vma } from '../mm/common/vma.ts';
import { vmFlagNames, vmHas } from '../mm/common/vma.ts';
import { withVmFlags } from '../mm/common/vmaSetPageProt.ts';
import { type GuardOutcome, guardInstall, guardRemove } from '../mm/madvise/madviseGuard.ts';
import { copyNonpresentPte } from '../mm/memory/copyNonpresentPte.ts';
import { copyPresentPte } from '../mm/memory/copyPresentPte.ts';
import { type Zap, zapPteRange } from '../mm/memory/zapPteRange.ts';
import { removeMigrationPte } from '../mm/migrate/removeMigrationPte.ts';
import { changeProtNuma } from '../mm/mprotect/changeProtNuma.ts';
import { mprotectFixup } from '../mm/mprotect/mprotectFixup.ts';
import { movePtes } from '../mm/mremap/movePtes.ts';
import { makeDeviceExclusive } from '../mm/rmap/makeDeviceExclusive.ts';
import { tryToMigrateOne } from '../mm/rmap/tryToMigrateOne.ts';
import { tryToUnmapOne } from '../mm/rmap/tryToUnmapOne.ts';
import { unusePte } from '../mm/swapfile/unusePte.ts';
import { clearRefs, clearSoftDirty } from '../mm/task_mmu/clearSoftDirty.ts';
import {
  type FillOutcome,
  mfillAtomicInstallPte,
  mfillAtomicPtePoison,
  mfillAtomicPteZeropage,
} from '../mm/userfaultfd/mfillAtomic.ts';
import { movePagesPte } from '../mm/userfaultfd/movePagesPte.ts';
import { uffdRwpRange, uffdWpRange } from '../mm/userfaultfd/uffdWpRange.ts';
import { userfaultfdEnd } from '../mm/userfaultfd/userfaultfdEnd.ts';
import { userfaultfdSetVmFlags } from '../mm/userfaultfd/userfaultfdSetVmFlags.ts';
import { access } from './access.ts';
import { freshPage, type Happened, type Life, pageNow, settled, zeroPfn } from './life.ts';

export interface Operation {
  /** For the help. */
  readonly says: string;
  /** The words that may follow; one of them must, if there are any. */
  readonly words?: readonly string[];
  readonly run: (life: Life, word: string) => Happened;
}

const nothing = (life: Life, why: string): Happened => ({ life, events: [why], steps: [] });
const done = (life: Life, outcome: Outcome, events: readonly string[] = []): Happened => ({
  life: settled(life, outcome.pte, outcome.effects),
  events: [...events, ...outcome.effects.filter((e) => e.startsWith('flush'))],
  steps: outcome.steps,
});
const guardEvents = {
  0: [],
  '-EINVAL': ['the kernel refuses'],
  '-ERESTARTNOINTR': ['the call starts again, for ever'],
};
const guarded =
  (run: (k: Kernel, pte: bigint, vma: Vma) => GuardOutcome) =>
  (life: Life): Happened => {
    const outcome = run(life.k, life.pte, life.vma);
    return done(life, outcome, guardEvents[outcome.returned]);
  };
/** The page has moved: the new one has the next number. */
const moved = (happened: Happened): Happened => ({
  ...happened,
  life: { ...happened.life, nextPfn: happened.life.nextPfn + 1n },
});

/** A page that can be unmapped: mapped, and not the zero page. */
const hasPage = ({ k, pte, page }: Life): boolean => ptePresent(k, pte) && page !== undefined && !pteSpecial(k, pte);

/** Runs if the entry is of the sort; says so if not. */
const when =
  (is: (life: Life) => boolean, otherwise: string, run: Operation['run']): Operation['run'] =>
  (life, word) =>
    is(life) ? run(life, word) : nothing(life, otherwise);
const withPage = (run: Operation['run']) => when(hasPage, 'no page is mapped: nothing happens', run);
const withEntry = (run: Operation['run']) =>
  when(({ k, pte }) => !pteNone(k, pte), 'the entry is empty: nothing happens', run);
const sorted = (sort: ReturnType<typeof familyOf>, run: Operation['run']) =>
  when(({ k, pte }) => familyOf(k, pte) === sort, `this is no ${sort} entry: nothing happens`, run);

const permissions: Readonly<Record<string, readonly VmFlagId[]>> = {
  none: [],
  r: ['read'],
  rw: ['read', 'write'],
  rx: ['read', 'exec'],
  rwx: ['read', 'write', 'exec'],
};

function mprotect(life: Life, word: string): Happened {
  const { k, pte, vma } = life;
  const wanted = (permissions[word] ?? []).reduce((flags, id) => flags | k.vm[id], 0n);
  const vmFlags = (vma.vmFlags & ~(k.vm.read | k.vm.write | k.vm.exec)) | wanted;
  if (vmFlags === vma.vmFlags) return nothing(life, 'the mapping has that protection already');
  const outcome = mprotectFixup(k, pte, vma, vmFlags, life.page);
  return done({ ...life, vma: outcome.vma }, outcome);
}

/** Registration, with what is registered already. */
function registered(life: Life, ...flags: readonly VmFlagId[]): Life {
  const { k, vma } = life;
  const all: readonly VmFlagId[] = ['uffdMissing', 'uffdWp', 'uffdMinor', 'uffdRwp'];
  const kept = vmFlagNames(k, vma.vmFlags).filter((id) => all.includes(id));
  return { ...life, vma: userfaultfdSetVmFlags(k, vma, [...new Set([...kept, ...flags])]) };
}

const registers: Readonly<Record<string, (life: Life) => Life>> = {
  missing: (life) => registered(life, 'uffdMissing'),
  wp: (life) => registered(life, 'uffdWp'),
  minor: (life) => registered(life, 'uffdMinor'),
  rwp: (life) => registered(life, 'uffdRwp'),
  'wp-async': (life) => registered({ ...life, vma: { ...life.vma, uffdWpAsync: true } }, 'uffdWp'),
  'wp-unpopulated': (life) => registered({ ...life, vma: { ...life.vma, uffdWpUnpopulated: true } }, 'uffdWp'),
  'event-remap': (life) => ({ ...life, vma: { ...life.vma, uffdEventRemap: true } }),
};

function uffdWp(life: Life): Happened {
  const armed = vmHas(life.k, life.vma, 'uffdWp') ? life : registered(life, 'uffdWp');
  return done(armed, uffdWpRange(armed.k, armed.pte, armed.vma, true, armed.page));
}

function uffdRwp(life: Life): Happened {
  const armed = vmHas(life.k, life.vma, 'uffdRwp') ? life : registered(life, 'uffdRwp');
  return done(armed, uffdRwpRange(armed.k, armed.pte, armed.vma, true, armed.page));
}

function uffdEnd(life: Life, how: 'unregister' | 'close'): Happened {
  const after = done(life, userfaultfdEnd(life.k, life.pte, life.vma, how, life.page));
  return { ...after, life: { ...after.life, vma: userfaultfdSetVmFlags(life.k, life.vma, []) } };
}

function filled(life: Life, outcome: FillOutcome): Happened {
  if (outcome.returned !== 0) return nothing(life, outcome.returned);
  const page = freshPage(life, { exclusive: life.vma.anonymous });
  return moved(done({ ...life, page }, outcome));
}

const copyInto = (life: Life, wp: boolean): Happened =>
  filled(life, mfillAtomicInstallPte(life.k, life.pte, life.vma, freshPage(life), life.nextPfn, wp));

function pageout(life: Life): Happened {
  const slot = { type: 0, offset: life.nextSlot };
  const outcome = tryToUnmapOne(life.k, life.pte, life.vma, pageNow(life), { slot });
  if (!outcome.returned) return nothing(life, 'the page cannot be unmapped');
  return done({ ...life, nextSlot: life.nextSlot + 1n }, outcome);
}

function swapoff(life: Life): Happened {
  const page = { ...pageNow(life), exclusive: false };
  const outcome = unusePte(life.k, life.pte, life.vma, page, life.nextPfn);
  if (!outcome.returned) return done(life, outcome, ['swapoff does not find the entry']);
  return moved(done({ ...life, page }, outcome));
}

function migrateBegin(life: Life): Happened {
  const outcome = tryToMigrateOne(life.k, life.pte, pageNow(life));
  return outcome.returned ? done(life, outcome) : nothing(life, 'the page cannot be unmapped');
}

function migrateEnd(life: Life, page = pageNow(life)): Happened {
  return moved(done({ ...life, page }, removeMigrationPte(life.k, life.pte, life.vma, page, life.nextPfn)));
}

/** Unmapping, then mapping where the page is now. */
function migrate(life: Life, devicePrivate?: boolean): Happened {
  const first = migrateBegin(life);
  if (familyOf(life.k, first.life.pte) !== 'migration') return first;
  const page = pageNow(first.life);
  const second = migrateEnd(first.life, devicePrivate === undefined ? page : { ...page, devicePrivate });
  return { ...second, steps: [...first.steps, ...second.steps] };
}

function fork(life: Life): Happened {
  const { k, pte, vma, page } = life;
  const child = registeredChild(life);
  const outcome = ptePresent(k, pte)
    ? copyPresentPte(k, pte, vma, child, hasPage(life) ? page : undefined, life.nextPfn)
    : copyNonpresentPte(k, pte, vma, child, page);
  const copied = outcome.effects.includes('copy page');
  const effects = outcome.effects.filter((e) => e !== 'copy page');
  const parent = settled({ ...life, shared: life.shared || !copied }, outcome.parent, effects);
  const event = outcome.again
    ? 'the entry becomes present first, and is copied then'
    : `the child's entry: 0x${outcome.pte.toString(16).padStart(16, '0')}`;
  return { life: copied ? { ...parent, nextPfn: parent.nextPfn + 1n } : parent, events: [event], steps: outcome.steps };
}

/** dup_userfaultfd(): without UFFD_FEATURE_EVENT_FORK the child is not registered. */
const registeredChild = (life: Life) => userfaultfdSetVmFlags(life.k, life.vma, []);

function clearRefsAll(life: Life): Happened {
  const { vma, effects } = clearRefs(life.k, life.vma);
  const outcome = clearSoftDirty(life.k, life.pte, life.vma, life.page);
  return done({ ...life, vma }, { ...outcome, effects: [...outcome.effects, ...effects] });
}

/** Without its page, what was known of it is gone too. */
const zap = (how: Zap) =>
  withEntry((life) => {
    const outcome = zapPteRange(life.k, life.pte, life.vma, hasPage(life) ? life.page : undefined, how);
    const { page: _, ...rest } = done(life, outcome).life;
    const gone = outcome.pte !== life.pte;
    return {
      ...done(life, outcome),
      life: gone ? { ...rest, shared: false } : { ...rest, ...(life.page && { page: life.page }) },
    };
  });

function mremap(life: Life): Happened {
  const moves = movePtes(life.k, life.pte, life.vma);
  const vma = life.vma.uffdEventRemap ? life.vma : userfaultfdSetVmFlags(life.k, life.vma, []);
  return done({ ...life, vma }, moves);
}

function hwpoison(life: Life): Happened {
  const page = { ...pageNow(life), hwpoison: true, exclusive: false };
  return done(
    { ...life, page },
    tryToUnmapOne(life.k, life.pte, life.vma, page, { ttuHwpoison: true, slot: { type: 0, offset: life.nextSlot } }),
  );
}

const pinned =
  (on: boolean): Operation['run'] =>
  (life) => ({ life: { ...life, page: { ...pageNow(life), pinned: on } }, events: [], steps: [] });

export const operations = {
  read: { says: 'the process reads', run: (life) => access(life, {}) },
  write: { says: 'the process writes', run: (life) => access(life, { write: true }) },
  unshare: {
    says: 'a reader wants a page of its own (FAULT_FLAG_UNSHARE)',
    run: (life) => access(life, { unshare: true }),
  },
  mprotect: { says: 'mprotect()', words: Object.keys(permissions), run: mprotect },
  'uffd-register': {
    says: 'UFFDIO_REGISTER with a mode, or a feature of the context',
    words: Object.keys(registers),
    run: (life, word) => ({ life: (registers[word] as (l: Life) => Life)(life), events: [], steps: [] }),
  },
  'uffd-wp': { says: 'UFFDIO_WRITEPROTECT; registers the mapping first if it is not', run: uffdWp },
  'uffd-wp-deferred': {
    says: 'the same, but its TLB flush is still due and another CPU holds the old entry',
    run: (life) => ({
      ...uffdWp(life),
      life: { ...uffdWp(life).life, stale: life.pte },
      events: ['the flush is pending'],
    }),
  },
  'uffd-wp-resolve': {
    says: 'UFFDIO_WRITEPROTECT without MODE_WP: the protection ends',
    run: (life) => {
      const after = done(life, uffdWpRange(life.k, life.pte, life.vma, false, life.page));
      return life.stale === undefined ? after : { ...after, events: ['its flush is pending too'] };
    },
  },
  'uffd-rwp': { says: 'UFFDIO_RWPROTECT (7.3): every access is trapped', run: uffdRwp },
  'uffd-rwp-resolve': {
    says: 'UFFDIO_RWPROTECT ends',
    run: (life) => done(life, uffdRwpRange(life.k, life.pte, life.vma, false, life.page)),
  },
  'uffd-unregister': { says: 'UFFDIO_UNREGISTER', run: (life) => uffdEnd(life, 'unregister') },
  'uffd-close': { says: 'the userfaultfd is closed', run: (life) => uffdEnd(life, 'close') },
  'uffd-copy': { says: 'UFFDIO_COPY', run: (life) => copyInto(life, false) },
  'uffd-copy-wp': { says: 'UFFDIO_COPY with MODE_WP', run: (life) => copyInto(life, true) },
  'uffd-zeropage': {
    says: 'UFFDIO_ZEROPAGE',
    run: (life) => {
      const outcome = mfillAtomicPteZeropage(life.k, life.pte, life.vma, zeroPfn);
      return outcome.returned === 0 ? done(life, outcome) : nothing(life, outcome.returned);
    },
  },
  'uffd-poison': {
    says: 'UFFDIO_POISON (6.6)',
    run: (life) => {
      const outcome = mfillAtomicPtePoison(life.k, life.pte);
      return outcome.returned === 0 ? done(life, outcome) : nothing(life, outcome.returned);
    },
  },
  'uffd-move': {
    says: 'UFFDIO_MOVE to another place of the same mapping (6.8)',
    run: (life) => {
      const outcome = movePagesPte(life.k, life.pte, life.vma, life.page);
      return outcome.returned === 0 ? done(life, outcome) : nothing(life, outcome.returned);
    },
  },
  pageout: { says: 'reclaim takes the page (MADV_PAGEOUT)', run: withPage(pageout) },
  swapoff: { says: 'swapoff brings the page back', run: sorted('swap', swapoff) },
  migrate: { says: 'the page moves (move_pages)', run: withPage((life) => migrate(life)) },
  'migrate-begin': { says: 'the first half: the entry becomes a migration entry', run: withPage(migrateBegin) },
  'migrate-end': {
    says: 'the second half: the new page is mapped',
    run: sorted('migration', (life) => migrateEnd(life)),
  },
  'to-device': { says: 'the page moves to device memory', run: withPage((life) => migrate(life, true)) },
  'from-device': { says: 'and back', run: sorted('devicePrivate', (life) => migrate(life, false)) },
  'device-exclusive': {
    says: 'a device gets the page alone (5.14)',
    run: withPage((life) => {
      const outcome = makeDeviceExclusive(life.k, life.pte, pageNow(life));
      return outcome.returned ? done(life, outcome) : nothing(life, 'the kernel refuses');
    }),
  },
  fork: { says: 'fork(); the child is not registered with userfaultfd', run: withEntry(fork) },
  'child-exit': {
    says: 'the child is gone',
    run: (life) => ({ life: { ...life, shared: false }, events: [], steps: [] }),
  },
  'clear-refs': { says: '4 to /proc/PID/clear_refs: soft-dirty tracking starts anew', run: clearRefsAll },
  'vma-merge': {
    says: 'the mapping is merged with a new one, and is soft-dirty as a whole again (VM_SOFTDIRTY)',
    run: (life) => ({
      life: { ...life, vma: withVmFlags(life.k, life.vma, life.vma.vmFlags | life.k.vm.softdirty) },
      events: [],
      steps: [],
    }),
  },
  'numa-hint': {
    says: 'NUMA balancing makes the entry a hint',
    run: withPage((life) => done(life, changeProtNuma(life.k, life.pte, life.vma, life.page))),
  },
  dontneed: { says: 'MADV_DONTNEED', run: zap({}) },
  truncate: { says: 'the file is truncated, or a hole is punched', run: zap({ details: true }) },
  munmap: { says: 'the mapping goes', run: zap({ dropMarker: true }) },
  mremap: { says: 'mremap() to another address', run: withEntry(mremap) },
  'guard-install': { says: 'MADV_GUARD_INSTALL (6.13)', run: guarded(guardInstall) },
  'guard-remove': { says: 'MADV_GUARD_REMOVE', run: guarded(guardRemove) },
  pin: { says: 'a long-term pin on the page', run: pinned(true) },
  unpin: { says: 'the pin goes', run: pinned(false) },
  hwpoison: { says: 'the page has a hardware error', run: withPage(hwpoison) },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;
