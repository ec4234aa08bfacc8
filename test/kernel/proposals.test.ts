/** Kernels with a patch more or less: their names, what they answer, and why two of them part. */
import { describe, expect, it } from 'vitest';
import { decodeBatch } from '../../lib/batch/codecBatch.ts';
import { removeMigrationPteBatch } from '../../lib/batch/mmBatch.ts';
import { decode } from '../../lib/codec/decode.ts';
import { encode } from '../../lib/codec/encode.ts';
import { explain } from '../../lib/codec/explain.ts';
import { diffKernels } from '../../lib/kernel/diffKernels.ts';
import { kernel, patched } from '../../lib/kernel/kernel.ts';
import { kernelFromConfig } from '../../lib/kernel/kernelFromConfig.ts';
import { partingRows, withRow } from '../../lib/kernel/partingRows.ts';
import { candidates } from '../../spec/candidates.ts';
import { kernels } from '../../spec/kernels.ts';
import { type ProposalRow, proposals } from '../../spec/proposals.ts';
import { problems } from '../../spec/tools/check.ts';
import { allPoints } from '../../spec/tools/points.ts';
import { shmemVma } from '../mm/entries.ts';
import { thrown } from '../support/thrown.ts';
import { everyNth, whole } from '../support/whole.ts';

const ids = proposals.map(({ id }) => id);

describe('proposals', () => {
  it('are in no release and no candidate', () => {
    const releases = [
      ...everyNth(allPoints, 6),
      ...new Set(candidates.map(({ series }) => `${series}-rc1`)),
      '7.3-rc7',
    ];
    const held = releases.flatMap((release) => {
      const k = kernel(release);
      return [...ids.filter((id) => k.does(id)), ...(k.proposedMarker ? ['a layout'] : [])].map(
        (id) => `${release} ${id}`,
      );
    });
    expect(held).toEqual([]);
    expect(releases.length).toBeGreaterThan(whole ? 200 : 30);
  });

  it('are sound, and named by the discussions', () => {
    expect(problems()).toEqual([]);
    // the names after a colon in shared claims that are no rows
    expect(ids).toEqual(
      expect.arrayContaining(
        'wrprotectIfUffd wrprotectUnlessWritable numaForgetsWrite writableIfWriteFault migrationAsksCanChange uffdSwapV3 swapInClearsWriteFlag markerAsSpecial markerAsMigrationBit flushInHandlePteFault flushIfThreeOptions uffdWpWriteLock pendingAfterLock reuseByMapcount'.split(
          ' ',
        ),
      ),
    );
  });

  it('each change what a kernel answers, on a release that they fit', () => {
    for (const { id, since = '5.12' } of proposals as readonly ProposalRow[]) {
      const k = kernel(`${since}:${id}`);
      expect([id, k.name, k.patches, k.does(id as (typeof ids)[number])]).toEqual([id, `${since}:${id}`, [id], true]);
    }
  });
});

