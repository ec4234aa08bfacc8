/**
 * The scripted lives of the recorder, which it has led on seven releases, as scripts of the world: fork() with a child that lives, swap,
 * migration, soft-dirty bits, userfaultfd. Every entry is the recorded one, but for the number of the page.
 */
import { expect, it } from 'vitest';
import { files, recordings } from '../support/observations.ts';
import { type Followed, freshPage, say, withoutNumber } from '../support/recordedWalks.ts';

/** What was done until a record, by the number of the record in its scenario. */
type Done = Readonly<Record<number, string>>;

/** The same for each kind of protection that userfaultfd has. */
const trapped = (on: string, off: string): readonly Done[] => [
  { 0: `write; ${on}`, 1: 'read', 2: 'write' },
  { 3: `write; ${on}; pageout`, 4: 'read', 5: 'write' },
  { 6: `write; ${on}; pageout; write` },
  { 7: `write; ${on}; migrate`, 8: 'write' },
  { 9: `write; ${on}; pageout`, 10: off, 11: 'read' },
  {
    12: `write; ${on}; mprotect none`,
    13: 'migrate',
    14: off,
    15: on,
    16: 'mprotect r',
    17: 'mprotect rw',
    18: 'write',
  },
  { 19: `write; ${on}; fork`, 20: 'write' },
  { 21: `write; ${on}; pageout`, 22: 'fork', 23: 'read' },
  { 24: `write; ${on}; dontneed`, 25: 'write' },
  { 26: `read; ${on}`, 27: 'write' },
  { 28: on, 29: 'read' },
  { 30: `write; ${on}; clear-refs`, 31: 'write' },
];
const afterClearRefs = (on: string): readonly Done[] => [
  { 34: `write; ${on}; pageout`, 35: 'swapoff', 36: 'write' },
  { 37: `write; ${on}; pageout`, 38: 'mremap', 39: 'read' },
  { 40: `write; ${on}`, 43: 'uffd-close', 46: 'write' },
  { 41: `write; ${on}; pageout`, 44: 'uffd-close', 47: 'read' },
  { 42: `write; ${on}; dontneed`, 45: 'uffd-close' },
];
const freed = (on: string): readonly Done[] => [{ 32: `write; ${on}; free`, 33: 'migrate' }];
/** The scenario of shared memory has two records more before, and one less instead of MADV_FREE. */
const shifted = (all: readonly Done[], by: number): readonly Done[] =>
  all.map((done) => Object.fromEntries(Object.entries(done).map(([at, line]) => [Number(at) + by, line])));

