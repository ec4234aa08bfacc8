/**
 * The batch functions against the functions for one entry, over the whole space of decisions: every type, flag and fact of a
 * page, mappings of every kind, every release. Of a page frame number each bit by itself decides one bit of the entry.
 */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { nativeEngine } from '../../lib/batch/engine/native.ts';
import { referenceEngine } from '../../lib/batch/engine/reference.ts';
import { migrationTable } from '../../lib/batch/migrationTable.ts';
import { doSwapPageBatch, removeMigrationPteBatch } from '../../lib/batch/mmBatch.ts';
import type { MmBatch } from '../../lib/batch/mmTable.ts';
import { swapInTable } from '../../lib/batch/swapInTable.ts';
import { swpEntry, swpEntryToPte } from '../../lib/helpers/swapEntry.ts';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { familyOf } from '../../lib/mm/common/family.ts';
import { type Fault, fault } from '../../lib/mm/common/fault.ts';
import { type Folio, folio } from '../../lib/mm/common/folio.ts';
import { type VmaParts, vma } from '../../lib/mm/common/makeVma.ts';
import type { FaultOutcome, Outcome } from '../../lib/mm/common/outcome.ts';
import type { Vma } from '../../lib/mm/common/vma.ts';
import { doSwapPage } from '../../lib/mm/memory/doSwapPage.ts';
import { removeMigrationPte } from '../../lib/mm/migrate/removeMigrationPte.ts';
import { kernels } from '../../spec/kernels.ts';
import { entry } from '../mm/entries.ts';
import { cores } from '../support/cores.ts';
import { addon, native } from '../support/native.ts';
import { agrees, onDifferent, type Read, recorded } from '../support/recordedKernel.ts';
import { thrown } from '../support/thrown.ts';
import { filesIn, textOf } from '../support/tree.ts';
import { everyNth, whole } from '../support/whole.ts';

const releases = everyNth(kernels, 8).map(({ series }) => kernel(series));

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

/** The flags of every mapping. */
const flagSets = choices.reduce<readonly Flags[]>((all, extra) => all.concat(all.map((f) => f.concat(extra))), [base]);
const plain = (k: Kernel): Vma => vma(k, { vmFlags: base });

/** Whether two mappings are the same but for flags that were not asked for. */
const sameMapping = (a: Vma, b: Vma, asked: bigint) =>
  isDeepStrictEqual({ ...a, vmFlags: a.vmFlags & asked }, { ...b, vmFlags: b.vmFlags & asked });

/**
 * Runs a check for every mapping and every release that has it, but for those that differ from one before in nothing that the
 * check read. Kernel logic knows vm_flags by the masks of the kernel alone, so a flag whose mask was not read plays no part.
 */
