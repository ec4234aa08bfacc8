/** The recorded entries, and what the kernel itself said about each: its pagemap word, and what its functions did. */
import { readdirSync, readFileSync } from 'node:fs';
import { decode } from '../../lib/codec/decode.ts';
import type { Decoded } from '../../lib/codec/decoded.ts';
import { encode } from '../../lib/codec/encode.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { compareSeries } from '../../lib/kernel/release.ts';
import { parseRecording, type RecordedCall, type RecordedStep, type Recording } from '../../lib/replay/recording.ts';
import type { Level, TableLevel } from '../../spec/schema.ts';

const folder = new URL('../data/observations/', import.meta.url);
export const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
export const textOf = (file: string) => readFileSync(new URL(file, folder), 'utf8');
const read = new Map(files.map((file) => [file, parseRecording(textOf(file))]));
/** Every recording, read once. */
export const recordings = (): ReadonlyMap<string, Recording> => read;

const hex = (word: bigint) => `0x${word.toString(16)}`;
const bit = (word: bigint, n: number) => ((word >> BigInt(n)) & 1n) === 1n;
const field = (word: bigint, hi: number, lo: number) => (word >> BigInt(lo)) & ((1n << BigInt(hi - lo + 1)) - 1n);

/** First releases of two bits of pagemap: commit fb8e37f35a2f, and "fs/proc/task_mmu: add guard region bit to pagemap". */
const since = (k: Kernel, series: string) => compareSeries(k.release.series, series) >= 0;
const showsUffd = (k: Kernel) => since(k, '5.14');
const showsGuard = (k: Kernel) => since(k, '6.15');

type Facts = Readonly<Record<string, bigint | boolean | number>>;

/** What a pagemap word says. */
function said(pagemap: bigint, vmFlags: readonly string[]): Facts {
  const present = bit(pagemap, 63);
  const swap = bit(pagemap, 62);
  return {
    present,
    swap,
    uffdWp: bit(pagemap, 57),
    guard: bit(pagemap, 58),
    // VM_SOFTDIRTY of the mapping sets bit 55 for all its pages
    softDirty: vmFlags.includes('sd') || bit(pagemap, 55),
    pfn: present ? field(pagemap, 54, 0) : 0n,
    swapType: swap ? field(pagemap, 4, 0) : 0n,
    swapOffset: swap ? field(pagemap, 54, 5) : 0n,
  };
}

const pageShift: Readonly<Record<TableLevel, bigint>> = { pte: 0n, pmd: 9n, pud: 18n, p4d: 27n, pgd: 36n };
/** Which 4 KiB page of a huge one an address is in: pagemap counts on from the entry's own. */
const pageInside = (vaddr: bigint, level: TableLevel) => (vaddr >> 12n) & ((1n << pageShift[level]) - 1n);

/** The same facts from a decoded entry. */
function decoded(k: Kernel, d: Decoded, { vaddr, vmFlags }: RecordedStep): Facts {
  const present = d.kind === 'present' || d.kind === 'protnone';
  const swap = 'swapType' in d;
  const offset = swap ? ('pfn' in d ? d.pfn : d.swapOffset) : 0n; // young and dirty are masked off
  const inside = pageInside(vaddr, d.level);
  return {
    present,
    swap,
    uffdWp: showsUffd(k) && 'uffdWp' in d && d.uffdWp,
    guard: showsGuard(k) && d.kind === 'pteMarker' && d.marker.guard,
    softDirty: vmFlags.includes('sd') || ('softDirty' in d && d.softDirty),
    pfn: present ? d.pfn + inside : 0n,
    swapType: swap ? BigInt(d.swapType) : 0n,
    swapOffset: swap ? offset + inside : 0n,
  };
}

/** Where a decoded entry and the kernel's own pagemap word do not agree, in words. */
export function* pagemapDifferences(k: Kernel, step: RecordedStep): Generator<string> {
  const expected = said(step.pagemap, step.vmFlags);
  const got = decoded(k, decode(k, step.raw, { level: step.level }), step);
  for (const [name, value] of Object.entries(expected))
    if (got[name] !== value) yield `${step.step}: expected ${name} ${value} of ${hex(step.raw)}, got ${got[name]}`;
}

