/** userfaultfd: registration, protection and its end. */
import type { VmFlagId } from '../../kernel/kernel.ts';
import { uffdFlags, vmFlagNames, vmHas } from '../../mm/common/vma.ts';
import { uffdRwpRange, uffdWpRange } from '../../mm/userfaultfd/uffdWpRange.ts';
import { type EndOfUffd, userfaultfdEnd } from '../../mm/userfaultfd/userfaultfdEnd.ts';
import { userfaultfdSetVmFlags } from '../../mm/userfaultfd/userfaultfdSetVmFlags.ts';
import { done, type Happened, quietly } from '../happened.ts';
import type { Life } from '../life.ts';
import type { LifeOperations } from './operation.ts';

/** Registration for a mode, with what is registered already. */
function registered(life: Life, mode: VmFlagId): Life {
  const { k, vma } = life;
  const kept = vmFlagNames(k, vma.vmFlags).filter((id) => uffdFlags.includes(id));
  return { ...life, vma: userfaultfdSetVmFlags(k, vma, [...new Set([...kept, mode])]) };
}

/** Registration for the mode unless there is one. */
const armed = (life: Life, mode: VmFlagId): Life => (vmHas(life.k, life.vma, mode) ? life : registered(life, mode));

const registers: Readonly<Record<string, (life: Life) => Life>> = {
  missing: (life) => registered(life, 'uffdMissing'),
  wp: (life) => registered(life, 'uffdWp'),
  minor: (life) => registered(life, 'uffdMinor'),
  rwp: (life) => registered(life, 'uffdRwp'),
  'wp-async': (life) => registered({ ...life, vma: { ...life.vma, uffdWpAsync: true } }, 'uffdWp'),
  'wp-unpopulated': (life) => registered({ ...life, vma: { ...life.vma, uffdWpUnpopulated: true } }, 'uffdWp'),
  'event-remap': (life) => ({ ...life, vma: { ...life.vma, uffdEventRemap: true } }),
};

const changed = (life: Life, range: typeof uffdWpRange, protect: boolean): Happened =>
  done(life, range(life.k, life.pte, life.vma, protect, life.page));

const writeProtect = (life: Life): Happened => changed(armed(life, 'uffdWp'), uffdWpRange, true);

function writeProtectDeferred(life: Life): Happened {
  const { life: after, steps } = writeProtect(life);
  return { life: { ...after, stale: life.pte }, events: [{ kind: 'flushPending' }], steps };
}

/** Where the flush of the protection is still due, this one is put off too. */
function resolve(life: Life): Happened {
  const after = changed(life, uffdWpRange, false);
  return life.stale === undefined ? after : { ...after, events: [{ kind: 'flushPendingToo' }] };
}

function end(life: Life, how: EndOfUffd): Happened {
  const after = done(life, userfaultfdEnd(life.k, life.pte, life.vma, how, life.page));
  return { ...after, life: { ...after.life, vma: userfaultfdSetVmFlags(life.k, life.vma, []) } };
}

/** What a userfaultfd does to pages that are there. */
export const uffdOperations = {
  'uffd-register': {
    says: 'UFFDIO_REGISTER with a mode, or a feature of the context',
    words: Object.keys(registers),
    run: (life, word) => quietly((registers[word] ?? ((as) => as))(life)),
  },
  'uffd-wp': { says: 'UFFDIO_WRITEPROTECT; registers the mapping first if it is not', run: writeProtect },
  'uffd-wp-deferred': {
    says: 'as uffd-wp, but its TLB flush is still due and another CPU holds the old entry',
    run: writeProtectDeferred,
  },
  'uffd-wp-resolve': { says: 'UFFDIO_WRITEPROTECT without MODE_WP: the protection ends', run: resolve },
  'uffd-rwp': {
    says: 'UFFDIO_RWPROTECT (7.3): every access is trapped',
    run: (life) => changed(armed(life, 'uffdRwp'), uffdRwpRange, true),
  },
  'uffd-rwp-resolve': {
    says: 'the protection of UFFDIO_RWPROTECT ends',
    run: (life) => changed(life, uffdRwpRange, false),
  },
  'uffd-unregister': { says: 'UFFDIO_UNREGISTER', run: (life) => end(life, 'unregister') },
  'uffd-close': { says: 'the userfaultfd is closed', run: (life) => end(life, 'close') },
} as const satisfies LifeOperations;
