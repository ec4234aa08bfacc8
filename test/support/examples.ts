/** The worked examples of examples.md, each with the calls of the library that ask the same question. */
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { decodeBatch } from '../../lib/batch/codecBatch.ts';
import { FLAG, KINDS } from '../../lib/batch/columns.ts';
import { decode } from '../../lib/codec/decode.ts';
import type { Decoded, Kind } from '../../lib/codec/decoded.ts';
import * as pg from '../../lib/index.ts';
import * as huge from '../../lib/index.ts';
import * as swp from '../../lib/index.ts';
import type { Config } from '../../lib/kernel/config.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import type { Level } from '../../spec/schema.ts';
import type { KernelOf } from './columns.ts';

type Answer = bigint | number | boolean;

interface Question {
  /** What is asked; more than one answer is printed with slashes. */
  readonly ask: (k: Kernel) => Answer | readonly Answer[];
  /** Where the kernel has no such type, marker or flag although the helper exists: printed as n/a. */
  readonly exists?: (k: Kernel) => boolean;
  readonly config?: Partial<Config>;
}

const S = 0x8000000012345027n;
const PFN = 0x12345n;
const HUGE = 0x12200n;
const READ = 1n;
const WRITE = 2n;
const SHARED = 8n;
const VM_SHADOW_STACK = 1n << 37n;
const PSE = 0x80n;
const pkey = (n: bigint) => n << 32n;
const cBit = { encMask: 1n << 47n };

const tests = (word: bigint): Question => ({
  ask: (k) => [pg.ptePresent(k, word), pg.pteNone(k, word), pg.pteProtnone(k, word)],
});
const dirtyAndWrite = (word: bigint, config: Partial<Config> = {}): Question => ({
  ask: (k) => [pg.pteDirty(k, word), pg.pteWrite(k, word)],
  config,
});

const dirtyS = (k: Kernel) => pg.pteMkdirty(k, S);
const readOnlyDirtyS = (k: Kernel) => pg.pteWrprotect(k, dirtyS(k));
const swapWord = (k: Kernel) => swp.swpEntryToPte(k, swp.swpEntry(k, 1, PFN));
const allThree = (k: Kernel) => swp.pteSwpMkexclusive(k, swp.pteSwpMkuffdWp(k, swp.pteSwpMksoftDirty(k, swapWord(k))));
const writableMigration = (k: Kernel) => swp.makeWritableMigrationEntry(k, PFN);
const young = (k: Kernel) => swp.makeMigrationEntryYoung(k, writableMigration(k));
const youngDirty = (k: Kernel) => swp.swpEntryToPte(k, swp.makeMigrationEntryDirty(k, young(k)));
const hugeShared = (k: Kernel) => huge.pfnPmd(k, HUGE, k.prot.PAGE_SHARED | PSE);
const hugeDirty = (k: Kernel) => huge.pmdMkdirty(k, hugeShared(k));
const hugeMigration = (k: Kernel) => swp.swpEntryToPmd(k, swp.makeWritableMigrationEntry(k, HUGE));
const sharedProt = (k: Kernel) => pg.vmGetPageProt(k, READ | WRITE | SHARED);
const noneUnderCBit = (k: Kernel) => pg.pfnPte(k, PFN, pg.vmGetPageProt(k, 0n));
const hasDevices = (k: Kernel) => k.type.deviceRead !== undefined;