const scenarios: readonly (readonly [scenario: string, start: string, lives: readonly Done[]])[] = [
  [
    'anon',
    'anon',
    [
      { 0: 'read', 1: 'write' },
      { 2: 'write', 3: 'mprotect r', 4: 'mprotect none', 5: 'mprotect rw', 6: 'mprotect rwx' },
      { 8: 'read', 9: 'mprotect none', 10: 'mprotect rw' },
    ],
  ],
  [
    'file-private',
    'file-private',
    [{ 0: 'read' }, { 1: 'write', 2: 'migrate', 3: 'dontneed', 4: 'read' }, { 5: 'read; migrate', 6: 'write' }],
  ],
  [
    'swap',
    'anon; write',
    [
      { 0: 'pageout', 1: 'read', 2: 'pageout', 3: 'write' },
      { 4: 'mprotect r', 5: 'pageout', 6: 'read', 7: 'mprotect none', 8: 'pageout', 9: 'mprotect rw', 10: 'write' },
      { 11: 'pageout', 12: 'swapoff', 13: 'write' },
      { 14: 'mprotect r', 15: 'pageout', 16: 'swapoff' },
    ],
  ],
  [
    'fork',
    'anon',
    [
      { 0: 'write; pageout', 5: 'fork', 8: 'read', 12: 'migrate', 13: 'child-exit; write' },
      { 1: 'write; mprotect none', 6: 'fork', 10: 'mprotect rw', 11: 'pageout', 14: 'child-exit; write' },
      { 2: 'read', 7: 'fork', 15: 'child-exit; write' },
      { 3: 'write', 4: 'fork', 9: 'write' },
    ],
  ],
  [
    'migrate',
    'anon; write',
    [
      { 0: 'migrate', 1: 'write' },
      { 2: 'mprotect r', 3: 'migrate', 4: 'mprotect rw', 5: 'write' },
      { 6: 'mprotect none', 7: 'migrate', 8: 'mprotect rw' },
      { 9: 'free', 10: 'migrate', 11: 'write', 12: 'free', 13: 'pageout' },
      { 14: 'cold', 15: 'migrate' },
    ],
  ],
  ['migrate', 'shmem; write', [{ 16: 'migrate', 17: 'mprotect r', 18: 'migrate', 19: 'mprotect rw' }]],
  [
    'softdirty',
    'anon',
    [
      {
        0: 'write',
        1: 'clear-refs',
        2: 'read',
        3: 'write',
        4: 'pageout',
        5: 'clear-refs',
        6: 'read',
        7: 'pageout',
        8: 'write',
        9: 'clear-refs',
        10: 'migrate',
        11: 'write',
        12: 'migrate',
        13: 'clear-refs',
        14: 'mremap',
      },
    ],
  ],
  ['softdirty', 'shmem; write', [{ 15: 'clear-refs', 16: 'migrate', 17: 'write' }]],
  ['uffd-anon', 'anon; uffd-register wp', trapped('uffd-wp', 'uffd-wp-resolve')],
  ['uffd-anon', 'anon; clear-refs; uffd-register wp', [...afterClearRefs('uffd-wp'), ...freed('uffd-wp')]],
  ['uffd-unpopulated', 'anon; uffd-register wp wp-unpopulated', trapped('uffd-wp', 'uffd-wp-resolve')],
  [
    'uffd-unpopulated',
    'anon; clear-refs; uffd-register wp wp-unpopulated',
    [...afterClearRefs('uffd-wp'), ...freed('uffd-wp')],
  ],
  [
    'uffd-shmem',
    'shmem; uffd-register wp',
    [{ 0: 'write; uffd-wp', 1: 'truncate' }, ...shifted(trapped('uffd-wp', 'uffd-wp-resolve'), 2)],
  ],
  [
    'uffd-shmem',
    'shmem; clear-refs; uffd-register wp',
    [{ 34: 'write; uffd-wp; migrate' }, ...shifted(afterClearRefs('uffd-wp'), 1)],
  ],
  ['uffd-rwp', 'anon; uffd-register rwp', trapped('uffd-rwp', 'uffd-rwp-resolve')],
  ['uffd-rwp', 'anon; clear-refs; uffd-register rwp', [...afterClearRefs('uffd-rwp'), ...freed('uffd-rwp')]],
  ['uffd-rwp-shmem', 'shmem; uffd-register rwp', trapped('uffd-rwp', 'uffd-rwp-resolve')],
  [
    'uffd-rwp-shmem',
    'shmem; clear-refs; uffd-register rwp',
    [{ 32: 'write; uffd-rwp; migrate' }, ...shifted(afterClearRefs('uffd-rwp'), -1)],
  ],
  [
    'guard',
    'anon; write',
    [
      {
        0: 'guard-install',
        2: 'read',
        3: 'mprotect r',
        4: 'mprotect rw',
        5: 'fork',
        6: 'clear-refs',
        7: 'dontneed',
        8: 'pageout',
        9: 'guard-remove',
        10: 'write',
      },
      { 1: 'pageout; guard-install' },
    ],
  ],
  ['hwpoison', 'anon; write', [{ 1: 'hwpoison', 2: 'read', 3: 'fork', 4: 'mprotect r' }]],
  ['hwpoison', 'shmem; write', [{ 6: 'hwpoison' }]],
  ['block-shared', 'file', [{ 0: 'read', 1: 'write', 2: 'writeback', 3: 'write', 4: 'clear-refs', 5: 'write' }]],
];

const recorded = recordings();
/** The record of a scenario in a file; the steps of all files go by the words of the first that has the scenario. */
const stepsOf = (file: string, scenario: string) =>
  recorded.get(file)?.records.filter((record) => record.scenario === scenario) ?? [];
const lives = files.filter((file) => file.startsWith('lives-')).reverse();
const wordsOf = (scenario: string) =>
  lives
    .map((file) => stepsOf(file, scenario))
    .find((steps) => steps.length > 0)
    ?.map(({ step }) => step) ?? [];

const table = scenarios.flatMap(([scenario, start, all]) =>
  lives.flatMap((file) =>
    all.flatMap((done) => {
      const steps = stepsOf(file, scenario);
      const same = Object.keys(done).every((at) => steps[Number(at)]?.step === wordsOf(scenario)[Number(at)]);
      return steps.length > 0 && same ? [{ file, scenario, start, done }] : [];
    }),
  ),
);

it.each(table)('$file, $scenario: $start $done', ({ file, scenario, start, done }) => {
  const k = recorded.get(file)?.kernel;
  if (!k) throw new Error(`expected the recording ${file}`);
  const [mapping = '', ...before] = start.split('; ');
  const page: Followed = freshPage(k, mapping);
  page.world = { ...page.world, backing: { cached: mapping !== 'anon' } }; // the recorder has written to the file before
  for (const line of before) say(page, line === 'write' ? 'increment' : line);
  for (const [at, operations] of Object.entries(done)) {
    for (const line of operations.split('; ')) say(page, line === 'write' ? 'increment' : line);
    const step = stepsOf(file, scenario)[Number(at)];
    const place = `${step?.step}: ${page.script.join('; ')}`;
    const entry = page.world.mms.find(({ name }) => name === 'A')?.pte ?? -1n;
    expect(`${place} ${withoutNumber(entry).toString(16)}`).toBe(
      `${place} ${withoutNumber(step?.raw ?? -1n).toString(16)}`,
    );
  }
});
