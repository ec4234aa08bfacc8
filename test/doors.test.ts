/** The functions that check their arguments: whatever they are given, they answer, or throw an error with a code. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as arbitraries from '../lib/fastCheck.ts';
import * as library from '../lib/index.ts';
import * as log from '../lib/log/index.ts';
import { thrown } from './support/thrown.ts';
import { root } from './support/tree.ts';

const k = library.kernel('6.12');
const mapping = library.vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite'] });
const write = library.fault({ write: true });
const recording = library.parseRecording(readFileSync(join(root, 'test/data/observations/linux-6.12.json'), 'utf8'));
const few = { ...recording, records: recording.records.slice(0, 3) };
const migrating = BigUint64Array.of(library.swpEntryToPte(k, library.makeReadableMigrationEntry(k, 1n)));
const swapped = BigUint64Array.of(library.swpEntryToPte(k, library.swpEntry(k, 0, 1n)));
const oops = 'PGD 100000067 P4D 100000067 PUD 100001067 PMD 100002067 PTE 80000000be141067';
const [page, pfns] = [new Uint8Array(1), new BigUint64Array(1)];
const into = () => ({ ptes: new BigUint64Array(1), rows: new Uint32Array(1) });

/** Entries that there may be room for: 28 GiB, and a process that holds them can start no other. */
const roomy = 2 ** 31;

type Call = (...args: unknown[]) => unknown;
/** Each door with arguments that are right. */
const doors: Readonly<Record<string, readonly [run: unknown, ...right: unknown[]]>> = {
  kernel: [library.kernel, '6.12', { softDirty: false, backports: ['guard'], encMask: 1n << 51n }],
  kernelOfUname: [library.kernel, { release: '6.1.0-56-amd64', version: 'Debian 6.1.192-2' }],
  kernelFromConfig: [library.kernelFromConfig, '6.12', 'CONFIG_X86_64=y\n', { pagingLevels: 5 }],
  decode: [library.decode, k, 1n, { level: 'pmd' }],
  encode: [library.encode, k, { kind: 'present', pfn: 1n, level: 'pte', flags: ['_PAGE_RW'] }],
  encodeMarker: [library.encode, k, { kind: 'pteMarker', marker: { uffdWp: true } }],
  transcode: [library.transcode, k, k, { kind: 'present', pfn: 1n, level: 'pte' }],
  decodePagemap: [library.decodePagemap, k, 1n],
  decodeHardware: [library.decodeHardware, '4.18', 1n, { level: 'pmd' }, { encMask: 1n << 51n }],
  explain: [library.explain, k, 1n, { level: 'pmd' }],
  checkEntry: [
    library.checkEntry,
    k,
    1n,
    { level: 'pmd', as: 'entry', errorCode: 1n, ram: 1n << 30n, above: 0n, neighbours: [1n] },
  ],
  parseQuery: [library.parseQuery, 'uffd-wp & pfn >= 0x1000'],
  matches: [library.matches, k, 1n, library.parseQuery('swap'), { level: 'pmd' }],
  decodeBatch: [library.decodeBatch, k, migrating, library.columns(1)],
  censusBatch: [library.censusBatch, k, migrating, { level: 'pte' }],
  findBatch: [library.findBatch, k, migrating, library.parseQuery('migration'), { level: 'pte', from: 0, limit: 1 }],
  mapBatch: [library.mapBatch, k, ['pteModify', 0x25n], migrating, new BigUint64Array(1)],
  mapBatchOfOne: [library.mapBatch, k, 'pteMkuffdWp', migrating],
  encodeBatch: [library.encodeBatch, k, library.decodeBatch(k, migrating), new BigUint64Array(1)],
  columns: [(n: unknown) => (n === roomy ? undefined : library.columns(n as number)), 1],
  batchMemory: [(n: unknown) => (n === roomy ? undefined : library.batchMemory(n as number)), 64],
  batchMemoryWords: [(n: unknown) => library.batchMemory(64).words(n as number), 1],
  vma: [library.vma, k, { vmFlags: ['read'] }],
  doubtsOf: [library.doubtsOf, k],
  Census: [
    (of: unknown, words: unknown) => new library.Census(of as library.Kernel).add(words as BigUint64Array),
    k,
    swapped,
  ],
  removeMigrationPteBatch: [library.removeMigrationPteBatch, k, migrating, mapping, page, pfns, into()],
  doSwapPageBatch: [
    library.doSwapPageBatch,
    k,
    swapped,
    mapping,
    page,
    pfns,
    { fault: write, copyPfns: pfns.slice() },
    into(),
  ],
  migrationTable: [library.migrationTable, k, mapping],
  migrationTableRun: [library.migrationTable(k, mapping).run, migrating, page, pfns, into()],
  swapInTable: [library.swapInTable, k, mapping, write],
  swapInTableRun: [library.swapInTable(k, mapping, write).run, swapped, page, pfns, pfns.slice(), into()],
  decided: [library.removeMigrationPteBatch(k, migrating, mapping, page, pfns).decided, 0],
  parseScript: [library.parseScript, 'anon; write; mprotect r'],
  play: [library.play, k, library.parseScript('anon; write; mprotect r')],
  scenario: [library.scenario, k],
  parseRecording: [library.parseRecording, '{}'],
  replay: [library.replay, few],
  replayRanges: [library.replayRanges, few],
  replaySteps: [library.replaySteps, few],
  parseWord: [log.parseWord, '80000000be141067'],
  couldBeDecimal: [log.couldBeDecimal, '4096'],
  TextReader: [(line: unknown) => new log.TextReader().read(line as string), 'pte:80000000be141067'],
  LogReader: [
    (options: unknown, line: unknown) => new log.LogReader(options as log.LogOptions).push(line as string),
    { kernel: k, check: true, version: '#1', config: {} },
    oops,
  ],
  sayings: [log.sayings, new log.LogReader({ kernel: k }).push(oops)[0]],
  faultErrorNames: [log.faultErrorNames, 3n],
  vmFlagsByName: [log.vmFlagsByName, k, 0x73n],
  kindsOf: [arbitraries.kindsOf, k],
  wordOfKind: [arbitraries.wordOfKind, k, 'swap'],
  canonicalWord: [arbitraries.canonicalWord, k, 'swap'],
  mapping: [arbitraries.mapping, k],
};

