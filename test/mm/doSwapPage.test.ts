/**
 * Faults on entries that are not present. What is expected follows from do_swap_page() in mm/memory.c of the releases that are
 * named: 4.19.1, 5.12.9, 5.14.2, 5.17.0, 5.18.12, 6.1.192, 6.2.12, 6.8.0, 6.10.0, 6.11.11, 6.12.118, 6.14.0, 6.17.0, 6.18.2,
 * 7.0.0, 7.3.4, and reuse_swap_page() in mm/swapfile.c of 4.19.1 and 5.15.100.
 */
import { describe, expect, it } from 'vitest';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { type Fault, fault } from '../../lib/mm/common/fault.ts';
import { type Folio, folio } from '../../lib/mm/common/folio.ts';
import type { Vma } from '../../lib/mm/common/vma.ts';
import { doSwapPage, type SwapIn } from '../../lib/mm/memory/doSwapPage.ts';
import { entry, show } from './entries.ts';
import { anonMapping, copyPfn, decide, pfn, read, said, shared, swapEntry, write } from './faultRows.ts';

const softDirtyUffdWp = swapEntry | 6n;
const at = (k: Kernel, page: Folio, f: Fault, how: SwapIn = {}, pte = swapEntry, vma: Vma = anonMapping(k)) =>
  said(doSwapPage(k, pte, vma, page, pfn, f, { copyPfn, ...how }));
const on = (version: string, page: Folio, f: Fault, how: SwapIn = {}) => at(kernel(version), page, f, how);
const all = ['4.19', '5.4', '5.10', '5.15', '6.1', '6.6', '6.12', '6.18', '7.3'];

describe('what is returned', () => {
  it.each(['5.10', '6.1', '6.12', '7.2', '7.3'])('an error of do_wp_page() stands alone on %s', (version) => {
    const k = kernel(version);
    const trapped = anonMapping(k, ['uffdWp']);
    const once = fault({ write: true, allowRetry: false });
    expect(at(k, shared, once, { major: true }, softDirtyUffdWp, trapped).split(' ').slice(1)).not.toContain('MAJOR');
    expect(at(k, shared, once, { major: true }, softDirtyUffdWp, trapped).split(' ')).toContain('SIGBUS');
  });

  it('as does VM_FAULT_OOM of a copy, while VM_FAULT_RETRY is no error', () => {
    for (const version of all)
      expect(on(version, shared, write, { major: true, oom: true }), version).toMatch(/^\w+ OOM$/);
    const k = kernel('6.12');
    const trapped = at(k, shared, write, { major: true }, swapEntry | 4n, anonMapping(k, ['uffdWp']));
    expect(trapped).toBe('8000000012345425 MAJOR RETRY handle_userfault');
  });

  it('handle_userfault() of 5.8.1 says VM_FAULT_MAJOR too, which is one bit of what do_swap_page() returns', () => {
    const k = kernel('5.8');
    const f = doSwapPage(k, swapEntry | 4n, anonMapping(k, ['uffdWp']), shared, pfn, write, { major: true });
    expect(said(f)).toBe('8000000012345425 MAJOR RETRY handle_userfault');
  });

  it.each(all)('a page that is locked comes again on %s', (version) => {
    const stays = show(swapEntry);
    expect(on(version, shared, read, { locked: true })).toBe(`${stays} RETRY`);
    expect(on(version, shared, read, { locked: true, major: true })).toBe(`${stays} MAJOR RETRY`);
    expect(on(version, shared, fault({ allowRetry: false }), { locked: true })).toBe('8000000012345025');
  });

  it('a device page that is locked: 6.14.0 asks the driver, 6.17.0 waits and comes again', () => {
    const device = (version: string) => {
      const k = kernel(version);
      const pte = entry(k, 'deviceRead');
      return at(k, shared, read, { locked: true }, pte).replace(show(pte), '').trim();
    };
    expect([device('6.14'), device('6.18')]).toEqual(['migrate_to_ram', '']);
  });

  it('a device-exclusive page that is locked comes again: remove_device_exclusive_entry() of 5.14.2 and 7.3.4', () => {
    for (const [version, kind] of [
      ['5.14', 'exclusiveRead'],
      ['7.3', 'exclusive'],
    ] as const) {
      const k = kernel(version);
      const pte = entry(k, kind);
      expect(at(k, shared, read, { locked: true }, pte)).toBe(`${show(pte)} RETRY`);
    }
  });

  it('a poisoned page that had to be read is looked at from 6.18 on: 6.17.0 asks of the swap cache alone', () => {
    const poisoned = folio({ hwpoison: true });
    expect(on('6.17', poisoned, read)).toBe(`${show(swapEntry)} HWPOISON`);
    expect(on('6.17', poisoned, read, { major: true })).toBe('8000000012345025 MAJOR');
    expect(on('6.18', poisoned, read, { major: true })).toBe(`${show(swapEntry)} HWPOISON`);
    expect(on('6.18', poisoned, read, { locked: true })).toBe(`${show(swapEntry)} RETRY`);
    expect(on('6.17', poisoned, read, { locked: true })).toBe(`${show(swapEntry)} HWPOISON`);
  });
});

