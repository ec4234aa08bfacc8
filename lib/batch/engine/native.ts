/** The C++ core as an engine, from an addon. */
import { existsSync } from 'node:fs';
import nodeModule from 'node:module'; // webpack takes createRequire() by its own name for a part of the bundle
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { rangeError, shown } from '../../base/errors.ts';
import { printable } from '../../base/printable.ts';
import { checkAddonFile, checkExports } from './addonFile.ts';
import { packageRoot } from './packageRoot.ts';
import type { BoundCalls, Columns, DecisionTable, Engine, Settle, Stop } from './types.ts';

/** What the addon exports: native/node/addon.cpp. It checks the shape of every argument again before it touches memory. */
export interface Addon {
  /** Decodes all of `words`. The layout is layoutWords() of a kernel. */
  decode(layout: BigUint64Array, words: BigUint64Array, ...columns: ColumnList): void;
  /** Encodes as many rows as `words` holds; returns the first that is no entry, or -1. */
  encode(layout: BigUint64Array, ...args: [...ColumnList, words: BigUint64Array]): number;
  /** decode() on so many threads; settle() hears of it, on the way too unless `progress` is false. */
  decodeOn(
    layout: BigUint64Array,
    words: BigUint64Array,
    ...args: [...ColumnList, threads: number, settle: Settle, progress?: boolean]
  ): Stop;
  /** encode() on so many threads; settle() hears of it. */
  encodeOn(
    layout: BigUint64Array,
    ...args: [...ColumnList, words: BigUint64Array, threads: number, settle: Settle, progress?: boolean]
  ): Stop;
  /** A census on so many threads; settle() is given the counts. */
  censusOn(
    layout: BigUint64Array,
    words: BigUint64Array,
    byKind: boolean,
    threads: number,
    settle: Settle<BigUint64Array>,
    progress?: boolean,
  ): Stop;
  /** A search on so many threads; settle() is given the places. */
  findOn(
    steps: BigUint64Array,
    words: BigUint64Array,
    threads: number,
    settle: Settle<Uint32Array>,
    progress?: boolean,
  ): Stop;
  /** map() on so many threads. */
  mapOn(
    steps: BigUint64Array,
    words: BigUint64Array,
    into: BigUint64Array,
    threads: number,
    settle: Settle,
    progress?: boolean,
  ): Stop;
  /** Both calls over arrays that are checked once. */
  bind(layout: BigUint64Array, words: BigUint64Array, ...columns: ColumnList): BoundCalls;
  /** A DecisionTable in its parts, made ready for as many arrays as are taken through it. */
  table(
    base: BigUint64Array,
    flip: BigUint64Array,
    shift: Uint8Array,
    source: Uint8Array,
    mask: bigint,
    facts: number,
  ): Decide;
  /** Adds what there is of words to the numbers of a census. */
  census(layout: BigUint64Array, words: BigUint64Array, byKind: boolean, counts: BigUint64Array): void;
  /** The places of words that answer yes, until `found` is full; how many they are. */
  find(steps: BigUint64Array, words: BigUint64Array, from: number, found: Uint32Array): number;
  /** Takes words through steps, of which the first is for all of them; `into` may be `words` itself. */
  map(steps: BigUint64Array, words: BigUint64Array, into: BigUint64Array): void;
  /** The words of a kernel as the C++ resolver has them, to be compared with layoutWords(). */
  layout(
    major: number,
    minor: number,
    patch: number,
    configBits: number,
    pagingLevels: number,
    encMask: bigint,
    sharedMask?: bigint,
  ): BigUint64Array;
  /** Instruction sets that this machine runs, the best last. */
  targets(): string[];
  /** Uses one of targets() from now on. */
  setTarget(name: string): void;
  /** How a long array can be gone through: which is the fastest depends on the machine, what is written does not. */
  forms(): string[];
  /** Goes through all arrays in one of forms() from now on; without a name the beginning of each array that no cache holds says which. */
  setForm(name?: string): void;
}
/** Takes arrays through a table; the first entry that has no row, or -1. */
interface Decide {
  (
    words: BigUint64Array,
    pageFacts: Uint8Array,
    pfns: BigUint64Array,
    copies: BigUint64Array,
    out: BigUint64Array,
    rows: Uint32Array,
  ): number;
  /** Lets its memory go, which the collector does not see. */
  free(): void;
}
/** The columns as arguments, in the order of the addon. */
type ColumnList = [kind: Uint8Array, type: Uint8Array, flags: Uint32Array, payload: BigUint64Array];

/** The columns in the order in which the addon takes them. */
export const listed = ({ kind, type, flags, payload }: Columns): ColumnList => [kind, type, flags, payload];

/** Where an addon may stand in the package: the one just built, and the one that a published package carries. */
const addonFiles = ['build/Release/x86_pte.node', `prebuilds/${process.platform}-${process.arch}/x86-pte.node`];

