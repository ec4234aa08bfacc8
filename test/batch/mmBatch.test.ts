/**
 * The batch functions against the functions for one entry, over the whole space of decisions: every type, flag and fact of a
 * page, mappings of every kind, every release. Of a page frame number each bit by itself decides one bit of the entry.
 */
import { describe, expect, it } from 'vitest';
import { loadAddon, nativeEngine } from '../../lib/batch/engine/native.ts';
import { referenceEngine } from '../../lib/batch/engine/reference.ts';
import { doSwapPageBatch, removeMigrationPteBatch } from '../../lib/batch/mmBatch.ts';
import { swpEntry, swpEntryToPte } from '../../lib/helpers/swapEntry.ts';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { familyOf } from '../../lib/mm/common/family.ts';
import { fault } from '../../lib/mm/common/fault.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { type VmaParts, vma } from '../../lib/mm/common/makeVma.ts';
import type { Vma } from '../../lib/mm/common/vma.ts';
import { doSwapPage } from '../../lib/mm/memory/doSwapPage.ts';
import { removeMigrationPte } from '../../lib/mm/migrate/removeMigrationPte.ts';
import { kernels } from '../../spec/kernels.ts';
import { entry } from '../mm/entries.ts';

const series = kernels
  .map((k) => k.series)
  .filter((s) => !['4.19', '4.20', '5.0', '5.1', '5.2', '5.3', '5.4', '5.5', '5.6'].includes(s));

type Flags = readonly Exclude<VmaParts['vmFlags'], bigint>[number][];
const base: Flags = ['read', 'mayread', 'maywrite'];
const choices: readonly Flags[] = [
  ['write'],
  ['softdirty'],
  ['shared', 'mayshare'],
  ['uffdWp'],
  ['uffdRwp'],
  ['shadowStack'],
];

/** Every mapping of these flags that a kernel has; as it would be, and (a driver's) with write permission in any case. */
function mappings(k: Kernel): readonly Vma[] {
  const sets = choices.reduce<readonly Flags[]>((all, extra) => all.concat(all.map((f) => f.concat(extra))), [base]);
  const known = sets.filter((flags) => flags.every((f) => k.vm[f] !== 0n));
  return known.map((vmFlags) => vma(k, { vmFlags }));
}

/** Numbers that show every bit of a page frame number on its own, and none and all. */
const pfns: readonly bigint[] = [0n, (1n << 40n) - 1n, ...Array.from({ length: 40 }, (_, i) => 1n << BigInt(i))];

/** Every word of one sort by type and flags: the bits that are not the offset's, and the age above the number. */
function words(k: Kernel, sort: string): readonly bigint[] {
  const types = Array.from({ length: 32 }, (_, type) => swpEntryToPte(k, swpEntry(k, type, 0n))).filter(
    (w) => familyOf(k, w) === sort,
  );
  const age = sort === 'migration' && k.does('migrationKeepsYoungDirty');
  const toggles = [
    2n,
    4n,
    8n,
    ...(age ? [k.mask.migYoung << k.mask.swpOffsetShift, k.mask.migDirty << k.mask.swpOffsetShift] : []),
  ];
  return toggles.reduce<readonly bigint[]>((all, bit) => all.concat(all.map((w) => w ^ bit)), types);
}

const facts = Array.from({ length: 8 }, (_, i) => i);
const bits = (n: number, ...names: readonly string[]) =>
  Object.fromEntries(names.map((name, i) => [name, ((n >> i) & 1) === 1]));
const product = <A, B>(a: readonly A[], b: readonly B[]): readonly (readonly [A, B])[] =>
  a.flatMap((x) => b.map((y) => [x, y] as const));

describe('removeMigrationPteBatch', () => {
  it.each(series)('is removeMigrationPte() of every entry, page and mapping, on %s', (version) => {
    const k = kernel(version);
    const cases = product(words(k, 'migration'), facts);
    for (const mapping of mappings(k)) {
      const at = (i: number) => pfns[i % pfns.length] as bigint;
      const got = removeMigrationPteBatch(
        k,
        BigUint64Array.from(cases, ([w]) => w),
        mapping,
        Uint8Array.from(cases, ([, f]) => f),
        BigUint64Array.from(cases, (_, i) => at(i)),
      );
      cases.forEach(([w, f], i) => {
        const one = removeMigrationPte(k, w, mapping, folio(bits(f, 'anon', 'dirty', 'devicePrivate')), at(i));
        if (got.ptes[i] !== one.pte || got.decided(got.rows[i] as number).effects.join() !== one.effects.join())
          expect.fail(
            `${version} ${w.toString(16)} page ${f} flags ${mapping.vmFlags.toString(16)}: ${got.ptes[i]?.toString(16)}, not ${one.pte.toString(16)}`,
          );
      });
    }
    expect(cases.length).toBeGreaterThan(100);
  });
});

