/** userfaultfd: registration, protection and its end. */
import { uffdRwpRangeHuge, uffdWpRangeHuge } from '../../mm/huge_memory/hugeProtection.ts';
import { userfaultfdEndHuge } from '../../mm/huge_memory/userfaultfdHuge.ts';
import { uffdRwpRangeHugetlb, uffdWpRangeHugetlb, userfaultfdEndHugetlb } from '../../mm/hugetlb/hugetlbProtection.ts';
import { mrwprotectRange, mwriteprotectRange, uffdRwpRange, uffdWpRange } from '../../mm/userfaultfd/uffdWpRange.ts';
import { type EndOfUffd, userfaultfdEnd } from '../../mm/userfaultfd/userfaultfdEnd.ts';
import { uffdModes } from '../../mm/userfaultfd/userfaultfdRegister.ts';
import { userfaultfdSetVmFlags } from '../../mm/userfaultfd/userfaultfdSetVmFlags.ts';
import { vmaCanUserfault } from '../../mm/userfaultfd/vmaCanUserfault.ts';
import { hugePageOf, protectedHuge } from '../access/hugeEntry.ts';
import { done, failed, type Happened, quietly } from '../happened.ts';
import { isHugetlb, type Life } from '../life.ts';
import { doneTogether, foliosOf, ptesOf, rangeOf, withVma } from '../ranges.ts';
import { type Registration, register, withMode, withoutFeatures } from '../registration.ts';
import type { LifeOperations } from './operation.ts';

/** What a word after uffd-register asks for: modes of the mapping, features of the context. */
const registers: Readonly<Record<string, Registration>> = {
  missing: { modes: ['uffdMissing'] },
  wp: { modes: ['uffdWp'] },
  minor: { modes: ['uffdMinor'] },
  rwp: { modes: ['uffdRwp'], features: ['UFFD_FEATURE_RWP'] },
  'wp-async': { modes: ['uffdWp'], features: ['UFFD_FEATURE_WP_ASYNC'] },
  'wp-unpopulated': { modes: ['uffdWp'], features: ['UFFD_FEATURE_WP_UNPOPULATED'] },
  'rwp-async': { modes: ['uffdRwp'], features: ['UFFD_FEATURE_RWP', 'UFFD_FEATURE_RWP_ASYNC'] },
  'event-remap': { modes: [], features: ['UFFD_FEATURE_EVENT_REMAP'] },
  'event-fork': { modes: [], features: ['UFFD_FEATURE_EVENT_FORK'] },
  sigbus: { modes: [], features: ['UFFD_FEATURE_SIGBUS'] },
  'missing-wp': { modes: ['uffdMissing', 'uffdWp'] },
  'missing-minor': { modes: ['uffdMissing', 'uffdMinor'] },
  'missing-rwp': { modes: ['uffdMissing', 'uffdRwp'], features: ['UFFD_FEATURE_RWP'] },
  'minor-wp': { modes: ['uffdWp', 'uffdMinor'] },
  'wp-rwp': { modes: ['uffdWp', 'uffdRwp'], features: ['UFFD_FEATURE_RWP'] },
};

/** Several words ask for all that each of them asks for; UFFDIO_API and UFFDIO_REGISTER say what does not go together. */
function askedBy(words: string): Registration {
  const each = words.split(' ').flatMap((word) => registers[word] ?? []);
  return {
    modes: [...new Set(each.flatMap(({ modes }) => modes))],
    features: [...new Set(each.flatMap(({ features = [] }) => features))],
  };
}

function changed(life: Life, range: typeof uffdWpRange, protect: boolean): Happened {
  const { k, pte, vma } = life;
  const all = rangeOf(life);
  if (all)
    return doneTogether(
      life,
      range(
        k,
        ptesOf(all),
        vma,
        protect,
        foliosOf(all, ({ page }) => page),
      ),
      vma,
    );
  if (isHugetlb(life)) {
    const ofHugetlb = range === uffdWpRange ? uffdWpRangeHugetlb : uffdRwpRangeHugetlb;
    return done(life, ofHugetlb(k, pte, vma, protect, life.page));
  }
  if (!life.level || pte === 0n) return done(life, range(k, pte, vma, protect, life.page));
  const huge = range === uffdWpRange ? uffdWpRangeHuge : uffdRwpRangeHuge;
  return protectedHuge(life, huge(k, pte, vma, protect, hugePageOf(life)), (split) => changed(split, range, protect));
}