describe('the name of a kernel', () => {
  it.each([
    ['6.0:wrprotectIfUffd', '6.0:wrprotectIfUffd'],
    ['6.1-rc7:wrprotectIfUffd:numaForgetsWrite', '6.1-rc7:wrprotectIfUffd:numaForgetsWrite'],
    ['6.2:-migrationWrprotectsReadEntry', '6.2:-migrationWrprotectsReadEntry'],
    ['6.12.107+deb13-amd64:-guard', '6.12.107+deb13-amd64:-guard'],
  ])('is as given: %s', (given, name) => {
    expect(kernel(given).name).toBe(name);
  });

  it('adds a row or leaves one out, whatever the release has', () => {
    const row = 'migrationWrprotectsReadEntry';
    const answers = [
      '6.0',
      `6.0:${row}`,
      `6.0:behaviours.${row}`,
      '6.2',
      `6.2:-${row}`,
      `6.2:-${row}:${row}`,
      `6.2:${row}:-${row}`,
    ];
    expect(answers.map((name) => kernel(name).does(row))).toEqual([false, true, true, true, false, true, false]);
    expect(kernel('6.12:guard').mask.markerGuard).toBe(4n);
  });

  it('goes with a configuration: backports, without, proposals and options', () => {
    const k = kernel('6.1.4:-numaSavedwrite', { backports: ['writenotifyForUffdWp'], proposals: ['numaForgetsWrite'] });
    expect(
      ['numaSavedwrite', 'writenotifyForUffdWp', 'numaForgetsWrite'].map((id) => k.does(id as 'numaSavedwrite')),
    ).toEqual([false, true, true]);
    expect(kernel('6.0', { proposals: ['wrprotectIfUffd'] }).does('wrprotectIfUffd')).toBe(true);
    // a row of the configuration is taken back by the name
    expect(kernel('6.0:-guard', { backports: ['guard'] }).mask.markerGuard).toBe(0n);
    expect(kernel(k.name, k.config).config).toEqual(k.config);
    const built = kernelFromConfig('5.10:flushIfThreeOptions', 'CONFIG_X86_64=y\nCONFIG_MEM_SOFT_DIRTY=y\n');
    expect([built.name, built.does('flushIfThreeOptions')]).toEqual(['5.10:flushIfThreeOptions', false]);
  });

  it('follows the number where that is hidden', () => {
    const debian = { release: '6.1.0-56-amd64', version: '#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-08-01)' };
    expect(patched(kernel(debian), ['wrprotectIfUffd']).name).toBe('6.1.192:wrprotectIfUffd (6.1.0-56-amd64)');
    expect(patched(kernel('6.0:guard'), ['-guard']).name).toBe('6.0:guard:-guard');
  });

  it.each([
    [
      '6.0:wrprotectIfUfd',
      /expected a row or a proposal such as .*, got "wrprotectIfUfd" \(did you mean wrprotectIfUffd\?\)/,
    ],
    ['6.0:-migrationWrprotectReadEntry', /\(did you mean migrationWrprotectsReadEntry\?\)/],
    ['6.0:', /expected a row or a proposal such as .*, got ""$/],
    ['6.0:uffdWp', /expected one of presentBits\.uffdWp, .*, got "uffdWp"/],
    ['6.0:-wrprotectIfUffd', /expected a row after "-", since no release has the proposal wrprotectIfUffd/],
    ['7.3:markerAsSpecial', /expected a release from 5\.7 to before 5\.19 for markerAsSpecial, got 7\.3/],
    [
      '5.10:markerAsSpecial:markerAsProtnone',
      /expected one layout of a marker, got markerAsProtnone and markerAsSpecial/,
    ],
    ['six:wrprotectIfUffd', /expected a kernel release such as/],
  ])('refuses %s', (name, message) => {
    const error = thrown(() => kernel(name));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toMatch(message);
  });

  it('refuses proposals of a configuration that are none', () => {
    expect(() => kernel('6.0', { proposals: ['guard'] })).toThrow('config.proposals');
    expect(() => kernel('6.0', { proposals: 'wrprotectIfUffd' as unknown as string[] })).toThrow(TypeError);
    expect(() => kernel('6.0', { proposals: [1] as unknown as string[] })).toThrow(TypeError);
  });
});

describe('a proposed layout', () => {
  // C3.5, C3.15: the words of the claims; C3.20: a migration entry of page 0 with bit 4, which is zero in every real one of 5.11
  it.each([
    ['markerAsProtnone', 0x000ffffffffff500n, 'protnone'],
    ['markerAsSpecial', 0x000ffffffffff700n, 'protnone'],
    ['markerAsMigrationBit', 0xe7fffffffffffe10n, 'migrationRead'],
  ] as const)('%s decodes its word as a marker, which the release takes for something else', (id, word, kind) => {
    const k = kernel(`5.11:${id}`);
    expect(k.proposedMarker).toMatchObject({ word, proposal: id });
    expect(decode(kernel('5.11'), word).kind).toBe(kind);
    expect(decode(k, word)).toMatchObject({ kind: 'pteMarker', uffdWp: true, unexplained: 0n, raw: word });
    expect(decode(k, word, { level: 'pmd' }).kind).not.toBe('pteMarker');
    expect(encode(k, decode(k, word))).toBe(word);
    expect(encode(k, { kind: 'pteMarker' })).toBe(word);
    const { headline, parts } = explain(k, word);
    expect(headline).toBe(`PTE marker by ${id}: uffd-wp`);
    expect(parts.filter(({ state }) => state === 'unexplained')).toEqual([]);
    for (const other of [0n, 0x8000000012345c25n, word ^ 0x200n, word ^ (1n << 20n)])
      expect(encode(k, decode(k, other))).toBe(other);
  });

  it('is nothing without its options', () => {
    expect(kernel('5.11:markerAsSpecial', { uffdWp: false }).proposedMarker).toBeUndefined();
  });

  it('is refused over arrays, which know the layouts of releases only', () => {
    const k = kernel('5.11:markerAsMigrationBit');
    const words = BigUint64Array.of(0xe7fffffffffffe10n);
    for (const run of [
      () => decodeBatch(k, words),
      () => removeMigrationPteBatch(k, words, shmemVma(k), new Uint8Array(1), new BigUint64Array(1)),
    ])
      expect(thrown(run)).toMatchObject({
        code: 'ERR_PTE_ENGINE',
        message: expect.stringContaining('5.11:markerAsMigrationBit'),
      });
    expect(decodeBatch(kernel('5.11:flushInHandlePteFault'), words).kind.length).toBe(1);
  });
});