/** Why an addon did not load, in one line that a terminal can show whatever the addon's name is. */
const reason = (error: unknown): string =>
  printable(String(error instanceof Error ? error.message : error).split('\n', 1)[0] ?? '');

/** Loads an addon from a file. `what` is how the error calls it, and `given` what it shows. */
function loadFile(what: string, given: string, file = given): Addon {
  try {
    checkAddonFile(file);
    const addon = nodeModule.createRequire(file)(file) as Addon;
    checkExports(addon);
    return addon;
  } catch (error) {
    throw rangeError(`expected ${what} to be an addon, got ${shown(given)}: ${reason(error)}`, 'ERR_PTE_ENGINE');
  }
}

/**
 * The addon's file: the one that PTE_ADDON names, else the first of its two places in this package's own folder. Nowhere else
 * is one looked for, whatever the current directory is.
 * @throws RangeError with ERR_PTE_ENGINE where there is none.
 */
export function addonFile(): string {
  if (process.env.PTE_ADDON) return resolve(process.env.PTE_ADDON);
  const places = addonFiles.join(' or ');
  const root = packageRoot(`the file of PTE_ADDON, or ${places}`);
  const file = addonFiles.map((place) => join(root, place)).find((path) => existsSync(path));
  if (file !== undefined) return file;
  throw rangeError(`expected ${places} in ${root}, found neither`, 'ERR_PTE_ENGINE');
}

/** The addon of addonFile(). @throws RangeError (ERR_PTE_ENGINE) where there is none that loads, and why. */
export function loadAddon(): Addon {
  const { PTE_ADDON } = process.env;
  return PTE_ADDON ? loadFile('PTE_ADDON', PTE_ADDON, addonFile()) : loadFile('what the package has', addonFile());
}

function targetOf(addon: Addon): string {
  const targets = addon.targets();
  const wanted = process.env.PTE_TARGET;
  if (wanted === undefined) return targets.at(-1) ?? 'scalar';
  if (!targets.includes(wanted))
    throw rangeError(
      `expected PTE_TARGET among ${targets.join(', ')} on this machine, got ${shown(wanted)}`,
      'ERR_PTE_ENGINE',
    );
  addon.setTarget(wanted);
  return wanted;
}

function useForm(addon: Addon): void {
  const wanted = process.env.PTE_FORM;
  if (wanted === undefined) return;
  const forms = addon.forms();
  if (!forms.includes(wanted))
    throw rangeError(`expected PTE_FORM among ${forms.join(', ')}, got ${shown(wanted)}`, 'ERR_PTE_ENGINE');
  addon.setForm(wanted);
}

/**
 * The native engine, or why there is none.
 * @throws RangeError (ERR_PTE_ENGINE) for a file, an instruction set or a form that was asked for and is not to be had.
 */
export function loadNative(): Engine | { readonly failure: string } {
  let addon: Addon;
  try {
    addon = loadAddon();
  } catch (error) {
    if (process.env.PTE_ADDON) throw error;
    return { failure: reason(error) };
  }
  const target = targetOf(addon);
  useForm(addon);
  return nativeEngine(addon, target);
}

/** How many tables are kept ready: calls ask for a few in turn, and one is some hundred KiB. */
const tablesKept = 8;
const ready = new WeakMap<Addon, Map<DecisionTable, Decide>>();

/** A table made ready, which nobody writes to. */
function decideWith(addon: Addon, table: DecisionTable): Decide {
  const tables = ready.get(addon) ?? new Map<DecisionTable, Decide>();
  ready.set(addon, tables);
  const known = tables.get(table);
  if (known) return known;
  const { base, flip, shift, source, mask, facts } = table;
  const made = addon.table(base, flip, shift, source, mask, facts);
  const [oldest] = tables;
  if (tables.size >= tablesKept && oldest) {
    tables.delete(oldest[0]);
    oldest[1].free();
  }
  tables.set(table, made);
  return made;
}

/** An addon as an engine. `target` is the instruction set that it was told to use. */
export const nativeEngine = (addon: Addon, target: string): Engine => ({
  name: 'native',
  target,
  decode: (layout, words, columns) => addon.decode(layout, words, ...listed(columns)),
  encode: (layout, columns, words) => addon.encode(layout, ...listed(columns), words),
  decide: (table, ...arrays) => decideWith(addon, table)(...arrays),
  bind: (layout, words, columns) => addon.bind(layout, words, ...listed(columns)),
  threads: {
    most: availableParallelism(),
    decode: (layout, words, columns, ...how) => addon.decodeOn(layout, words, ...listed(columns), ...how),
    encode: (layout, columns, words, ...how) => addon.encodeOn(layout, ...listed(columns), words, ...how),
    census: (...args) => addon.censusOn(...args),
    find: (...args) => addon.findOn(...args),
    map: (...args) => addon.mapOn(...args),
  },
  census: (layout, words, byKind, counts) => addon.census(layout, words, byKind, counts),
  find: (steps, words, from, found) => addon.find(steps, words, from, found),
  map: (steps, words, into) => addon.map(steps, words, into),
});