// biome-ignore format: a table
const questions: Readonly<Record<string, Question>> = {
  // A. Building present PTEs
  E1: { ask: (k) => pg.pfnPte(k, PFN, k.prot.PAGE_NONE) },
  E2: { ask: (k) => pg.pfnPte(k, PFN, k.prot.PAGE_READONLY) },
  E3: { ask: (k) => pg.pfnPte(k, PFN, k.prot.PAGE_READONLY_EXEC) },
  E4: { ask: (k) => pg.pfnPte(k, PFN, k.prot.PAGE_COPY) },
  E5: { ask: (k) => pg.pfnPte(k, PFN, k.prot.PAGE_COPY_EXEC) },
  E6: { ask: (k) => pg.pfnPte(k, PFN, k.prot.PAGE_SHARED) },
  E7: { ask: (k) => pg.pfnPte(k, PFN, k.prot.PAGE_SHARED_EXEC) },
  E8: { ask: (k) => pg.pfnPte(k, PFN, k.prot.PAGE_KERNEL) },
  E9: { ask: (k) => pg.pfnPte(k, PFN, k.prot.PAGE_KERNEL_RO) },
  E10: { ask: (k) => pg.pfnPte(k, PFN, k.prot.PAGE_KERNEL_ROX) },
  E11: { ask: (k) => pg.pfnPte(k, PFN, k.prot.PAGE_KERNEL_NOCACHE) },
  E12: { ask: (k) => pg.pfnPte(k, 0x3ffffffffn, k.prot.PAGE_SHARED) },
  E13: { ask: (k) => pg.pfnPte(k, 0xffffffffffn, k.prot.PAGE_NONE) },
  E14: { ask: (k) => pg.pfnPte(k, 0n, k.prot.PAGE_NONE) },
  // B. Flag helpers
  E15: { ask: dirtyS },
  E16: { ask: readOnlyDirtyS },
  E17: { ask: (k) => pg.pteMkwrite(k, readOnlyDirtyS(k), 0n) },
  E18: { ask: (k) => pg.pteMkwriteNovma(k, readOnlyDirtyS(k)) },
  E19: { ask: (k) => pg.pteMkdirty(k, pg.pteWrprotect(k, S)) },
  E20: { ask: (k) => pg.pteMkwrite(k, pg.pteMkdirty(k, pg.pteWrprotect(k, S)), VM_SHADOW_STACK), exists: (k) => k.vm.shadowStack !== 0n },
  E21: { ask: (k) => pg.pteMkclean(k, readOnlyDirtyS(k)) },
  E22: { ask: (k) => pg.pteMkuffdWp(k, S) },
  E23: { ask: (k) => pg.pteMkuffdWp(k, dirtyS(k)) },
  E24: { ask: (k) => pg.pteMksoftDirty(k, S) },
  E25: { ask: (k) => pg.pteMkspecial(k, S) },
  E26: { ask: (k) => pg.pteMkdevmap(k, S) },
  E27: { ask: (k) => pg.pteMkold(k, S) },
  E28: { ask: (k) => pg.pteMkhuge(k, S) },
  E29: { ask: (k) => pg.pteMkexec(k, S) },
  // C. pte_modify
  E30: { ask: (k) => pg.pteModify(k, S, k.prot.PAGE_READONLY) },
  E31: { ask: (k) => pg.pteModify(k, dirtyS(k), k.prot.PAGE_READONLY) },
  E32: { ask: (k) => pg.pteModify(k, dirtyS(k), k.prot.PAGE_NONE) },
  E33: { ask: (k) => pg.pteModify(k, pg.pteModify(k, dirtyS(k), k.prot.PAGE_NONE), k.prot.PAGE_SHARED) },
  E34: { ask: (k) => pg.pteModify(k, pg.pteModify(k, dirtyS(k), k.prot.PAGE_READONLY), k.prot.PAGE_SHARED) },
  E35: { ask: (k) => pg.pteModify(k, pg.pteMkuffdWp(k, S), k.prot.PAGE_NONE) },
  E36: { ask: (k) => pg.pteModify(k, S, k.prot.PAGE_SHARED | (5n << 59n)) },
  E37: { ask: (k) => pg.vmGetPageProt(k, READ | WRITE | SHARED | pkey(15n)) },
  // D. Reading back
  E38: { ask: (k) => pg.ptePfn(k, 0x000fffffedcba120n) },
  E39: { ask: (k) => pg.ptePfn(k, S) },
  E40: tests(0n),
  E41: tests(0x60n),
  E42: tests(0x100n),
  E43: tests(0x120n),
  E44: tests(0x80n),
  E45: tests(0xe7fffffffffffe00n),
  E46: dirtyAndWrite(0x0400000012345825n),
  E47: dirtyAndWrite(0x12345065n),
  E48: dirtyAndWrite(0x12345065n, { shadowStackCpu: false }),
  // E. Swap entries
  E49: { ask: (k) => swp.swpEntry(k, 0, 0n) },
  E50: { ask: (k) => swp.swpEntryToPte(k, swp.swpEntry(k, 0, 0n)) },
  E51: { ask: (k) => swp.swpEntry(k, 1, PFN) },
  E52: { ask: swapWord },
  E53: { ask: (k) => swp.pteSwpMksoftDirty(k, swapWord(k)) },
  E54: { ask: (k) => swp.pteSwpMkuffdWp(k, swapWord(k)) },
  E55: { ask: (k) => swp.pteSwpMkexclusive(k, swapWord(k)) },
  E56: { ask: allThree },
  E57: { ask: (k) => swp.pteToSwpEntry(k, 0x0ffffffffdb97400n | k.mask.swpSoftDirty | k.mask.swpUffdWp | k.mask.swpExclusive) },
  E58: { ask: (k) => swp.swpEntryToPte(k, swp.swpEntry(k, 0, (1n << 50n) - 1n)) },
  E59: { ask: (k) => swp.swpEntryToPte(k, swp.swpEntry(k, 31, (1n << 50n) - 1n)) },
  E60: { ask: swp.genericMaxSwapfileSize },
  // F. Special entries
  E61: { ask: (k) => swp.makeReadableMigrationEntry(k, PFN) },
  E62: { ask: (k) => swp.swpEntryToPte(k, swp.makeReadableMigrationEntry(k, PFN)) },
  E63: { ask: (k) => swp.swpEntryToPte(k, swp.makeReadableExclusiveMigrationEntry(k, PFN)) },
  E64: { ask: (k) => swp.swpEntryToPte(k, writableMigration(k)) },
  E65: { ask: (k) => swp.swpEntryToPte(k, young(k)) },
  E66: { ask: youngDirty },
  E67: { ask: youngDirty, config: { pagingLevels: 5 } },
  E68: { ask: (k) => swp.swpEntryToPte(k, swp.makeHwpoisonEntry(k, PFN)) },
  E69: { ask: (k) => swp.swpEntryToPte(k, swp.makeReadableDevicePrivateEntry(k, PFN)), exists: hasDevices },
  E70: { ask: (k) => swp.swpEntryToPte(k, swp.makeWritableDevicePrivateEntry(k, PFN)), exists: hasDevices },
  E71: { ask: (k) => swp.swpEntryToPte(k, swp.makeDeviceExclusiveEntry(k, PFN)) },
  E72: { ask: (k) => swp.swpEntryToPte(k, swp.makeWritableDeviceExclusiveEntry(k, PFN)) },
  E73: { ask: (k) => swp.swpEntryToPte(k, swp.makeReadableDeviceExclusiveEntry(k, PFN)) },
  E74: { ask: (k) => swp.swpEntryToPte(k, swp.swpEntry(k, k.type.swapinError ?? -1, PFN)), exists: (k) => k.type.swapinError !== undefined },
  E75: { ask: (k) => swp.makePteMarker(k, 1n), exists: (k) => k.mask.markerUffdWp !== 0n },
  E76: { ask: (k) => swp.makePteMarker(k, 2n), exists: (k) => k.mask.markerPoisoned !== 0n },
  E77: { ask: (k) => swp.makePteMarker(k, 4n), exists: (k) => k.mask.markerGuard !== 0n },
  // G. PMD level
  E78: { ask: hugeShared },
  E79: { ask: (k) => huge.pfnPmd(k, HUGE, k.prot.PAGE_NONE | PSE) },
  E80: { ask: (k) => huge.pmdMkinvalid(k, hugeShared(k)) },
  E81: { ask: (k) => huge.pmdWrprotect(k, hugeDirty(k)) },
  E82: { ask: (k) => huge.pmdModify(k, hugeDirty(k), k.prot.PAGE_SHARED) },
  E83: { ask: (k) => huge.pmdModify(k, hugeDirty(k), k.prot.PAGE_READONLY) },
  E84: { ask: hugeMigration },
  E85: { ask: (k) => swp.pmdSwpMkuffdWp(k, swp.pmdSwpMksoftDirty(k, hugeMigration(k))) },
  E86: { ask: (k) => pg.pgprot4k2Large(k, 0x80n) },
  E87: { ask: (k) => pg.pgprotLarge24k(k, 0x1000n) },
  // H. SME/SEV, C-bit at bit 47
  E88: { ask: (k) => k.mask.pfn, config: cBit },
  E89: { ask: (k) => k.mask.chg, config: cBit },
  E90: { ask: sharedProt, config: cBit },
  E91: { ask: (k) => pg.pfnPte(k, PFN, sharedProt(k)), config: cBit },
  E92: { ask: noneUnderCBit, config: cBit },
  E93: { ask: (k) => pg.ptePfn(k, noneUnderCBit(k)), config: cBit },
};