describe('whose the page is', () => {
  it("a page outside the swap cache is the process's alone: reuse_swap_page() counts 1 or less", () => {
    for (const version of ['4.19', '5.4', '5.15', '5.17', '5.18'])
      expect(on(version, shared, write, { fresh: true }), version).toBe('8000000012345867 WRITE');
  });

  it('a copy of a KSM page too, while the KSM page itself is copied', () => {
    const ksm = folio({ ksm: true, reusable: true });
    for (const version of ['4.19', '5.15']) {
      expect(on(version, ksm, write, { fresh: true }), version).toBe('8000000012345867 WRITE');
      expect(on(version, ksm, write).split(' ')[0], version).toBe('8000000054321867');
    }
    expect(on('5.4', ksm, write)).toBe('8000000012345867 WRITE'); // then do_wp_page() of 5.4.286 reuses it
  });

  it('a page that a device must not see change is copied to 5.17: reuse_swap_page() says no', () => {
    const page = folio({ reusable: true });
    expect(on('4.19', page, write, { stableWriteback: true })).toBe('8000000054321867 WRITE copy page');
    expect(on('5.8', page, write, { stableWriteback: true })).toBe('8000000054321867 WRITE copy page');
    // From 5.9 do_wp_page() counts references, of which the swap cache has one and cannot let go of it
    for (const version of ['5.9', '5.15', '5.18'])
      expect(on(version, page, write, { stableWriteback: true }), version).toBe('8000000054321867 WRITE copy page');
    expect(on('6.12', page, write, { stableWriteback: true })).toBe('8000000054321867 copy page RMAP_EXCLUSIVE');
    expect(on('5.15', page, write, { stableWriteback: true, fresh: true })).toBe('8000000012345867 WRITE');
  });

  it('by its mappings to 5.17, whoever else holds it; a read finds it out later', () => {
    const held = folio({ mapcountReusable: true });
    for (const version of ['4.19', '5.8', '5.9', '5.17']) {
      expect(on(version, held, write), version).toBe('8000000012345867 WRITE');
      expect(on(version, held, read), version).toBe('8000000012345025');
    }
    expect(on('5.18', held, write)).toBe('8000000054321867 WRITE copy page');
  });
});

describe('a shadow stack', () => {
  const push = (version: string) => {
    const k = kernel(version);
    return said(doSwapPage(k, swapEntry | 8n, anonMapping(k, ['shadowStack']), shared, pfn, write));
  };

  it('is written to at once to 6.10, where maybe_mkwrite() comes after pte_mkdirty(): 6.10.0', () => {
    expect(push('6.10')).toBe('8400000012345865 RMAP_EXCLUSIVE');
  });

  it('comes in with SavedDirty from 6.11 on, as pte_mkdirty() comes last: 6.11.11, 7.2.13', () => {
    for (const version of ['6.11', '7.2']) expect(push(version), version).toBe('8400000012345825 RMAP_EXCLUSIVE');
  });

  it('goes on into do_wp_page() from 7.3 on, which asks pte_write() of the new entry: 7.3.4', () => {
    expect(push('7.3')).toBe('8400000012345865 RMAP_EXCLUSIVE');
  });
});

