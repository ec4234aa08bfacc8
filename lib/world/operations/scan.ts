/** PAGEMAP_SCAN of /proc/PID/pagemap: fs/proc/task_mmu.c. */
import { pagemapScan } from '../../mm/task_mmu/pagemapScan.ts';
import { done, failed, type Happened } from '../happened.ts';
import { type Life, pageNow } from '../life.ts';
import { zeroPfn } from '../world.ts';
import type { LifeOperations } from './operation.ts';

/** As a tracker asks: what has been written is told and protected anew, and a mapping that cannot be is an error. */
function scan(life: Life): Happened {
  const { k, pte, vma } = life;
  const page = life.page && pageNow(life);
  const outcome = pagemapScan(k, pte, vma, page, { wpMatching: true, checkWpAsync: true, zeroPfn });
  if (outcome.returned !== 0)
    return failed(life, outcome.returned, 'pagemap_scan_test_walk(): the mapping is not registered for wp-async');
  return done(life, outcome, { kind: 'scanned', categories: outcome.categories });
}

/** What a tracker of written pages asks for. */
export const scanOperations = {
  'pagemap-scan': {
    call: 'pagemap-scan',
    has: ['PAGEMAP_SCAN'],
    says: 'PAGEMAP_SCAN (6.7) with PM_SCAN_WP_MATCHING and PM_SCAN_CHECK_WPASYNC: what was written is protected again',
    run: scan,
  },
} as const satisfies LifeOperations;
