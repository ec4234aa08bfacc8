/**
 * NUMA hint faults. What is expected follows from do_numa_page() (mm/memory.c) of 4.19.1, 5.10.262, 6.9.0, 6.10.0, 6.11.11 and
 * 7.3.4, do_huge_pmd_numa_page() (mm/huge_memory.c) of 4.19.1, 5.12.9, 5.14.2 and 6.12.118, and
 * migrate_misplaced_transhuge_page() (mm/migrate.c) of 4.19.1 and 5.10.262.
 */
import { describe, expect, it } from 'vitest';
import { pmdModify } from '../../lib/helpers/pgtableHuge.ts';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';
import { doHugePmdNumaPage, type HugeNumaHint } from '../../lib/mm/huge_memory/doHugePmdNumaPage.ts';
import { doNumaPage, type NumaHintMany } from '../../lib/mm/memory/doNumaPage.ts';
import { show, without } from './entries.ts';
import { anonMapping, decide, said } from './faultRows.ts';

const mine = folio({ exclusive: true });
/** A hint for the page 0x12345, dirty and soft-dirty. */
const hint = 0x000fffffedcba960n;
const one = (k: Kernel, how: NumaHintMany = {}, pte = hint) => said(doNumaPage(k, pte, anonMapping(k), mine, how));
const writable = '8000000012345867';
const readOnly = '8000000012345865';

describe('a page that could not be moved', () => {
  it('loses what was found out, unless it could not even be isolated, from 6.11 on', () => {
    for (const version of ['6.6', '6.10', '6.11', '7.3'])
      expect(one(kernel(version), { migrationFailed: true }), version).toBe(readOnly);
    expect(one(kernel('6.10'), { prepareFailed: true })).toBe(readOnly);
    for (const version of ['6.11', '6.12', '7.3']) expect(one(kernel(version), { prepareFailed: true })).toBe(writable);
  });

  it('keeps the RW bit of its hint to 6.1', () => {
    for (const version of ['4.19', '5.10', '6.1'])
      expect(one(kernel(version), { migrationFailed: true }, hint | 2n), version).toBe(writable);
  });
});

describe('a huge page of code that several processes map', () => {
  // migrate_misplaced_transhuge_page(): is_shared_exec_page() goes to "out" in 5.11.0 and 5.12.9; 5.10.262 has no such test, 5.14.2 no
  // such function
  it.each<readonly [string, boolean]>([
    ['5.10.262', false],
    ['5.11', true],
    ['5.13', true],
    ['5.14', false],
  ])('%s leaves its hint: %s', (version, stays) => {
    const k = kernel(version);
    const code = vma(k, { vmFlags: ['read', 'exec', 'mayread', 'mayexec'], anonymous: false });
    const pmd = pmdModify(k, 0x122000a5n, k.prot.PAGE_NONE);
    const at = (mappedShared: boolean, on = k, how: HugeNumaHint = { migrationFailed: true }) =>
      doHugePmdNumaPage(on, pmd, code, folio({ anon: false, mappedShared }), how).pte === pmd;
    expect([at(true), at(false), at(true, k, {})]).toEqual([stays, false, false]);
    expect(at(true, without('5.11', 'numaSkipsSharedExec'))).toBe(false);
  });
});

describe('a large folio', () => {
  const hints = [0n, 1n, 2n].map((i) => hint - (i << 12n));
  const many = (k: Kernel, ptes: readonly bigint[], how: NumaHintMany = {}, flags: readonly 'uffdRwp'[] = []) =>
    doNumaPage(k, ptes, anonMapping(k, flags), mine, how).ptes.map(show);

  it('has all its hints turned back from 6.10 on: numa_rebuild_large_mapping()', () => {
    const back = ['8000000012345867', '8000000012346867', '8000000012347867'];
    expect(many(kernel('6.10'), hints, { index: 1 })).toEqual(back);
    expect(many(kernel('6.9'), hints, { index: 1 })).toEqual([
      show(hints[0] as bigint),
      back[1],
      show(hints[2] as bigint),
    ]);
  });

  it('is never moved in parts before 6.10, so that no failure drops write permission: folio_test_large() of 6.9.0', () => {
    expect(many(kernel('6.9'), hints, { migrationFailed: true })[0]).toBe('8000000012345867');
    expect(many(kernel('6.10'), hints, { migrationFailed: true })[0]).toBe('8000000012345865');
  });

  it('but not entries that are none, nor those that trap every access', () => {
    const mixed = [hint, 0n, 0x8000000012347025n, (hint - 0x3000n) | 0x400n];
    const trapped = many(kernel('7.3'), mixed, {}, ['uffdRwp']);
    expect(trapped).toEqual([writable, show(0n), '8000000012347025', show(mixed[3] as bigint)]);
  });

  it('is refused where the fault is on none of the entries', () => {
    expect(() => many(kernel('7.3'), hints, { index: 3 })).toThrow('expected how.index below 3, got 3');
  });
});

/** A hint for the huge page 0x12200, dirty and old, that remembers write permission in its RW bit, as kernels to 6.1 have it. */
const hugeHint = (k: Kernel) => pmdModify(k, 0x80000000122000c7n, k.prot.PAGE_NONE) | 2n;

describe('a huge page', () => {
  const at = (version: string, how: HugeNumaHint = {}) => {
    const k = kernel(version);
    return said(doHugePmdNumaPage(k, hugeHint(k), anonMapping(k), mine, how));
  };
  const old = ['4.19', '5.10', '5.13'];

  it('that moves gets its entry at once to 5.13: pmd_mkdirty(), maybe_pmd_mkwrite()', () => {
    for (const version of old) expect(at(version, { newPfn: 0x54200n }), version).toBe('80000000542008e7');
    expect(() => at('5.14', { newPfn: 0x54200n })).toThrow('expected no newPfn on 5.14');
  });

  it('that could not move gets the protection of the mapping and nothing else to 5.13', () => {
    for (const version of old) expect(at(version, { migrationFailed: true }), version).toBe('80000000122000c5');
    for (const version of ['5.14', '6.1'])
      expect(at(version, { migrationFailed: true }), version).toBe('80000000122000e7');
  });

  it('that stays where it is becomes young, and writable as the hint says', () => {
    for (const version of [...old, '5.14', '6.1']) expect(at(version), version).toBe('80000000122000e7');
  });
});

decide([
  ['numaPreparesLocked', '6.12', (k) => one(k, { prepareFailed: true }), writable, readOnly],
  [
    'numaRebuildsLarge',
    '6.12',
    (k) =>
      doNumaPage(k, [hint, hint - 4096n], anonMapping(k), mine)
        .ptes.map(show)
        .join(' '),
    '8000000012345867 8000000012346867',
    `8000000012345867 ${show(hint - 4096n)}`,
  ],
  [
    'numaMovesHugeAtOnce',
    '5.13',
    (k) => said(doHugePmdNumaPage(k, hugeHint(k), anonMapping(k), mine, { migrationFailed: true })),
    '80000000122000c5',
    '80000000122000e7',
  ],
]);
