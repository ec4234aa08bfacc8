import { setFlagsFromString } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { explain } from '../../lib/codec/explain.ts';
import { type Config, switches } from '../../lib/kernel/config.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { kernels } from '../../spec/kernels.ts';
import type { Row } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';
import { thrown } from '../support/thrown.ts';
import { everyNth, whole } from '../support/whole.ts';

const DP = {};
const noDP = { devicePrivate: false };

/** What linux/swap.h and linux/swapops.h of these releases give with MIGRATION and MEMORY_FAILURE on; '-' is none. */
const stacked: readonly (readonly [releases: readonly string[], Partial<Config>, numbers: string])[] = [
  // MAX_SWAPFILES, hwpoison, migration read, read exclusive, write, device write, read,
  // exclusive write, exclusive read, exclusive, marker, swap-in error
  [['4.19', '5.10', '5.13'], DP, '27 27 28 - 29 30 31 - - - - -'],
  [['4.19', '5.10', '5.18'], noDP, '29 29 30 - 31 - - - - - - -'],
  [['5.14', '5.18'], DP, '25 25 26 - 27 28 29 30 31 - - -'],
  [['5.19', '6.0', '6.1'], DP, '22 22 23 24 25 26 27 28 29 - 30 31'],
  [['5.19', '6.0', '6.1'], noDP, '26 26 27 28 29 - - - - - 30 31'],
  [['5.19', '6.0', '6.1'], { ...noDP, pteMarker: false }, '27 27 28 29 30 - - - - - - 31'],
  [['6.2', '6.12', '6.14'], DP, '23 23 24 25 26 27 28 29 30 - 31 -'],
  [['6.2', '6.12', '7.3'], noDP, '27 27 28 29 30 - - - - - 31 -'],
  [['6.15', '6.18', '7.3'], DP, '24 24 25 26 27 28 29 - - 30 31 -'],
  [['7.3'], { memoryFailure: false }, '25 - 25 26 27 28 29 - - 30 31 -'],
  [['7.3'], { migration: false }, '27 27 - - - 28 29 - - 30 31 -'],
];

describe('the special types of a kernel', () => {
  it.each(stacked)('fill the top of the type space: %s with %o', (releases, config, numbers) => {
    for (const release of releases) {
      const { mask, type: t } = kernel(release, config);
      const got = [
        t.hwpoison,
        t.migrationRead,
        t.migrationReadExclusive,
        t.migrationWrite,
        t.deviceWrite,
        t.deviceRead,
        t.deviceExclusiveWrite,
        t.deviceExclusiveRead,
        t.deviceExclusive,
        t.pteMarker,
        t.swapinError,
      ];
      expect([mask.maxSwapfiles, ...got.map((n) => n ?? '-')].join(' ')).toBe(numbers);
    }
  });
});