function onEveryMapping(check: (k: Kernel, mapping: Vma) => void): void {
  const checked: { readonly reads: readonly Read[]; readonly mapping: Vma; readonly asked: bigint }[] = [];
  for (const vmFlags of flagSets)
    for (const k of releases.filter((k) => vmFlags.every((flag) => k.vm[flag] !== 0n))) {
      const mapping = vma(k, { vmFlags });
      if (checked.some((c) => sameMapping(c.mapping, mapping, c.asked) && agrees(c.reads, k))) continue;
      const { kernel: noted, reads } = recorded(k);
      check(noted, mapping);
      const asked = reads.filter(({ of }) => of === 'vm').reduce((all, { answer }) => all | (answer as bigint), 0n);
      checked.push({ reads, mapping, asked });
    }
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

/** An entry, the facts of its page, and a number for it. */
interface Case {
  readonly word: bigint;
  readonly page: number;
  readonly pfn: bigint;
}
const casesOf = (list: readonly bigint[]): readonly Case[] =>
  product(list, facts).map(([word, page], i) => ({ word, page, pfn: pfns[i % pfns.length] as bigint }));
const arraysOf = (cases: readonly Case[]) =>
  [
    BigUint64Array.from(cases, ({ word }) => word),
    Uint8Array.from(cases, ({ page }) => page),
    BigUint64Array.from(cases, ({ pfn }) => pfn),
  ] as const;

const sameList = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((x, i) => x === b[i]);

/** The cases in which a batch says something else than the function, in words. */
const differences = (
  cases: readonly Case[],
  mapping: Vma,
  got: MmBatch,
  one: (c: Case) => Outcome & Partial<FaultOutcome>,
): readonly string[] =>
  cases.flatMap((c, i) => {
    const want = one(c);
    const { effects, returned, next } = got.decided(got.rows[i] as number);
    if (
      got.ptes[i] === want.pte &&
      sameList(effects, want.effects) &&
      sameList(returned, want.returned ?? []) &&
      next === want.next
    )
      return [];
    const at = `${c.word.toString(16)} page ${c.page} pfn ${c.pfn} flags ${mapping.vmFlags.toString(16)}`;
    return [`${at}: ${got.ptes[i]?.toString(16)} for ${want.pte.toString(16)}`];
  });

describe('removeMigrationPteBatch', () => {
  const pages = facts.map((page) => folio(bits(page, 'anon', 'dirty', 'devicePrivate')));
  const migrationPage = (page: number) => pages[page] as Folio;

  it('is removeMigrationPte() of every entry, page and mapping, on every release', () => {
    const wrong: string[] = [];
    let compared = 0;
    onEveryMapping((k, mapping) => {
      const cases = casesOf(words(k, 'migration'));
      const got = migrationTable(k, mapping).run(...arraysOf(cases));
      const one = ({ word, page, pfn }: Case) => removeMigrationPte(k, word, mapping, migrationPage(page), pfn);
      wrong.push(...differences(cases, mapping, got, one));
      compared += cases.length;
    });
    expect(wrong).toEqual([]);

    expect(compared).toBeGreaterThan(whole ? 30_000 : 10_000);
  });

  it('places every bit of a page frame number as the function does', () => {
    const wrong: string[] = [];
    onDifferent(releases, (k) => {
      const mapping = plain(k);
      const word = entry(k, 'read', { softDirty: true });
      const cases = product(facts, pfns).map(([page, pfn]) => ({ word, page, pfn }));
      const got = migrationTable(k, mapping).run(...arraysOf(cases));
      wrong.push(
        ...differences(cases, mapping, got, ({ page, pfn }) =>
          removeMigrationPte(k, word, mapping, migrationPage(page), pfn),
        ),
      );
    });
    expect(wrong).toEqual([]);
  });
});

describe('a machine with a C-bit, or with pages shared with the host', () => {
  const page = folio({ anon: false, devicePrivate: true });

  /** The places of the bit at which the batch and the function differ. On 5.7 and 5.8 a device entry has low bits set by mistake. */
  const placesThatDiffer = (version: string, places: readonly number[], key: 'encMask' | 'sharedMask' = 'encMask') =>
    places.filter((place) => {
      const k = kernel(version, { [key]: 1n << BigInt(place) });
      const mapping = plain(k);
      const word = entry(k, 'write', { softDirty: true, uffdWp: true });
      const numbers = pfns.filter((pfn) => (pfn << 12n) & k.mask.pfn || pfn === 0n);
      const cases = product([0, 4], numbers).map(([facts, pfn]) => ({
        word,
        page: facts,
        pfn: pfn & (k.mask.pfn >> 12n),
      }));
      const got = migrationTable(k, mapping).run(...arraysOf(cases));
      const one = (c: Case) => removeMigrationPte(k, c.word, mapping, c.page ? page : folio({ anon: false }), c.pfn);
      return differences(cases, mapping, got, one).length > 0;
    });

  it('has it left out of page frame numbers, wherever it is', () => {
    expect(
      placesThatDiffer(
        '5.7',
        Array.from({ length: 40 }, (_, i) => 12 + i),
      ),
    ).toEqual([]);
    expect(placesThatDiffer('6.12', [12, 28, 47, 51])).toEqual([]);
    for (const version of ['5.7', '6.12'])
      expect(placesThatDiffer(version, [28, 39, 47, 51], 'sharedMask')).toEqual([]);
  });
});

describe('doSwapPageBatch', () => {
  const copyPfn = 0xabcden;
  const pages = facts.map((page) => folio(bits(page, 'reusable', 'ksm')));
  const one =
    (k: Kernel, mapping: Vma, write: boolean) =>
    ({ word, page, pfn }: Case) => {
      const how = { fresh: (page & 4) !== 0, copyPfn };
      return doSwapPage(k, word, mapping, pages[page] as Folio, pfn, fault({ write }), how);
    };
  const compare = (k: Kernel, list: readonly bigint[], mapping: Vma, write: boolean) => {
    const cases = casesOf(list);
    const copies = new BigUint64Array(cases.length).fill(copyPfn);
    const got = swapInTable(k, mapping, fault({ write })).run(...arraysOf(cases), copies);
    return differences(cases, mapping, got, one(k, mapping, write));
  };

  it('is doSwapPage() of every entry, page, mapping and fault, on every release', () => {
    const wrong: string[] = [];
    let compared = 0;
    onEveryMapping((k, mapping) => {
      const list = words(k, 'swap').filter((w) => w >> 59n < 3n);
      for (const write of [false, true]) wrong.push(...compare(k, list, mapping, write));
      compared += 2 * list.length * facts.length;
    });
    expect(wrong).toEqual([]);

    expect(compared).toBeGreaterThan(whole ? 50_000 : 15_000);
  });

  it('is doSwapPage() of every swap area', () => {
    const wrong: string[] = [];
    const different = onDifferent(releases, (k) => {
      for (const write of [false, true]) wrong.push(...compare(k, words(k, 'swap'), plain(k), write));
    });
    expect(wrong).toEqual([]);
    expect(different).toBeGreaterThan(1);
  });
});

describe('one call for all', () => {
  const k = kernel('6.12');
  const word = entry(k, 'write');
  const one = [BigUint64Array.of(word), Uint8Array.of(0), BigUint64Array.of(1n)] as const;

  it('goes by the mapping and the fault that it is given, whatever came before', () => {
    const [readable, writable] = [vma(k, { vmFlags: base }), vma(k, { vmFlags: [...base, 'write'] })];
    const swapped = BigUint64Array.of(swpEntryToPte(k, swpEntry(k, 0, 1n)));
    for (const mapping of [readable, writable, readable]) {
      const got = removeMigrationPteBatch(k, one[0], mapping, one[1], one[2]).ptes[0];
      expect(got).toBe(removeMigrationPte(k, word, mapping, folio({ anon: false }), 1n).pte);
      for (const write of [false, true, false]) {
        const given = fault({ write });
        const read = doSwapPageBatch(k, swapped, mapping, Uint8Array.of(4), one[2], { fault: given }).ptes[0];
        const want = doSwapPage(k, swapped[0] as bigint, mapping, folio(), 1n, given, { fresh: true, copyPfn: 0n });
        expect(read).toBe(want.pte);
      }
    }
  });

  it('sees that a mapping was changed in place', () => {
    const mapping = { ...vma(k, { vmFlags: base }) };
    removeMigrationPteBatch(k, one[0], mapping, one[1], one[2]);
    mapping.vmFlags = vma(k, { vmFlags: [...base, 'write'] }).vmFlags;
    const got = removeMigrationPteBatch(k, one[0], mapping, one[1], one[2]).ptes[0];
    expect(got).toBe(removeMigrationPte(k, word, mapping, folio({ anon: false }), 1n).pte);
  });
});

describe('a mapping that is not one', () => {
  const k = kernel('6.12');
  const mapping = plain(k);
  const [word, swapped] = [entry(k, 'read'), swpEntryToPte(k, swpEntry(k, 0, 1n))];
  const [page, pfns] = [new Uint8Array(1), new BigUint64Array(1)];
  const given = { fault: fault(), copyPfns: new BigUint64Array(1) };
  const calls = {
    removeMigrationPteBatch: (v: Vma, of = k) => removeMigrationPteBatch(of, BigUint64Array.of(word), v, page, pfns),
    doSwapPageBatch: (v: Vma, of = k) => doSwapPageBatch(of, BigUint64Array.of(swapped), v, page, pfns, given),
    migrationTable: (v: Vma, of = k) => migrationTable(of, v),
    swapInTable: (v: Vma, of = k) => swapInTable(of, v, fault()),
  };

  it.each(Object.entries(calls))('is refused, as is a kernel that is none: %s', (_, call) => {
    const wrong = [undefined, null, {}, { ...mapping, vmFlags: 3 }, { ...mapping, anonymous: 'yes' }, { vmFlags: 1n }];
    for (const one of wrong) expect(thrown(() => call(one as Vma))).toMatchObject({ code: 'ERR_PTE_TYPE' });
    const wide = { ...mapping, vmFlags: 1n << 64n };
    expect(thrown(() => call(wide))).toMatchObject({ code: 'ERR_PTE_VALUE' });
    for (const none of [null, {}, 'constructor'])
      expect(thrown(() => call(mapping, none as unknown as Kernel))).toMatchObject({ code: 'ERR_PTE_TYPE' });
  });

  it('nor a fault', () => {
    for (const wrong of [undefined, null, {}, { ...fault(), write: 1 }]) {
      const how = { fault: wrong as Fault };
      expect(thrown(() => doSwapPageBatch(k, BigUint64Array.of(swapped), mapping, page, pfns, how))).toMatchObject({
        code: 'ERR_PTE_TYPE',
        message: expect.stringMatching(/^expected (a )?fault/),
      });
    }
  });

  it('is known by the fields that the functions read, whatever else it has, and answers are those of its kernel', () => {
    const kernels = [k, kernel('6.1'), kernel('7.3', { softDirty: false })];
    for (let turn = 0; turn < 3; turn++)
      for (const of of kernels)
        for (let i = 0; i < 7; i++) {
          const own = { ...vma(of, { vmFlags: [...base, ...(i & 1 ? ['write' as const] : [])] }), start: BigInt(i) };
          const migrating = BigUint64Array.of(entry(of, 'write'));
          const got = removeMigrationPteBatch(of, migrating, own, page, pfns).ptes[0];
          expect(got).toBe(removeMigrationPte(of, entry(of, 'write'), own, folio({ anon: false }), 0n).pte);
        }
  });
});

describe('kernel logic', () => {
  it('reads the release for the names of functions alone, so that kernels compare by what they answer', () => {
    const files = [...filesIn('lib/mm', '.ts'), ...filesIn('lib/helpers', '.ts')];
    expect(files.filter((file) => /\.release\b/.test(textOf(file)))).toEqual(['lib/mm/common/kernelNames.ts']);
  });
});

describe('arrays that are wrong', () => {
  const k = kernel('6.12');
  const mapping = plain(k);
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

  it.skipIf(!native)('are refused at the native door too', () => {
    const core = nativeEngine(addon, 'scalar');
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
      core.decide(
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

  it('and every engine does the same', () => {
    const table = {
      mask: 0x8000000000000006n,
      facts: 1,
      base: BigUint64Array.from({ length: 16 }, (_, i) => BigInt(i) << 50n),
      flip: new BigUint64Array(16).fill(0xffffff000n),
      shift: new Uint8Array(16).fill(12),
      source: Uint8Array.from({ length: 16 }, (_, i) => i & 1),
      decided: [],
    };
    const all = [referenceEngine, ...cores].map((engine) => {
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
    for (const other of all) expect(other).toEqual(all[0]);
  });
});
