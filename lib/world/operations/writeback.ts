/** A page goes to its file: mm/page-writeback.c, folio_clear_dirty_for_io(); and the file system refuses a write. */
import { vmaIsShmem } from '../../mm/common/vma.ts';
import { pageMkcleanOne } from '../../mm/rmap/pageMkcleanOne.ts';
import { access } from '../access/access.ts';
import { done, type Happened, quietly } from '../happened.ts';
import type { Life } from '../life.ts';
import { type LifeOperations, withPage } from './operation.ts';

/** Entries of shared mappings become clean and read-only, then the page is clean. */
function writeback(life: Life): Happened {
  const { k, pte, vma, page } = life;
  if (!page || page.anon || vmaIsShmem(k, vma)) return quietly(life, { kind: 'noWriteback' });
  const outcome = pageMkcleanOne(k, pte, vma, { tlbFlushPending: life.pending });
  if (!page.dirty && outcome.pte === pte) return quietly(life, { kind: 'cleanPage' });
  const after = done(life, outcome);
  return { ...after, life: { ...after.life, page: { ...page, dirty: false } } };
}

/** vm_ops->page_mkwrite() has no room for the page. */
const fails = (life: Life): Happened =>
  life.vma.pageMkwrite
    ? access(life, { write: true, mkwriteReturns: ['VM_FAULT_SIGBUS'] })
    : quietly(life, { kind: 'noWriteback' });

/** What the file system does with pages of shared mappings. */
export const writebackOperations = {
  writeback: { says: 'the page is written to its file', call: 'writeback', overAll: true, run: withPage(writeback) },
  'write-no-space': {
    says: 'a write for which the file system has no room: page_mkwrite()',
    call: 'fault',
    faults: { write: true },
    run: fails,
    unmapped: { kind: 'notMapped' },
  },
} as const satisfies LifeOperations;
