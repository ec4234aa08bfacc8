/** Ranges that go or move: mm/memory.c, zap_pte_range(), and mm/mremap.c, move_ptes(). */
import { type Zap, zapPteRange } from '../../mm/memory/zapPteRange.ts';
import { movePtes } from '../../mm/mremap/movePtes.ts';
import { userfaultfdSetVmFlags } from '../../mm/userfaultfd/userfaultfdSetVmFlags.ts';
import { done, type Happened } from '../happened.ts';
import type { Life } from '../life.ts';
import { hasPage, type LifeOperations, withEntry } from './operation.ts';

const zap = (how: Zap) =>
  withEntry((life) => {
    const outcome = zapPteRange(life.k, life.pte, life.vma, hasPage(life) ? life.page : undefined, how);
    const after = done(life, outcome);
    return outcome.pte === life.pte ? after : { ...after, life: withoutPage(after.life) };
  });

/** Without its page, what was known of it is gone too. */
const withoutPage = ({ page: _, ...life }: Life): Life => ({ ...life, shared: false });

/** mremap_userfaultfd_prep(): without UFFD_FEATURE_EVENT_REMAP the moved mapping is not registered. */
function mremap(life: Life): Happened {
  const vma = life.vma.uffdEventRemap ? life.vma : userfaultfdSetVmFlags(life.k, life.vma, []);
  return done({ ...life, vma }, movePtes(life.k, life.pte, life.vma));
}

/** The ways for an entry to leave its place. */
export const unmapOperations = {
  dontneed: { says: 'MADV_DONTNEED', run: zap({}) },
  truncate: { says: 'the file is truncated, or a hole is punched', run: zap({ details: true }) },
  munmap: { says: 'the mapping goes', run: zap({ dropMarker: true }) },
  mremap: { says: 'mremap() to another address', run: withEntry(mremap) },
} as const satisfies LifeOperations;
