/** PAGEMAP_SCAN of /proc/PID/pagemap: fs/proc/task_mmu.c. */

import { pagemapScanHugetlbEntry } from '../../mm/task_mmu/pagemapHugetlb.ts';
import { categoriesOf, mayProtect, pagemapScan, type Scan, type ScanOutcome } from '../../mm/task_mmu/pagemapScan.ts';
import { makeUffdWpPmd, pagemapThpCategory } from '../../mm/task_mmu/pagemapScanPmd.ts';
import { isHugeZero } from '../access/hugeEntry.ts';
import { done, failed, type Happened } from '../happened.ts';
import { isHugetlb, type Life, pageNow } from '../life.ts';
import { zeroPfn } from '../world.ts';
import type { LifeOperations } from './operation.ts';

/** Without a word it is as a tracker asks: what has been written is told and protected anew, and a mapping that cannot be is an error. */
function asked(words: string): Scan {
  const one = words === '' ? ['wp-matching', 'check-wpasync'] : words.split(' ');
  return { wpMatching: one.includes('wp-matching'), checkWpAsync: one.includes('check-wpasync') };
}

/** pagemap_scan_thp_entry(): as the small one, over the whole huge page. */
function scanHuge(life: Life, how: Scan): ScanOutcome {
  const { k, pte, vma } = life;
  const zero = isHugeZero(life);
  const found = pagemapThpCategory(k, pte, vma, zero ? undefined : life.page, zero);
  const on = pagemapScan(k, 0n, vma, undefined, { ...how, wpMatching: false }); // what the mapping is asked first
  const allowed = mayProtect(k, vma);
  if (on.returned !== 0 || (!allowed && how.wpMatching)) return { ...on, pte, effects: [] };
  const categories = categoriesOf(k, vma, found, allowed, undefined);
  const protects = how.wpMatching === true && found.includes('PAGE_IS_WRITTEN');
  const outcome = protects ? makeUffdWpPmd(k, pte) : { pte, effects: [], steps: [] };
  return { ...outcome, categories, returned: 0 };
}

function scan(life: Life, words: string): Happened {
  const { k, pte, vma } = life;
  const page = life.page && pageNow(life);
  const outcome = isHugetlb(life)
    ? pagemapScanHugetlbEntry(k, pte, vma, page, asked(words))
    : life.level
      ? scanHuge(life, asked(words))
      : pagemapScan(k, pte, vma, page, { ...asked(words), zeroPfn });
  if (outcome.returned !== 0)
    return failed(life, outcome.returned, 'pagemap_scan_test_walk(): the mapping is not registered for wp-async');
  return done(life, outcome, { kind: 'scanned', categories: outcome.categories });
}

/** What a tracker of written pages asks for. */
export const scanOperations = {
  'pagemap-scan': {
    call: 'pagemap-scan',
    has: ['PAGEMAP_SCAN'],
    says: 'PAGEMAP_SCAN: PM_SCAN_WP_MATCHING and PM_SCAN_CHECK_WPASYNC if no word says otherwise, neither after read',
    words: ['read', 'wp-matching', 'check-wpasync'],
    wordMayLack: true,
    manyWords: true,
    run: scan,
  },
} as const satisfies LifeOperations;
