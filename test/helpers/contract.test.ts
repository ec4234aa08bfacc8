import { describe, expect, it } from 'vitest';
import * as library from '../../lib/index.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { columnKernels, releases } from '../support/columns.ts';
import { type Helper, helperDifferences, helperFacts, resultType, sample } from '../support/helpers.ts';

const kernelOf = columnKernels();
const helper = (name: string) => (library as unknown as Record<string, Helper>)[name] as Helper;
const columns = Object.keys(releases);
const facts = helperFacts.map((fact) => [fact.kernelName, fact] as const);

describe('the helpers of the kernel', () => {
  it('are 150', () => {
    expect(helperFacts).toHaveLength(150);
  });

  it.each(facts)('%s is exported under its name with each _x made X', (kernelName, { name }) => {
    expect(name).toBe(kernelName.replace(/_(.)/g, (_, c: string) => c.toUpperCase()));
    expect(helper(name)).toBeTypeOf('function');
  });

  it.each(facts)('%s is there on the kernels that have it', (_, fact) => {
    expect([...helperDifferences(library, fact, kernelOf)]).toEqual([]);
  });

  it.each(facts)('%s gives a result of its type', (_, fact) => {
    for (const column of columns.filter((column) => fact.columns[column]))
      expect(helper(fact.name)(kernelOf(column), ...fact.args.map(sample))).toBeTypeOf(resultType(fact));
  });
});

describe('a helper that a kernel lacks', () => {
  const lacking = helperFacts.filter((fact) => Object.values(fact.columns).includes(false));

  it.each(lacking.map((fact) => [fact.kernelName, fact] as const))(
    '%s says which kernels have it',
    (kernelName, fact) => {
      for (const column of columns.filter((column) => !fact.columns[column])) {
        const ask = () => helper(fact.name)(kernelOf(column), ...fact.args.map(sample));
        expect(ask).toThrow(RangeError);
        expect(ask).toThrow(expect.objectContaining({ code: 'ERR_PTE_HELPER' }));
        const having = `expected a kernel that has ${kernelName} \\(\\d\\.\\d+ (and later|to before \\d\\.\\d+)`;
        expect(ask).toThrow(new RegExp(`^${having}( with \\w+)?\\), got ${releases[column]}$`));
      }
    },
  );
});

/** Names for which a kernel built without the option has a stub, and what the stub gives for any argument. */
const stubs = [
  [{ migration: false }, 'makeReadableMigrationEntry', 0n],
  [{ migration: false }, 'makeWritableMigrationEntry', 0n],
  [{ migration: false }, 'makeReadableExclusiveMigrationEntry', 0n],
  [{ migration: false }, 'isMigrationEntry', false],
  [{ migration: false }, 'makeMigrationEntryYoung', 'its argument'],
  [{ migration: false }, 'makeMigrationEntryDirty', 'its argument'],
  [{ migration: false }, 'isMigrationEntryYoung', false],
  [{ migration: false }, 'isMigrationEntryDirty', false],
  [{ migrationAd: false }, 'makeMigrationEntryYoung', 'its argument'],
  [{ migrationAd: false }, 'isMigrationEntryYoung', false],
  [{ devicePrivate: false }, 'makeReadableDevicePrivateEntry', 0n],
  [{ devicePrivate: false }, 'makeWritableDevicePrivateEntry', 0n],
  [{ devicePrivate: false }, 'isDevicePrivateEntry', false],
  [{ memoryFailure: false }, 'isHwpoisonEntry', false],
  [{ softDirty: false }, 'pteMksoftDirty', 'its argument'],
  [{ softDirty: false }, 'pteSoftDirty', false],
  [{ softDirty: false }, 'pteSwpMksoftDirty', 'its argument'],
  [{ softDirty: false }, 'pteSwpSoftDirty', false],
  [{ uffdWp: false }, 'pteMkuffdWp', 'its argument'],
  [{ uffdWp: false }, 'pteUffdWp', false],
  [{ uffdWp: false }, 'pteSwpMkuffdWp', 'its argument'],
  [{ uffdWp: false }, 'pteSwpUffdWp', false],
] as const;

/** Entries of each type number with every other bit set, and the same as words. */
const ofEveryType = (k: Kernel) => {
  const entries = Array.from({ length: 32 }, (_, type) => library.swpEntry(k, type, k.mask.entryOffset));
  return [...entries, ...entries.map((entry) => library.swpEntryToPte(k, entry) | 0xffn)];
};

describe('a kernel built without an option', () => {
  it.each(stubs)('%o: %s gives %s', (config, name, expected) => {
    const columnsWithIt = columns.filter((column) => helperFacts.find((fact) => fact.name === name)?.columns[column]);
    expect(columnsWithIt.length).toBeGreaterThan(0);
    for (const column of columnsWithIt) {
      const k = kernelOf(column, config);
      for (const word of [...ofEveryType(k), 1n, 2n])
        expect(helper(name)(k, word)).toBe(expected === 'its argument' ? word : expected);
    }
  });

  it.each([
    [{ memoryFailure: false }, 'makeHwpoisonEntry'],
    [{ devicePrivate: false }, 'makeDeviceExclusiveEntry'],
  ] as const)('%o: %s has no stub and is lacking', (config, name) => {
    for (const column of columns)
      expect(() => helper(name)(kernelOf(column, config), 1n)).toThrow(
        expect.objectContaining({ code: 'ERR_PTE_HELPER' }),
      );
  });
});

describe('non_swap_entry', () => {
  it('is false for all entries where no special type is built in, even for a type number that is too large', () => {
    const none = kernelOf('5.10', { migration: false, memoryFailure: false, devicePrivate: false });
    for (let type = 0; type < 64; type++)
      expect(library.nonSwapEntry(none, BigInt(type) << none.mask.entryTypeShift)).toBe(false);
    const one = kernelOf('5.10', { migration: false, memoryFailure: true, devicePrivate: false });
    for (let type = 0; type < 64; type++)
      expect(library.nonSwapEntry(one, BigInt(type) << one.mask.entryTypeShift)).toBe(type >= 31);
  });
});

describe('softleaf_type', () => {
  it('numbers the kinds as the enum of linux/leafops.h, whatever their type numbers are', () => {
    for (const column of ['7.2', '7.3', '7.3-nodevpriv', '7.3-nohwp', '7.3-nomig']) {
      const k = kernelOf(column);
      const order = ['migrationRead', 'migrationReadExclusive', 'migrationWrite', 'deviceRead', 'deviceWrite'] as const;
      const ids = [...order, 'deviceExclusive', 'hwpoison', 'pteMarker'] as const;
      const numbers = ids.map((id) => {
        const type = k.type[id];
        return type === undefined ? 'none' : library.softleafType(k, library.swpEntry(k, type, 1n));
      });
      expect(numbers).toEqual(ids.map((id, i) => (k.type[id] === undefined ? 'none' : i + 2)));
      expect(library.softleafType(k, 0n)).toBe(0);
      expect(library.softleafType(k, library.swpEntry(k, 0, 1n))).toBe(1);
      expect(library.softleafType(k, library.swpEntry(k, Number(k.mask.maxSwapfiles) - 1, 0n))).toBe(1);
    }
  });
});
