/** What can happen to an entry: the operations of a scenario, by the words of a script. */
import { adviceOperations } from './advice.ts';
import { agingOperations } from './aging.ts';
import { compactOperations } from './compact.ts';
import { deviceOperations } from './device.ts';
import { deviceAccessOperations } from './deviceAccess.ts';
import { dontunmapOperations } from './dontunmap.ts';
import { faultOperations } from './fault.ts';
import { forkOperations } from './fork.ts';
import { guardOperations } from './guard.ts';
import { hugeOperations } from './huge.ts';
import { ksmOperations } from './ksm.ts';
import { mappingOperations } from './mapping.ts';
import { migrateOperations } from './migrate.ts';
import { mlockOperations } from './mlock.ts';
import { mprotectOperations } from './mprotect.ts';
import { numaOperations } from './numa.ts';
import { numaFaultOperations } from './numaFault.ts';
import type { Operations } from './operation.ts';
import { pageOperations } from './page.ts';
import { reclaimOperations } from './reclaim.ts';
import { scanOperations } from './scan.ts';
import { softDirtyOperations } from './softDirty.ts';
import { spliceOperations } from './splice.ts';
import { tableOperations } from './tables.ts';
import { truncateOperations } from './truncate.ts';
import { uffdOperations } from './uffd.ts';
import { uffdFillOperations } from './uffdFill.ts';
import { unmapOperations } from './unmap.ts';
import { waitOperations } from './wait.ts';
import { writebackOperations } from './writeback.ts';

/** Every operation by its name, in the order of the help of `pte run`. */
export const operations = {
  ...faultOperations,
  ...mprotectOperations,
  ...mlockOperations,
  ...uffdOperations,
  ...uffdFillOperations,
  ...waitOperations,
  ...reclaimOperations,
  ...migrateOperations,
  ...compactOperations,
  ...deviceOperations,
  ...deviceAccessOperations,
  ...forkOperations,
  ...adviceOperations,
  ...ksmOperations,
  ...softDirtyOperations,
  ...mappingOperations,
  ...scanOperations,
  ...numaOperations,
  ...numaFaultOperations,
  ...hugeOperations,
  ...unmapOperations,
  ...dontunmapOperations,
  ...truncateOperations,
  ...tableOperations,
  ...agingOperations,
  ...writebackOperations,
  ...guardOperations,
  ...pageOperations,
  ...spliceOperations,
} as const satisfies Operations;

/** The name of an operation as a script says it, such as `uffd-wp`. */
export type OperationName = keyof typeof operations;