describe('kernel', () => {
  it('names every release from 4.19 to 7.3', () => {
    for (const { series } of kernels) expect(kernel(series).release).toMatchObject({ series, patch: 0 });
  });

  it('takes a release as uname, a package or a tag writes it', () => {
    expect(kernel('6.12.107+deb13-amd64').release).toMatchObject({ series: '6.12', patch: 107 });
    expect(kernel('v6.6.9').release).toMatchObject({ series: '6.6', patch: 9 });
    expect(kernel('6.1-rc7').release).toMatchObject({ series: '6.1', patch: -1 });
    const debian = { release: '6.1.0-56-amd64', version: '#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-08-01)' };
    expect(kernel(debian).release).toMatchObject({ series: '6.1', patch: 192 });
  });

  it.each([
    ['8.0', 'ERR_PTE_KERNEL', /7\.2 and 7\.3/],
    ['4.18', 'ERR_PTE_KERNEL', /before 4\.19 swap/],
    ['six', 'ERR_PTE_KERNEL', /expected a kernel release/],
    ['6.1.0-56-amd64', 'ERR_PTE_AMBIGUOUS_RELEASE', /hides/],
  ])('refuses %s', (release, code, message) => {
    const error = thrown(() => kernel(release));
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it.each([
    ['pagingLevels', { pagingLevels: 3 as 4 }, RangeError],
    ['encMask', { encMask: 3n << 40n }, RangeError],
    ['encMask', { encMask: 1n }, RangeError],
    ['sharedMask', { sharedMask: 3n << 40n }, RangeError],
    ['sharedMask', { sharedMask: 1n << 52n }, RangeError],
    ['sharedMask', { sharedMask: 47 as unknown as bigint }, TypeError],
    ['one of the two', { sharedMask: 1n << 47n, encMask: 1n << 51n }, RangeError],
    ['encMask', { encMask: 47 as unknown as bigint }, TypeError],
    ['physBits', { physBits: 60 }, RangeError],
    ['softDirty', { softDirty: 1 as unknown as boolean }, TypeError],
    ['softdirty', { softdirty: true } as object, RangeError],
    ['constructor', { constructor: 1 }, RangeError],
    ['toString', { toString: true }, RangeError],
    ['hasOwnProperty', { hasOwnProperty: true } as object, RangeError],
    ['__proto__', JSON.parse('{"__proto__": true}'), RangeError],
    ['backports', { backports: ['__proto__'] }, RangeError],
    ['without', { without: ['constructor'] }, RangeError],
    ['backports', { backports: ['noSuchRow'] }, RangeError],
    ['without', { without: 'devmap' as unknown as string[] }, TypeError],
  ])('refuses a wrong %s', (key, wrong, type) => {
    const error = thrown(() => kernel('6.12', wrong));
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ code: expect.stringMatching(/^ERR_PTE_/), message: expect.stringContaining(key) });
  });

  it('takes a row early, or leaves it out, by name', () => {
    expect(kernel('6.12').mask.markerGuard).toBe(0n);
    expect(kernel('6.12', { backports: ['guard'] }).mask.markerGuard).toBe(4n);
    expect(kernel('6.13', { without: ['markerBits.guard'] }).mask.markerGuard).toBe(0n);
  });

  const rowsOf = (names: readonly (keyof typeof tables)[]) => names.flatMap((table): readonly Row[] => tables[table]);
  const names = Object.keys(tables) as (keyof typeof tables)[];

  it.each(['4.19', '6.12', '7.3'])('comes to numbers whichever row it takes early or lacks: %s', (version) => {
    const keys = names.flatMap((table) => tables[table].map(({ id }) => `${table}.${id}`));
    const changed = everyNth(keys, 6).flatMap((key) => [
      kernel(version, { backports: [key] }),
      kernel(version, { without: [key] }),
    ]);
    const notNumbers = changed.filter(({ mask }) => Object.values(mask).some((m) => typeof m !== 'bigint' || m < 0n));
    expect(notNumbers.map(({ config }) => [...config.backports, ...config.without])).toEqual([]);
    expect(changed.length).toBeGreaterThan(whole ? 600 : 100);
  });

  it('knows what changes answers by a name alone, whatever functions and ioctls are called', () => {
    const asked = new Set(rowsOf(['functions', 'uapi']).map(({ id }) => id));
    const deciding = rowsOf(names.filter((table) => table !== 'functions' && table !== 'uapi'));
    expect(deciding.filter(({ id }) => asked.has(id)).map(({ id }) => id)).toEqual([]);
  });

  it('has its masks where V8 reads them at once: a third of the time of a helper goes with that', () => {
    setFlagsFromString('--allow-natives-syntax');
    const isFast = new Function('o', 'return %HasFastProperties(o)');
    for (const k of [kernel('4.19'), kernel('7.3', { softDirty: false, pagingLevels: 5, encMask: 1n << 51n })])
      expect([k, k.mask, k.clear, k.vm].map((o) => isFast(o))).toEqual([true, true, true, true]);
  });

  it('has zero masks for what an option leaves out, and no mask lost otherwise', () => {
    const full = kernel('6.12').mask;
    for (const key of switches) {
      const { mask } = kernel('6.12', { [key]: false });
      for (const bit of ['present', 'rw', 'nx', 'pfn', 'swpType', 'swpOffset'] as const)
        expect(mask[bit]).toBe(full[bit]);
    }
    const bare = kernel('6.12', { softDirty: false, uffdWp: false, pkeys: false }).mask;
    expect([bare.softDirty, bare.swpSoftDirty, bare.uffdWp, bare.swpUffdWp, bare.pkey]).toEqual([0n, 0n, 0n, 0n, 0n]);
  });

  it('cannot be changed', () => {
    const k = kernel('6.12');
    const parts = [k, k.mask, k.clear, k.type, k.prot, k.vm, k.config, k.release, k.config.backports, k.config.without];
    for (const part of parts) expect(Object.isFrozen(part)).toBe(true);
  });

  it('has lists of its own, whatever becomes of those that it was given', () => {
    const backports = ['guard'];
    const k = kernel('6.12', { backports });
    backports.push('nonsense');
    expect(k.config.backports).toEqual(['guard']);
    expect(Object.isFrozen(k.config.backports)).toBe(true);
  });

  it('has the value of an option that was checked, not another that is read later', () => {
    let reads = 0;
    const given = {
      get pagingLevels() {
        return reads++ === 0 ? 5 : (3 as 4);
      },
    };
    expect(kernel('6.12', given).config.pagingLevels).toBe(5);
  });
});

describe('a kernel of a distribution', () => {
  const debian = { release: '6.1.0-56-amd64', version: '#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-08-01)' };

  it('is named with the stable number that its release string hides', () => {
    expect(kernel(debian).name).toBe('6.1.192 (6.1.0-56-amd64)');
  });

  it.each(['6.12', '6.12.107', '6.12.107+deb13-amd64', '6.1-rc7'])(
    'is named as given where it tells: %s',
    (release) => {
      expect(kernel(release).name).toBe(release);
      expect(kernel({ release, version: '#1 SMP' }).name).toBe(release);
    },
  );
});

describe('what a bit says', () => {
  // The Dirty bit means shadow-stack memory since there are shadow stacks: SAVED_DIRTY of 6.6.9, not of 6.5.0
  it.each([
    ['6.1', '_PAGE_DIRTY', 'set by the processor on write'],
    [
      '6.6',
      '_PAGE_DIRTY',
      'set by the processor on write; with RW clear, shadow-stack memory where the processor has it',
    ],
    ['7.2', '_PAGE_UFFD_WP', 'userfaultfd traps writes'],
    ['7.3', '_PAGE_UFFD', 'userfaultfd traps writes; with PROT_NONE, every access'],
  ])('is said of the kernel at hand: %s', (release, name, text) => {
    expect(explain(kernel(release), 0x8000000012345467n).parts.find((part) => part.name === name)?.text).toBe(text);
  });
});