/** A word that a kernel wrote has no bits without a meaning, and survives decoding and encoding. */
export function* wordDifferences(k: Kernel, word: bigint, level: Level): Generator<string> {
  const d = decode(k, word, { level });
  if (d.unexplained !== 0n) yield `expected every bit of ${hex(word)} explained, got ${hex(d.unexplained)} left`;
  const back = encode(k, { ...d, raw: 0n });
  if (back !== word) yield `expected ${hex(word)} back, got ${hex(back)}`;
}

/** All words of a step: where it ended, and before and after each call. */
export const wordsOf = ({ raw, level, calls }: RecordedStep): [bigint, Level][] => [
  [raw, level],
  ...calls.flatMap(({ before, after, level: at = 'pte' }) =>
    [before, after].filter((word) => word !== undefined).map((word): [bigint, Level] => [word, at]),
  ),
];

/** VmFlags codes of smaps (fs/proc/task_mmu.c, show_smap_vma_flags) by the ids that the library has for the flags. */
const smapsCodes = {
  read: 'rd',
  write: 'wr',
  exec: 'ex',
  shared: 'sh',
  mayread: 'mr',
  maywrite: 'mw',
  mayexec: 'me',
  mayshare: 'ms',
  uffdMissing: 'um',
  uffdWp: 'uw',
  softdirty: 'sd',
  locked: 'lo',
  hugetlb: 'ht',
  pfnmap: 'pf',
  mixedmap: 'mm',
} as const;

/** The vm_flags word of the last call and the codes of smaps right after it name the same flags. */
export function* vmFlagDifferences(k: Kernel, { step, calls, vmFlags }: RecordedStep): Generator<string> {
  const word = calls.at(-1)?.vma?.vmFlags;
  if (word === undefined) return;
  for (const [id, code] of Object.entries(smapsCodes) as [keyof typeof smapsCodes, string][])
    if (((word & k.vm[id]) !== 0n) !== vmFlags.includes(code))
      yield `${step}: expected ${id} of ${hex(word)} as smaps has it, ${vmFlags.join(' ')}`;
}

/** What a walker returns when it did its work; the rest of the register is left over from other things. */
const done = ({ returned = 0n }: RecordedCall) => (returned & 0xffn) === 1n;
const isMigration = (d: Decoded) => d.kind.startsWith('migration');

/** What a call found and left, where its function leaves no choice. */
export function* callDifferences(k: Kernel, call: RecordedCall): Generator<string> {
  const { fn, level = 'pte', before, after } = call;
  if (before === undefined || after === undefined) return;
  const found = decode(k, before, { level });
  const leaves = decode(k, after, { level });
  const wrong = (wanted: string, d: Decoded) =>
    `${fn} ${hex(before)} to ${hex(after)}: expected ${wanted}, got ${d.kind}`;
  if (fn === 'do_wp_page' && found.kind !== 'present') yield wrong('a present entry before', found);
  if (fn === 'do_swap_page' && !('swapType' in found)) yield wrong('an entry that is not mapped before', found);
  if (fn === 'remove_migration_pte' && isMigration(leaves)) yield wrong('no migration entry after', leaves);
  if (fn === 'try_to_migrate_one' && done(call) && isMigration(leaves)) yield* carried(k, call, found, leaves);
}

/** A migration entry tells what try_to_migrate_one() took down: the page, whether it was writable, its bits. */
function* carried(k: Kernel, { before, after }: RecordedCall, from: Decoded, to: Decoded): Generator<string> {
  if (from.kind !== 'present' && from.kind !== 'protnone') return;
  if (to.kind !== 'migrationRead' && to.kind !== 'migrationReadExclusive' && to.kind !== 'migrationWrite') return;
  const keeps = k.mask.migYoung !== 0n;
  const pairs: [string, unknown, unknown][] = [
    ['pfn', from.pfn, to.pfn],
    ['write', from.write, to.kind === 'migrationWrite'],
    ['softDirty', from.softDirty, to.softDirty],
    ['uffdWp', from.uffdWp, to.uffdWp],
    ['young', keeps && from.young, to.young],
    ['dirty', keeps && from.dirty, to.dirty],
  ];
  for (const [name, expected, got] of pairs)
    if (expected !== got) yield `${hex(before ?? 0n)} to ${hex(after ?? 0n)}: expected ${name} ${expected}, got ${got}`;
}