/** Protection of what is there, of a mapping that is registered for it before if it is not. */
function writeProtect(life: Life): Happened {
  return withMode(life, { modes: ['uffdWp'] }, (armed) => changed(armed, uffdWpRange, true));
}

function accessProtect(life: Life): Happened {
  const asked: Registration = { modes: ['uffdRwp'], features: ['UFFD_FEATURE_RWP'] };
  return withMode(life, asked, (armed) => changed(armed, uffdRwpRange, true));
}

function resolve(life: Life): Happened {
  const refused = mwriteprotectRange(life.k, life.vma);
  if (refused) return failed(life, refused, notRegistered('mwriteprotect_range', 'write protection'));
  return changed(life, uffdWpRange, false);
}

function resolveAccess(life: Life): Happened {
  const refused = mrwprotectRange(life.k, life.vma);
  if (refused) return failed(life, refused, notRegistered('mrwprotect_range', 'access protection'));
  return changed(life, uffdRwpRange, false);
}

const notRegistered = (by: string, what: string): string => `${by}(): the mapping is not registered for ${what}`;

function unregister(life: Life): Happened {
  const { k, vma } = life;
  if (!vmaCanUserfault(k, vma, uffdModes(k, vma)))
    return failed(life, '-EINVAL', 'userfaultfd_unregister(): vma_can_userfault() does not allow this mapping');
  return uffdModes(k, vma).length === 0 ? quietly(life) : end(life, 'unregister');
}

function ended(life: Life, how: EndOfUffd): Happened {
  const { k, pte, vma } = life;
  const all = rangeOf(life);
  if (all)
    return doneTogether(
      life,
      userfaultfdEnd(
        k,
        ptesOf(all),
        vma,
        how,
        foliosOf(all, ({ page }) => page),
      ),
    );
  if (isHugetlb(life)) return done(life, userfaultfdEndHugetlb(k, pte, vma, how, life.page));
  if (!life.level || pte === 0n) return done(life, userfaultfdEnd(k, pte, vma, how, life.page));
  return protectedHuge(life, userfaultfdEndHuge(k, pte, vma, how, hugePageOf(life)), (split) => ended(split, how));
}

function end(life: Life, how: EndOfUffd): Happened {
  const after = ended(life, how);
  return { ...after, life: withVma(after.life, userfaultfdSetVmFlags(life.k, life.vma, [])) };
}

const close = (life: Life): Happened => {
  const after = end(life, 'close');
  return { ...after, life: withVma(after.life, withoutFeatures(after.life.vma)) };
};

const gone = (returned: '-EINVAL' | '-ENOENT') =>
  ({ userfaultfd: true, unmapped: { kind: 'failed', returned, why: 'nothing is mapped there any more' } }) as const;
/** They take mmap_lock for reading only. */
const onRange = gone('-ENOENT');
const onMapping = gone('-EINVAL');

/** What a userfaultfd does to pages that are there. */
export const uffdOperations = {
  'uffd-register': {
    ...onMapping,
    call: 'uffd-register',
    says: 'UFFDIO_REGISTER with modes, features of the context (UFFDIO_API), or both',
    words: Object.keys(registers),
    manyWords: true,
    run: (life, words) => register(life, askedBy(words)),
  },
  'uffd-wp': {
    ...onRange,
    call: 'uffd-wp',
    has: ['uffdWpRange'],
    says: 'UFFDIO_WRITEPROTECT; registers the mapping first if it is not',
    run: writeProtect,
  },
  'uffd-wp-resolve': {
    ...onRange,
    call: 'uffd-wp',
    has: ['uffdWpRange'],
    says: 'UFFDIO_WRITEPROTECT without MODE_WP: the protection ends',
    run: resolve,
  },
  'uffd-rwp': {
    ...onRange,
    call: 'uffd-rwp',
    has: ['uffdRwpRange'],
    says: 'UFFDIO_RWPROTECT: every access is trapped',
    run: accessProtect,
  },
  'uffd-rwp-resolve': {
    ...onRange,
    call: 'uffd-rwp',
    has: ['uffdRwpRange'],
    says: 'the protection of UFFDIO_RWPROTECT ends',
    run: resolveAccess,
  },
  'uffd-unregister': { ...onMapping, call: 'uffd-unregister', says: 'UFFDIO_UNREGISTER', run: unregister },
  'uffd-close': { userfaultfd: true, call: 'uffd-close', says: 'the userfaultfd is closed', run: close },
} as const satisfies LifeOperations;