describe('diffKernels', () => {
  it('names a proposal with its author and its discussion', () => {
    expect(diffKernels(kernel('5.12'), kernel('5.12:flushInHandlePteFault'))).toEqual([
      {
        section: 'proposals',
        subject: 'flushInHandlePteFault',
        before: undefined,
        after: 'yes',
        note: expect.stringMatching(/\(Yu Zhao, 2020-12-23; discussion 4, C4\.14, C4\.16\)$/),
      },
    ]);
  });
});

describe('partingRows', () => {
  const behaviours = (a: string, b: string) =>
    partingRows(kernel(a), kernel(b)).filter(({ key }) => key.startsWith('behaviours.'));

  // commits and dates of claims.md: C0.8, C4.11, C0.7, C1.21
  it.each([
    ['6.1.7', '6.1.8', 'writenotifyForUffdWp', '51d3d5eb74ff', '6.2 and 6.1.8', 'second'],
    ['6.0', '6.2', 'writenotifyForUffdWp', '51d3d5eb74ff', '6.2 and 6.1.8', 'second'],
    ['5.8', '5.9', 'wpCountsMappings', '09854ba94c6a', '5.9', 'first'],
    ['6.1', '6.2', 'numaSavedwrite', '6a56ccbcf6c6', '6.2', 'first'],
    ['6.2', '6.1', 'numaSavedwrite', '6a56ccbcf6c6', '6.2', 'second'],
    ['6.1.12', '6.1.13', 'migrationWrprotectsReadEntry', '96a9c287e25d', '6.2 and 6.1.13', 'second'],
    ['5.11', '5.12', 'wpFlushesPending', '6ce64428d620', '5.12, 5.11.7 and 5.10.24', 'second'],
    [
      '6.0',
      '6.0:migrationWrprotectsReadEntry',
      'migrationWrprotectsReadEntry',
      '96a9c287e25d',
      '6.2 and 6.1.13',
      'second',
    ],
  ])('%s and %s part by %s', (a, b, id, cite, when, heldBy) => {
    const row = behaviours(a, b).find((one) => one.id === id);
    expect(row).toMatchObject({ key: `behaviours.${id}`, cite, when, heldBy });
  });

  it('names what one release of a stable tree took', () => {
    // C0.8; beside it two changes of mm/hugetlb.c
    const rows = partingRows(kernel('6.1.7'), kernel('6.1.8')).map(({ id }) => id);
    expect(rows.filter((id) => !id.startsWith('hugetlb'))).toEqual(['writenotifyForUffdWp']);
    expect(partingRows(kernel('6.1.7'), kernel('6.1.7'))).toEqual([]);
  });

  it('names proposals', () => {
    expect(partingRows(kernel('6.0'), kernel('6.0:wrprotectIfUffd'))).toMatchObject([
      { key: 'wrprotectIfUffd', heldBy: 'second', cite: undefined, when: expect.stringContaining('David Hildenbrand') },
    ]);
  });

  it('can be taken one by one, until nothing parts the two', () => {
    for (const [a, b] of [
      ['6.0', '6.2'],
      ['5.18', '5.19'],
      ['5.12', '5.12:flushInHandlePteFault'],
    ] as const) {
      const rows = partingRows(kernel(a), kernel(b));
      let k = kernel(a);
      for (const { key, heldBy } of rows) {
        const one = withRow(kernel(a), key, heldBy === 'second');
        expect(partingRows(kernel(a), one).map((row) => row.key)).toEqual([key]);
        k = withRow(k, key, heldBy === 'second');
      }
      expect(partingRows(k, kernel(b))).toEqual([]);
    }
  });

  it('takes a proposal away again', () => {
    const k = withRow(kernel('6.0:wrprotectIfUffd'), 'wrprotectIfUffd', false);
    expect([k.name, k.does('wrprotectIfUffd')]).toEqual(['6.0:wrprotectIfUffd:-wrprotectIfUffd', false]);
    expect(partingRows(kernel('6.0'), k)).toEqual([]);
  });

  it('knows dates for every neighbouring pair of releases', () => {
    const series = kernels.map((row) => row.series);
    for (const [i, b] of series.slice(1).entries())
      for (const row of partingRows(kernel(series[i] as string), kernel(b)))
        expect([row.key, row.when]).toEqual([
          row.key,
          expect.stringMatching(new RegExp(`(^|\\b)${b.replace('.', '\\.')}(?!\\d)`)),
        ]);
  });
});
