/** PAGEMAP_SCAN of /proc/PID/pagemap: fs/proc/task_mmu.c. */
import { pagemapScan, type Scan } from '../../mm/task_mmu/pagemapScan.ts';
import { done, failed, type Happened } from '../happened.ts';
import { type Life, pageNow } from '../life.ts';
import { zeroPfn } from '../world.ts';
import type { LifeOperations } from './operation.ts';

/** Without a word it is as a tracker asks: what has been written is told and protected anew, and a mapping that cannot be is an error. */
function asked(words: string): Scan {
  const one = words === '' ? ['wp-matching', 'check-wpasync'] : words.split(' ');
  return { wpMatching: one.includes('wp-matching'), checkWpAsync: one.includes('check-wpasync') };
}

function scan(life: Life, words: string): Happened {
  const { k, pte, vma } = life;
  const page = life.page && pageNow(life);
  const outcome = pagemapScan(k, pte, vma, page, { ...asked(words), zeroPfn });
  if (outcome.returned !== 0)
    return failed(life, outcome.returned, 'pagemap_scan_test_walk(): the mapping is not registered for wp-async');
  return done(life, outcome, { kind: 'scanned', categories: outcome.categories });
}

/** What a tracker of written pages asks for. */
export const scanOperations = {
  'pagemap-scan': {
    call: 'pagemap-scan',
    has: ['PAGEMAP_SCAN'],
    says: 'PAGEMAP_SCAN (6.7): PM_SCAN_WP_MATCHING and PM_SCAN_CHECK_WPASYNC if no word says otherwise, neither after read',
    words: ['read', 'wp-matching', 'check-wpasync'],
    wordMayLack: true,
    manyWords: true,
    run: scan,
  },
} as const satisfies LifeOperations;