describe('a large folio', () => {
  const entries = [0n, 1n, 2n, 3n].map((i) => swapEntry - (i << 9n));
  const many = (version: string, ptes: readonly bigint[], f: Fault, how: SwapIn & { index?: number } = {}) => {
    const k = kernel(version);
    const { ptes: now, ...rest } = doSwapPage(k, ptes, anonMapping(k), shared, pfn, f, { copyPfn, ...how });
    return { now: now.map(show), rest };
  };
  const page = (i: number, low: string) => show(0x8000000000000000n | ((pfn + BigInt(i)) << 12n)).slice(0, 13) + low;

  it('comes in at once from 6.11 on, if its entries are alike: 6.10.0, 6.11.11, 7.3.4', () => {
    for (const version of ['6.11', '6.12', '7.3'])
      expect(many(version, entries, read, { index: 1 }).now, version).toEqual([0, 1, 2, 3].map((i) => page(i, '025')));
    expect(many('6.10', entries, read, { index: 1 }).now).toEqual(
      entries.map((pte, i) => (i === 1 ? page(1, '025') : show(pte))),
    );
    const odd = entries.map((pte, i) => (i === 3 ? pte | 2n : pte));
    expect(many('6.12', odd, read).now).toEqual([page(0, '025'), ...odd.slice(1).map(show)]);
  });

  it('becomes writable and dirty as a whole where it is exclusive: set_ptes() of one entry', () => {
    const exclusive = entries.map((pte) => pte | 8n);
    expect(many('6.12', exclusive, write, { index: 2 }).now).toEqual([0, 1, 2, 3].map((i) => page(i, '867')));
    expect(many('6.12', exclusive, read).now).toEqual([0, 1, 2, 3].map((i) => page(i, '027')));
  });

  it('has the one page copied that is written to, where it is shared', () => {
    const { now, rest } = many('6.12', entries, write, { index: 1 });
    expect(now).toEqual([page(0, '025'), '8000000054321867', page(2, '025'), page(3, '025')]);
    expect(rest.effects).toEqual(['copy page', 'RMAP_EXCLUSIVE']);
  });

  it('past the swap cache is a small one where userfaultfd must see each page: alloc_swap_folio() of 6.12.118', () => {
    const k = kernel('6.12');
    const two = entries.slice(0, 2);
    const fresh = (vma: Vma) => doSwapPage(k, two, vma, shared, pfn, read, { fresh: true }).ptes.map(show);
    expect(fresh(anonMapping(k))).toEqual([page(0, '027'), page(1, '027')]);
    expect(fresh(anonMapping(k, ['uffdMissing']))).toEqual([page(0, '027'), show(two[1] as bigint)]);
  });

  it('is one page where a KSM page was copied, which from 7.0 on alone is outside the swap cache: 6.19.11, 7.0.0', () => {
    const fresh = (version: string, page: Folio) =>
      doSwapPage(kernel(version), entries, anonMapping(kernel(version)), page, pfn, read, { fresh: true }).ptes.filter(
        (pte, i) => pte !== entries[i],
      ).length;
    expect(['6.11', '6.12', '6.19', '7.0', '7.3'].map((version) => fresh(version, shared))).toEqual([1, 4, 4, 1, 1]);
    expect(fresh('6.12', folio({ ksm: true }))).toBe(1);
  });

  it('is refused where the fault is on none of the entries', () => {
    expect(() => many('6.12', entries, read, { index: 4 })).toThrow('expected how.index below 4, got 4');
  });
});

const stays = show(swapEntry);
decide([
  [
    'swapInAsksWritable',
    '7.3',
    (k) => said(doSwapPage(k, swapEntry | 8n, anonMapping(k, ['shadowStack']), shared, pfn, write)),
    '8400000012345865 RMAP_EXCLUSIVE',
    '8400000012345825 RMAP_EXCLUSIVE',
  ],
  ['swapInChecksDevice', '6.12', (k) => at(k, shared, read, { swapoff: true }), stays, '8000000012345025'],
  ['swapInPinsSlot', '6.8', (k) => at(k, shared, read, { raced: true }), stays, '8000000012345025'],
  [
    'swapInChecksPoisonLocked',
    '6.18',
    (k) => at(k, folio({ hwpoison: true }), read, { major: true }),
    `${stays} HWPOISON`,
    '8000000012345025 MAJOR',
  ],
  [
    'ksmCopyRecovers',
    '6.2',
    (k) => at(k, folio({ ksm: true }), read, { fresh: true, copyPoisoned: true }),
    `${stays} HWPOISON`,
    '8000000012345025 RMAP_EXCLUSIVE',
  ],
  [
    'devicePrivateTriesLock',
    '6.18',
    (k) => at(k, shared, read, { locked: true }, entry(k, 'deviceRead')).slice(16).trim(),
    '',
    'migrate_to_ram',
  ],
  [
    'swapInMapsBatch',
    '6.12',
    (k) =>
      doSwapPage(k, [swapEntry, swapEntry - 512n], anonMapping(k), shared, pfn, read)
        .ptes.map(show)
        .join(' '),
    '8000000012345025 8000000012346025',
    `8000000012345025 ${show(swapEntry - 512n)}`,
  ],
  [
    'swapInAllocatesLarge',
    '6.12',
    (k) =>
      doSwapPage(k, [swapEntry, swapEntry - 512n], anonMapping(k), shared, pfn, read, { fresh: true })
        .ptes.map(show)
        .join(' '),
    '8000000012345027 8000000012346027',
    `8000000012345027 ${show(swapEntry - 512n)}`,
  ],
]);