/** What the answers mean to somebody who reads them back. */
interface Meaning {
  readonly level?: Level;
  readonly says: Partial<Record<string, unknown>> & { readonly kind: Kind };
}
const pte = (kind: Kind, says: Meaning['says'] | object = {}): Meaning => ({ says: { kind, pfn: PFN, ...says } });
const pmd = (kind: Kind, says: object = {}): Meaning => ({ level: 'pmd', says: { kind, pfn: HUGE, ...says } });
const area = (says: object): Meaning => ({ says: { kind: 'swap', ...says } });
const marker = (uffdWp: boolean, poisoned: boolean, guard: boolean): Meaning => ({
  says: { kind: 'pteMarker', uffdWp, marker: { uffdWp, poisoned, guard } },
});

// biome-ignore format: a table
const meanings: Readonly<Record<string, Meaning>> = {
  E1: pte('protnone', { write: false, user: false, young: true, dirty: false, global: false }),
  E2: pte('present', { write: false, user: true, exec: false }),
  E3: pte('present', { write: false, exec: true }),
  E6: pte('present', { write: true, exec: false, dirty: false, softDirty: false }),
  E8: pte('present', { write: true, user: false, dirty: true, global: true }),
  E12: pte('present', { pfn: 0x3ffffffffn }),
  E13: pte('protnone', { pfn: 0xffffffffffn }),
  E14: pte('protnone', { pfn: 0n }),
  E15: pte('present', { write: true, dirty: true, softDirty: true }),
  E16: pte('present', { write: false, dirty: true }),
  E18: pte('present', { write: true, dirty: true }),
  E20: pte('present', { write: true, dirty: true }),
  E21: pte('present', { write: false, dirty: false, softDirty: true }),
  E22: pte('present', { uffdWp: true, dirty: false }),
  E23: pte('present', { uffdWp: true, dirty: true }),
  E24: pte('present', { softDirty: true, dirty: false }),
  E25: pte('present', { special: true }),
  E27: pte('present', { young: false }),
  E29: pte('present', { exec: true }),
  E32: pte('protnone', { dirty: true, write: false }),
  E35: pte('protnone', { uffdWp: true }),
  E36: pte('present', { pkey: 5 }),
  E50: area({ swapType: 0, swapOffset: 0n, softDirty: false, uffdWp: false, exclusive: false }),
  E52: area({ swapType: 1, swapOffset: PFN }),
  E53: area({ softDirty: true, uffdWp: false, exclusive: false }),
  E54: area({ softDirty: false, uffdWp: true, exclusive: false }),
  E55: area({ softDirty: false, uffdWp: false, exclusive: true }),
  E56: area({ softDirty: true, uffdWp: true, exclusive: true }),
  E62: pte('migrationRead', { young: false, dirty: false }),
  E63: pte('migrationReadExclusive', { young: false, dirty: false }),
  E64: pte('migrationWrite', { young: false, dirty: false }),
  E65: pte('migrationWrite', { young: true, dirty: false }),
  E66: pte('migrationWrite', { young: true, dirty: true }),
  E67: pte('migrationWrite', { young: true, dirty: true }),
  E68: pte('hwpoison'),
  E69: pte('deviceRead'),
  E70: pte('deviceWrite'),
  E71: pte('deviceExclusive'),
  E72: pte('deviceExclusiveWrite'),
  E73: pte('deviceExclusiveRead'),
  E74: pte('swapinError'),
  E75: marker(true, false, false),
  E76: marker(false, true, false),
  E77: marker(false, false, true),
  E78: pmd('present', { huge: true, write: true }),
  E79: pmd('protnone', { huge: true }),
  E80: pmd('present', { huge: true, write: true }),
  E81: pmd('present', { write: false, dirty: true }),
  E84: pmd('migrationWrite'),
  E85: pmd('migrationWrite', { softDirty: true, uffdWp: true }),
  E91: pte('present', { write: true }),
  E92: pte('protnone'),
};
export const meant = Object.keys(meanings);

