/** All rows of behaviours: those of helpers, then one group for each kernel source file, as the folders of lib/mm. */
import { helperBehaviours } from './helperBehaviours.ts';
import { commonBehaviours } from './mm/common.ts';
import { hmmBehaviours } from './mm/hmm.ts';
import { hugeMemoryBehaviours } from './mm/huge_memory.ts';
import { hugetlbBehaviours } from './mm/hugetlb.ts';
import { khugepagedBehaviours } from './mm/khugepaged.ts';
import { ksmBehaviours } from './mm/ksm.ts';
import { lockBehaviours } from './mm/locks.ts';
import { madviseBehaviours } from './mm/madvise.ts';
import { memoryBehaviours } from './mm/memory.ts';
import { migrateBehaviours } from './mm/migrate.ts';
import { mprotectBehaviours } from './mm/mprotect.ts';
import { mremapBehaviours } from './mm/mremap.ts';
import { pageTableCheckBehaviours } from './mm/page_table_check.ts';
import { rmapBehaviours } from './mm/rmap.ts';
import { schedBehaviours } from './mm/sched.ts';
import { swapfileBehaviours } from './mm/swapfile.ts';
import { taskMmuBehaviours } from './mm/task_mmu.ts';
import { userfaultfdBehaviours } from './mm/userfaultfd.ts';
import { vmaBehaviours } from './mm/vma.ts';

/** The rows by group, each under the heading that docs/history.md gives it. */
export const behaviourGroups = [
  { title: 'Helpers', rows: helperBehaviours },
  { title: 'What several files ask about: mm/mmap.c (mm/vma.c), linux/page-flags.h', rows: commonBehaviours },
  { title: 'Protection changes: mm/mprotect.c', rows: mprotectBehaviours },
  { title: 'Operations of userfaultfd: mm/userfaultfd.c, fs/userfaultfd.c', rows: userfaultfdBehaviours },
  { title: 'Page faults, fork and unmapping: mm/memory.c', rows: memoryBehaviours },
  { title: 'Migration, and migration to device memory: mm/migrate.c, mm/migrate_device.c', rows: migrateBehaviours },
  { title: 'Walks of the reverse map: mm/rmap.c', rows: rmapBehaviours },
  { title: 'Entries of huge pages: mm/huge_memory.c', rows: hugeMemoryBehaviours },
  { title: 'Collapse into huge pages, and tables that go: mm/khugepaged.c, mm/memory.c', rows: khugepagedBehaviours },
  { title: 'Entries of hugetlb: mm/hugetlb.c', rows: hugetlbBehaviours },
  { title: 'Pages that KSM merges: mm/ksm.c', rows: ksmBehaviours },
  { title: 'Swap areas and swapoff: mm/swapfile.c', rows: swapfileBehaviours },
  { title: 'Guard regions: mm/madvise.c', rows: madviseBehaviours },
  { title: 'Moving a mapping: mm/mremap.c', rows: mremapBehaviours },
  { title: 'clear_refs and pagemap: fs/proc/task_mmu.c', rows: taskMmuBehaviours },
  { title: 'Mappings that become one: mm/vma.c (mm/mmap.c)', rows: vmaBehaviours },
  { title: 'What NUMA balancing scans: kernel/sched/fair.c', rows: schedBehaviours },
  { title: 'What devices are told of entries: mm/hmm.c', rows: hmmBehaviours },
  { title: 'Who keeps whom out: mmap_lock and the lock of a mapping', rows: lockBehaviours },
  { title: 'What the kernel checks itself: mm/page_table_check.c, asm/pgtable.h', rows: pageTableCheckBehaviours },
] as const;

type BehaviourRow = (typeof behaviourGroups)[number]['rows'][number];
/** The rows of all groups. */
export const behaviours: readonly BehaviourRow[] = behaviourGroups.flatMap(({ rows }): readonly BehaviourRow[] => rows);
