/** The process touches the page: mm/memory.c, handle_pte_fault(), as often as it takes. */
import { access } from '../access.ts';
import { type Happened, quietly } from '../happened.ts';
import type { Life } from '../life.ts';
import type { LifeOperations } from './operation.ts';

/** get_user_pages() asks for it, never the process itself. */
const unshare = (life: Life): Happened =>
  life.k.faultFlag.unshare === 0n
    ? quietly(life, { kind: 'impossible', why: `expected a kernel that has FAULT_FLAG_UNSHARE, got ${life.k.name}` })
    : access(life, { unshare: true });

const unmapped = { kind: 'notMapped' } as const;

/** Accesses of the process. */
export const faultOperations = {
  read: { says: 'the process reads', run: (life) => access(life, {}), unmapped },
  write: { says: 'the process writes', run: (life) => access(life, { write: true }), unmapped },
  unshare: {
    says: 'a reader wants a page of its own (FAULT_FLAG_UNSHARE)',
    run: unshare,
    unmapped: { kind: 'failed', returned: '-EFAULT' },
  },
} as const satisfies LifeOperations;