describe('doSwapPageBatch', () => {
  it.each(series)('is doSwapPage() of every entry, page, mapping and fault, on %s', (version) => {
    const k = kernel(version);
    const cases = product(
      words(k, 'swap').filter((w) => w >> 59n < 3n),
      facts,
    );
    const copy = 0xabcden;
    for (const [mapping, write] of product(mappings(k), [false, true])) {
      const given = fault({ write });
      const at = (i: number) => pfns[i % pfns.length] as bigint;
      const got = doSwapPageBatch(
        k,
        BigUint64Array.from(cases, ([w]) => w),
        mapping,
        Uint8Array.from(cases, ([, f]) => f),
        BigUint64Array.from(cases, (_, i) => at(i)),
        { fault: given, copyPfns: new BigUint64Array(cases.length).fill(copy) },
      );
      cases.forEach(([w, f], i) => {
        const { fresh, ...page } = bits(f, 'reusable', 'ksm', 'fresh');
        const one = doSwapPage(k, w, mapping, folio(page), at(i), given, { fresh: fresh === true, copyPfn: copy });
        const decided = got.decided(got.rows[i] as number);
        const same =
          got.ptes[i] === one.pte && decided.next === one.next && decided.returned.join() === one.returned.join();
        if (!same)
          expect.fail(
            `${version} ${w.toString(16)} page ${f} flags ${mapping.vmFlags.toString(16)}: ${got.ptes[i]?.toString(16)}, not ${one.pte.toString(16)}`,
          );
      });
    }
    expect(cases.length).toBeGreaterThan(60);
  });

  it('places every bit of a page frame number as the function does', () => {
    for (const version of series) {
      const k = kernel(version);
      const mapping = mappings(k)[0] as Vma;
      const word = entry(k, 'read', { softDirty: true });
      const n = pfns.length;
      for (const page of facts) {
        const got = removeMigrationPteBatch(
          k,
          new BigUint64Array(n).fill(word),
          mapping,
          new Uint8Array(n).fill(page),
          BigUint64Array.from(pfns),
        );
        const want = pfns.map(
          (pfn) => removeMigrationPte(k, word, mapping, folio(bits(page, 'anon', 'dirty', 'devicePrivate')), pfn).pte,
        );
        expect([...got.ptes]).toEqual(want);
      }
    }
  });
});

describe('arrays that are wrong', () => {
  const k = kernel('6.12');
  const mapping = mappings(k)[0] as Vma;
  const word = entry(k, 'read');
  const batch = (
    ptes: BigUint64Array,
    pages = new Uint8Array(ptes.length),
    numbers = new BigUint64Array(ptes.length),
    into?: { ptes: BigUint64Array; rows: Uint32Array },
  ) => removeMigrationPteBatch(k, ptes, mapping, pages, numbers, into);

  it('get one message each', () => {
    const two = BigUint64Array.of(word, word);
    expect(() => batch(BigUint64Array.of(word, 0n))).toThrow(
      'expected a migration entry of 6.12 at index 1, got 0x0000000000000000',
    );
    expect(() => batch(two, new Uint8Array(1))).toThrow('expected pages to hold 2 entries, got 1');
    expect(() => batch(two, undefined, new BigUint64Array(1))).toThrow('expected pfns to hold 2 entries, got 1');
    expect(() => batch([word] as unknown as BigUint64Array)).toThrow('expected ptes to be a BigUint64Array');
    expect(() => batch(two, undefined, undefined, { ptes: two, rows: new Uint32Array(2) })).toThrow('in memory apart');
    expect(() => batch(two).decided(4)).toThrow('expected a row of this batch, got 4');
  });

  it('and a copy that is needed is asked for', () => {
    const swapped = BigUint64Array.of(swpEntryToPte(k, swpEntry(k, 0, 1n)));
    const given = { fault: fault({ write: true }) };
    expect(() => doSwapPageBatch(k, swapped, mapping, new Uint8Array(1), new BigUint64Array(1), given)).toThrow(
      'at index 0',
    );
  });

  it('are refused at the native door too', () => {
    const native = nativeEngine(loadAddon(), 'scalar');
    const table = {
      mask: 1n,
      facts: 0,
      base: new BigUint64Array(2),
      flip: new BigUint64Array(2),
      shift: new Uint8Array(2),
      source: new Uint8Array(2),
      decided: [],
    };
    const go = (change: object) => () =>
      native.decide(
        { ...table, ...change },
        new BigUint64Array(1),
        new Uint8Array(1),
        new BigUint64Array(1),
        new BigUint64Array(1),
        new BigUint64Array(1),
        new Uint32Array(1),
      );
    expect(go({})).not.toThrow();
    expect(go({ mask: 3n })).toThrow('a row for each state of mask and facts');
    expect(go({ shift: Uint8Array.of(64, 0) })).toThrow('shifts under 64');
    expect(go({ flip: new BigUint64Array(1) })).toThrow('expected flip to hold 2 entries, got 1');
  });

  it('and the reference engine does the same', () => {
    const native = nativeEngine(loadAddon(), 'scalar');
    const table = {
      mask: 0x8000000000000006n,
      facts: 1,
      base: BigUint64Array.from({ length: 16 }, (_, i) => BigInt(i) << 50n),
      flip: new BigUint64Array(16).fill(0xffffff000n),
      shift: new Uint8Array(16).fill(12),
      source: Uint8Array.from({ length: 16 }, (_, i) => i & 1),
      decided: [],
    };
    const all = [native, referenceEngine].map((engine) => {
      const out = new BigUint64Array(64);
      const rows = new Uint32Array(64);
      const source = BigUint64Array.from(
        { length: 64 },
        (_, i) => (BigInt(i) * 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn,
      );
      const bad = engine.decide(
        table,
        source,
        Uint8Array.from({ length: 64 }, (_, i) => i),
        source.map((w) => w >> 20n),
        source.map((w) => w >> 30n),
        out,
        rows,
      );
      return [bad, [...out], [...rows]];
    });
    expect(all[0]).toEqual(all[1]);
  });
});
