/** mm/memory.c, should_try_to_free_swap() of 5.18.1, 6.12.0, 6.19.0, 7.0.0, 7.3.4, and where do_swap_page() of 4.19.0 to 7.3.4 asks it. */
import { describe, expect, it } from 'vitest';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { fault } from '../../lib/mm/common/fault.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { doSwapPage, type SwapIn } from '../../lib/mm/memory/doSwapPage.ts';
import { type SwapCached, shouldTryToFreeSwap } from '../../lib/mm/memory/shouldTryToFreeSwap.ts';
import { without } from './entries.ts';
import { anonMapping, copyPfn, pfn, read, swapEntry, write } from './faultRows.ts';

const alone = folio({ reusable: true, mapcountReusable: true });
const cached: SwapIn = { swapCache: true };

describe('should_try_to_free_swap()', () => {
  const frees = (k: Kernel, isWrite: boolean, how: SwapCached, exclusive = false) =>
    shouldTryToFreeSwap(k, alone, anonMapping(k), fault({ write: isWrite }), { swapCache: true, ...how }, exclusive);

  it.each([
    ['4.19', true, {}, false, false],
    ['4.19', false, { swapFull: true }, false, true],
    ['5.17', true, {}, false, false],
    ['5.18', true, {}, false, true],
    ['6.12', false, {}, false, false],
    ['6.12', false, { synchronous: true }, false, false],
    ['7.0', false, { synchronous: true }, false, true],
    ['7.2', true, {}, false, true],
    ['7.3', true, {}, false, false],
    ['7.3', true, {}, true, true],
    ['7.3', true, { swapCache: false }, true, false],
  ] as const)('%s: write %s, %o, exclusive %s', (version, isWrite, how, exclusive, expected) => {
    expect(frees(kernel(version), isWrite, how, exclusive)).toBe(expected);
  });

  it('goes without its rows', () => {
    expect(frees(without('6.12', 'writeFreesSwap'), true, {})).toBe(false);
    expect(frees(without('7.2', 'synchronousFreesSwap'), false, { synchronous: true })).toBe(false);
  });

  it('takes pages out that are locked in memory', () => {
    const k = kernel('4.19');
    expect(shouldTryToFreeSwap(k, folio({ mlocked: true }), anonMapping(k), read, { swapCache: true })).toBe(true);
    expect(shouldTryToFreeSwap(k, alone, anonMapping(k, ['locked']), read, { swapCache: true })).toBe(true);
  });
});

describe('a refault', () => {
  const exclusive = (version: string, pte: bigint, isWrite: boolean, how: SwapIn) => {
    const k = kernel(version);
    const f = isWrite ? write : read;
    const { effects } = doSwapPage(k, pte, anonMapping(k), alone, pfn, f, { copyPfn, ...how });
    return effects.includes('RMAP_EXCLUSIVE');
  };

  // page_count(page) == 1 comes after try_to_free_swap() in 5.19.0 to 6.19.0: a read leaves the swap cache's reference
  it.each(['5.19', '6.1', '6.12', '6.18'])(
    '%s: a read that the entry does not call exclusive is not counted',
    (version) => {
      expect(exclusive(version, swapEntry, false, {})).toBe(true);
      expect(exclusive(version, swapEntry, false, cached)).toBe(false);
      expect(exclusive(version, swapEntry, false, { ...cached, swapFull: true })).toBe(true);
      expect(exclusive(version, swapEntry, true, cached)).toBe(true);
    },
  );

  // pte_swp_exclusive() decides alone in 7.3.4
  it('7.3: the entry decides', () => {
    expect(exclusive('7.3', swapEntry, false, { ...cached, swapFull: true })).toBe(false);
    expect(exclusive('7.2', swapEntry, false, { ...cached, swapFull: true })).toBe(true);
  });

  it('a page that the entry calls exclusive is, in the swap cache too', () => {
    const k = kernel('6.12');
    const pte = swapEntry | k.mask.swpExclusive;
    expect(exclusive('6.12', pte, false, cached)).toBe(true);
  });
});
