/** mprotect() and pkey_mprotect(): mm/mprotect.c, mprotect_fixup(). */
import { vmHas } from '../../mm/common/vma.ts';
import { mprotectFixupHuge } from '../../mm/huge_memory/hugeProtection.ts';
import { mprotectFixupHugetlb } from '../../mm/hugetlb/hugetlbProtection.ts';
import { doMprotectPkey, type MprotectFlags, type Prot } from '../../mm/mprotect/doMprotectPkey.ts';
import { mprotectFixup } from '../../mm/mprotect/mprotectFixup.ts';
import { hugePageOf, protectedHuge } from '../access/hugeEntry.ts';
import { done, failed, type Happened, quietly } from '../happened.ts';
import { isHugetlb, type Life } from '../life.ts';
import { doneTogether, foliosOf, ptesOf, rangeOf } from '../ranges.ts';
import type { LifeOperations } from './operation.ts';

/** What the words of a script stand for. */
export const permissions: Readonly<Record<string, Prot>> = {
  none: [],
  r: ['read'],
  rw: ['read', 'write'],
  rx: ['read', 'exec'],
  rwx: ['read', 'write', 'exec'],
};

/** mprotect() gives no permission that the file or the system forbids for ever. */
export const refusesProtection = 'do_mprotect_pkey(): the mapping may never have that permission';

function fixup(life: Life, { vmFlags, refused }: MprotectFlags): Happened {
  const { k, pte, vma } = life;
  if (refused)
    return failed(life, refused, refused === '-EACCES' ? refusesProtection : 'pkey_mprotect(): there are no keys');
  if (vmFlags === vma.vmFlags) return quietly(life, { kind: 'sameProtection' });
  if (life.level && pte !== 0n && !isHugetlb(life)) return fixupHuge(life, vmFlags);
  const range = rangeOf(life);
  if (range) {
    const all = mprotectFixup(
      k,
      ptesOf(range),
      vma,
      vmFlags,
      foliosOf(range, ({ page }) => page),
    );
    return doneTogether(life, all, all.vma);
  }
  const outcome = (isHugetlb(life) ? mprotectFixupHugetlb : mprotectFixup)(k, pte, vma, vmFlags, life.page);
  return done({ ...life, vma: outcome.vma }, outcome);
}

/** mprotect_fixup() over a whole huge page. */
export function fixupHuge(life: Life, vmFlags: bigint): Happened {
  const outcome = mprotectFixupHuge(life.k, life.pte, life.vma, vmFlags, hugePageOf(life));
  const after = { ...life, vma: outcome.vma };
  return protectedHuge(after, outcome, (split) => quietly(split));
}

const mprotect = (life: Life, word: string): Happened =>
  fixup(life, doMprotectPkey(life.k, life.vma, permissions[word] ?? []));

/** The permissions stay, and the entries get the key. */
function pkeyMprotect(life: Life, word: string): Happened {
  const prot = (['read', 'write', 'exec'] as const).filter((id) => vmHas(life.vma, life.k.vm[id]));
  return fixup(life, doMprotectPkey(life.k, life.vma, prot, { pkey: Number(word) }));
}

const unmapped = { kind: 'failed', returned: '-ENOMEM' } as const;

/** Changes of the protection. */
export const mprotectOperations = {
  mprotect: { says: 'mprotect()', words: Object.keys(permissions), run: mprotect, call: 'mprotect', unmapped },
  'pkey-mprotect': {
    says: 'pkey_mprotect() with a key that pkey_alloc() has given, the permissions as they are',
    words: Array.from({ length: 16 }, (_, key) => String(key)),
    run: pkeyMprotect,
    call: 'mprotect',
    unmapped,
  },
} as const satisfies LifeOperations;