/** Kinds that stand for a writable mapping; of mapped entries the answer is in the entry. */
const writableEntries: readonly string[] = ['migrationWrite', 'deviceWrite', 'deviceExclusiveWrite'];

export interface Example {
  readonly id: string;
  /** The question in the kernel's words. */
  readonly input: string;
  /** The answer of each column, as printed. */
  readonly answers: Readonly<Record<string, string>>;
}

const cells = (line: string) =>
  line
    .replace(/\\\|/g, '¦')
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('`', '').replaceAll('¦', '|'));

function parse(markdown: string): Example[] {
  let columns: string[] = [];
  const found: Example[] = [];
  for (const line of markdown.split('\n')) {
    if (line.startsWith('| # |')) columns = cells(line).slice(2);
    if (!line.startsWith('| E')) continue;
    const [id = '', input = '', ...answers] = cells(line);
    found.push({ id, input, answers: Object.fromEntries(columns.map((column, i) => [column, answers[i] ?? ''])) });
  }
  return found;
}

export const examples = parse(readFileSync(new URL('../data/vectors/examples.md', import.meta.url), 'utf8'));
export const asked = Object.keys(questions);
/** The options with which a question is asked, on every column. */
export const exampleConfig = (id: string) => questions[id]?.config;

const printed = (answer: Answer): bigint => BigInt(answer);
const same = (answer: Answer | readonly Answer[], expected: string) => {
  const answers = Array.isArray(answer) ? (answer as readonly Answer[]) : [answer as Answer];
  const wanted = expected.split(' / ').map(BigInt);
  return answers.length === wanted.length && answers.every((a, i) => printed(a) === wanted[i]);
};
const shown = (answer: unknown) => (typeof answer === 'bigint' ? `0x${answer.toString(16)}` : String(answer));

