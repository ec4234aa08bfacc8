/** The process touches the page: mm/memory.c, handle_pte_fault(), as often as it takes. */
import { access } from '../access.ts';
import type { LifeOperations } from './operation.ts';

const unmapped = { kind: 'notMapped' } as const;

/** Accesses of the process. */
export const faultOperations = {
  read: { says: 'the process reads', run: (life) => access(life, {}), unmapped },
  write: { says: 'the process writes', run: (life) => access(life, { write: true }), unmapped },
  unshare: {
    says: 'a reader wants a page of its own (FAULT_FLAG_UNSHARE)',
    run: (life) => access(life, { unshare: true }),
  },
} as const satisfies LifeOperations;