const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];
const shared = new BigUint64Array(new SharedArrayBuffer(8));
const wrong: readonly unknown[] = [
  ...[undefined, null, true, 0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, roomy, 2 ** 40, 2 ** 53, -1n, 2n ** 64n],
  ...[
    '',
    ' ',
    'six',
    '\u001b[31m',
    '\ud800',
    'x'.repeat(100_000),
    ...names,
    Symbol('s'),
    () => 1,
    class {},
    new Date(0),
  ],
  ...[{}, [], [undefined], [names], Object.create(null), new Map(), new Uint8Array(0), new BigUint64Array(0), shared],
  ...[new Uint32Array(4), new Float64Array(4), new ArrayBuffer(8), new DataView(new ArrayBuffer(8))],
  ...names.flatMap((name) => [
    JSON.parse(`{"${name}": 1}`),
    { kind: name },
    { level: name },
    { vmFlags: [name] },
    [name],
  ]),
];

/** The value with each of its fields replaced in turn by something wrong. */
function* damaged(value: unknown): Generator<unknown> {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || value === k) return;
  for (const key of Object.keys(value)) for (const bad of wrong) yield { ...value, [key]: bad };
  for (const name of names) yield Object.defineProperty({ ...value }, name, { value: 1, enumerable: true });
}

/** What a call throws that has no code of ours. */
function uncoded(run: unknown, args: readonly unknown[]): string | undefined {
  try {
    (run as Call)(...args);
  } catch (error) {
    const { code, message } = error as Error & { code?: unknown };
    return /^ERR_PTE_[A-Z_]+$/.test(String(code)) ? undefined : message;
  }
  return undefined;
}

describe('a name in a recording that every object of JavaScript has', () => {
  const text = readFileSync(join(root, 'test/data/observations/walk-6.12-1.json'), 'utf8');
  const place = /("fn": |"name": )?"([a-z_]*_[a-z]|wr|uptodate|fork|mremap)[a-z_]*"(?!:)/g;

  it.each(names)('is a name like others: %s', (name) => {
    const odd = library.parseRecording(text.replaceAll(place, (_, key = '') => `${key}"${name}"`));
    for (const run of [library.replay, library.replayRanges, library.replaySteps])
      expect(uncoded(run, [{ ...odd, records: odd.records.slice(0, 60) }])).toBe(undefined);
  });
});

describe('the error of a script', () => {
  it('shows what it was given without its control characters', () => {
    const error = thrown(() => library.parseScript('anon; \u001b[31m\u009b\u202eread; write'));
    expect(error.message).not.toContain('\u001b');
    expect(error.message.split('\n')[1]).toBe('  anon; \ufffd[31m\ufffd\ufffdread; write');
    expect(error.message.split('\n')[2]).toBe('        ^^^^^^^^^^^');
  });
});

describe('a door of the library', () => {
  it.each(Object.entries(doors))('throws nothing without a code: %s', (_, [run, ...right]) => {
    expect(uncoded(run, right)).toBe(undefined);
    const found = new Set<string>();
    right.forEach((value, i) => {
      for (const bad of [...wrong, ...damaged(value)])
        found.add(`argument ${i}: ${uncoded(run, right.with(i, bad)) ?? 'none'}`);
    });
    for (let n = 0; n < right.length; n++) found.add(`of ${n}: ${uncoded(run, right.slice(0, n)) ?? 'none'}`);
    expect([...found].filter((text) => !text.endsWith(': none'))).toEqual([]);
  });

  it('gives columns of many gigabytes or an error with a code, in a process of its own', () => {
    const program = `const { columns } = await import(${JSON.stringify(join(root, 'dist/lib/index.js'))});
      try { console.log(columns(${roomy}).kind.length); } catch (error) { console.log(error.code); }`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    expect([`${roomy}\n`, 'ERR_PTE_VALUE\n']).toContain(stdout);
  });
});
