/** The tree is the architecture: which folder may use which, where Node and packages may be used, and no circle. */
import { describe, expect, it } from 'vitest';
import { circles, filesIn, importsOf } from './support/tree.ts';

/** The rooms in order. A file may use its own room and those above it. */
const rooms = [
  'spec',
  'spec/tools',
  'lib/base',
  'lib/kernel',
  'lib/helpers',
  'lib/codec',
  'lib/query',
  'lib/mm/common',
  'lib/mm/sched',
  'lib/mm/mprotect',
  'lib/mm/userfaultfd',
  'lib/mm/memory',
  'lib/mm/hugetlb',
  'lib/mm/ksm',
  'lib/mm/migrate',
  'lib/mm/rmap',
  'lib/mm/memory_failure',
  'lib/mm/huge_memory',
  'lib/mm/khugepaged',
  'lib/mm/swapfile',
  'lib/mm/madvise',
  'lib/mm/mremap',
  'lib/mm/task_mmu',
  'lib/mm/vma',
  'lib/mm/hmm',
  'lib/mm/locks',
  'lib/mm/page_table_check',
  'lib/check',
  'lib/batch/engine',
  'lib/batch',
  'lib/world',
  'lib/replay',
  'lib/explore',
  'lib/pagewalk',
  'lib/dump',
  'lib/log',
  'lib/picture',
  'lib',
  'files',
  'crosscheck',
  'fuzz',
  'explorer',
  'record',
  'cli',
  'bench',
  'attack',
];

/** Where Node's own modules and `process` may be used; everything else runs in a browser as it is. */
const nodeIn = [
  'spec/tools/',
  'lib/batch/engine/native.ts',
  'lib/batch/engine/addonFile.ts',
  'lib/batch/engine/packageRoot.ts',
  'lib/batch/engine/threadsOnNode.ts',
  'lib/dump/',
  'files/',
  'crosscheck/',
  'fuzz/',
  'explorer/',
  'record/',
  'cli/',
  'bench/',
  'attack/',
];

/** Which packages may be used, and where. */
const packagesIn: Readonly<Record<string, readonly string[]>> = {
  '#engine': ['lib/batch/engine/engine.ts'],
  '#threads': ['lib/batch/engine/wasmCrew.ts', 'lib/batch/engine/wasmThreads.ts'],
  'fast-check': ['lib/fastCheck.ts'],
  commander: ['cli/', 'attack/'],
  'cli-table3': ['cli/'],
  picocolors: ['cli/'],
  bullmq: ['fuzz/', 'attack/'],
  ioredis: ['fuzz/', 'attack/'],
  typescript: ['crosscheck/prove/'],
};

const tops = ['spec', 'lib', 'files', 'crosscheck', 'fuzz', 'explorer', 'record', 'cli', 'bench', 'attack'];
const files = tops.flatMap((top) => filesIn(top, '.ts'));
const arrows = new Map(files.map((file) => [file, importsOf(file)]));
const ours = (to: string) => tops.some((top) => to.startsWith(`${top}/`));

/** The deepest room that holds a file. */
const room = (file: string): string =>
  rooms.filter((name) => file.startsWith(`${name}/`)).sort((a, b) => b.length - a.length)[0] ?? '';
const within = (file: string, places: readonly string[]) => places.some((place) => file.startsWith(place));
const flat = [...arrows].flatMap(([from, list]) => list.map((to) => [from, to] as const));

describe('the rooms', () => {
  it('hold every file', () => {
    expect(files.length).toBeGreaterThan(150);
    expect(files.filter((file) => room(file) === '')).toEqual([]);
  });

  it('never point down the list', () => {
    const down = flat.filter(([from, to]) => ours(to) && rooms.indexOf(room(to)) > rooms.indexOf(room(from)));
    expect(down).toEqual([]);
  });

  it('have no circle', () => {
    expect(circles(new Map([...arrows].map(([from, to]) => [from, to.filter(ours)])))).toEqual([]);
  });

  it('use nothing of the project but one another', () => {
    expect(flat.filter(([, to]) => to.endsWith('.ts') && !ours(to))).toEqual([]);
  });
});

describe('helpers that ask first', () => {
  it('are for callers from outside: inside, what a kernel lacks does nothing', () => {
    const users = flat.filter(([, to]) => to === 'lib/helpers/checked.ts').map(([from]) => from);
    expect(users).toEqual(['lib/index.ts']);
  });
});

describe('spec', () => {
  it('is data: rows import nothing but data', () => {
    expect(flat.filter(([from, to]) => room(from) === 'spec' && room(to) !== 'spec')).toEqual([]);
  });
});

describe('Node and packages', () => {
  it('are used only where they belong', () => {
    const node = flat.filter(([from, to]) => to.startsWith('node:') && !within(from, nodeIn));
    const packages = flat.filter(
      ([from, to]) => !ours(to) && !to.startsWith('node:') && !within(from, packagesIn[to] ?? []),
    );
    expect({ node, packages }).toEqual({ node: [], packages: [] });
  });
});