/** Asks the library; what it answers otherwise than the headers comes back in words. */
export function* exampleDifferences({ id, input, answers }: Example, kernelOf: KernelOf): Generator<string> {
  const question = questions[id];
  if (!question) throw new Error(`no question for ${id}`);
  for (const [column, expected] of Object.entries(answers)) {
    const got = answer(question, kernelOf(column, question.config));
    if (expected === 'n/a' ? got !== expected : got === 'n/a' || !same(got, expected))
      yield `${id} ${input} on ${column}: expected ${expected}, got ${shown(got)}`;
  }
}

function answer({ ask, exists }: Question, k: Kernel): Answer | readonly Answer[] | 'n/a' {
  if (exists && !exists(k)) return 'n/a';
  try {
    return ask(k);
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_PTE_HELPER') return 'n/a';
    throw error;
  }
}

/** Reads the answers back, one by one and as a batch; what is understood otherwise comes back in words. */
export function* meaningDifferences({ id, answers }: Example, kernelOf: KernelOf): Generator<string> {
  const meaning = meanings[id];
  if (!meaning) return;
  const { level = 'pte', says } = meaning;
  for (const [column, printed] of Object.entries(answers)) {
    if (printed === 'n/a') continue;
    const k = kernelOf(column, questions[id]?.config);
    const word = BigInt(printed);
    const got = decode(k, word, { level }) as Decoded & Record<string, unknown>;
    for (const [field, value] of Object.entries(says))
      if (!isDeepStrictEqual(got[field], value))
        yield `${id} on ${column}: expected ${field} ${value}, got ${got[field]}`;
    if (level === 'pte') yield* columnDifferences(`${id} on ${column}`, k, word, got);
  }
}

/** The columns of a batch say what decode() says. */
function* columnDifferences(name: string, k: Kernel, word: bigint, d: Decoded): Generator<string> {
  const { kind, payload, flags } = decodeBatch(k, BigUint64Array.of(word));
  const mapped = d.kind === 'present' || d.kind === 'protnone';
  const has = (flag: number) => ((flags[0] ?? 0) & flag) !== 0;
  const write = mapped ? d.write : writableEntries.includes(d.kind);
  if (KINDS[kind[0] ?? -1] !== d.kind) yield `${name}: expected kind ${d.kind}, got ${KINDS[kind[0] ?? -1]}`;
  if ('pfn' in d && payload[0] !== d.pfn) yield `${name}: expected payload ${d.pfn}, got ${payload[0]}`;
  if (has(FLAG.write) !== write) yield `${name}: expected the write flag to be ${write}`;
  if (has(FLAG.uffdWp) !== ('uffdWp' in d && d.uffdWp)) yield `${name}: expected the uffd-wp flag as decode() has it`;
}
