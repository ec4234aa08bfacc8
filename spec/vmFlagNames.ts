/** Bits of vm_flags on which no entry depends: with vmFlagBits they name all that a message can print. include/linux/mm.h. */
import type { BitRow } from './schema.ts';

/** They are read in messages, and asked by no logic. */
export const vmFlagNames = [
  { id: 'growsdown', bit: 8, since: '4.19', kernel: 'VM_GROWSDOWN', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, VM_GROWSDOWN' },
  { id: 'denywrite', bit: 11, since: '4.19', until: '5.15', kernel: 'VM_DENYWRITE', judge: 'source: 5.14.2, 5.15.0, include/linux/mm.h, VM_DENYWRITE' },
  { id: 'maybeGuard', bit: 11, since: '6.19', kernel: 'VM_MAYBE_GUARD', judge: 'source: 6.18.35, 6.19.0, include/linux/mm.h, VM_MAYBE_GUARD' },
  { id: 'seqRead', bit: 15, since: '4.19', kernel: 'VM_SEQ_READ', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, VM_SEQ_READ' },
  { id: 'randRead', bit: 16, since: '4.19', kernel: 'VM_RAND_READ', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, VM_RAND_READ' },
  { id: 'lockonfault', bit: 19, since: '4.19', kernel: 'VM_LOCKONFAULT', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, VM_LOCKONFAULT' },
  { id: 'account', bit: 20, since: '4.19', kernel: 'VM_ACCOUNT', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, VM_ACCOUNT' },
  { id: 'noreserve', bit: 21, since: '4.19', kernel: 'VM_NORESERVE', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, VM_NORESERVE' },
  { id: 'sync', bit: 23, since: '4.19', kernel: 'VM_SYNC', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, VM_SYNC' },
  { id: 'pat', bit: 24, since: '4.19', until: '6.16', kernel: 'VM_PAT', judge: 'source: 6.14.0, 6.17.0-rc6, include/linux/mm.h, VM_PAT' },
  { id: 'dontdump', bit: 26, since: '4.19', kernel: 'VM_DONTDUMP', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, VM_DONTDUMP' },
  { id: 'hugepage', bit: 29, since: '4.19', kernel: 'VM_HUGEPAGE', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, VM_HUGEPAGE' },
  { id: 'nohugepage', bit: 30, since: '4.19', kernel: 'VM_NOHUGEPAGE', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, VM_NOHUGEPAGE' },
  { id: 'mpx', bit: 36, since: '4.19', until: '5.8', kernel: 'VM_MPX', judge: 'source: 5.7.14, 5.8.1, include/linux/mm.h, VM_MPX' },
  { id: 'allowAnyUncached', bit: 39, since: '6.9', kernel: 'VM_ALLOW_ANY_UNCACHED', judge: 'source: 6.8.0, 6.9.0, include/linux/mm.h, VM_ALLOW_ANY_UNCACHED' },
  // the two overlap: it moved in 6.15, 6.16 or 6.17, whose trees were not to be had, and neither place has another meaning then
  { id: 'sealed', bit: 63, since: '6.10', until: '6.17', kernel: 'VM_SEALED', judge: ['source: 6.9.0, 6.10.0, include/linux/mm.h, VM_SEALED', 'source: 6.14.0, 6.17.0-rc6, include/linux/mm.h, VM_SEALED'] },
  { id: 'sealedMoved', bit: 42, since: '6.15', kernel: 'VM_SEALED', judge: 'source: 6.14.0, 6.17.0-rc6, include/linux/mm.h, VM_SEALED' },
] as const satisfies readonly BitRow[];
