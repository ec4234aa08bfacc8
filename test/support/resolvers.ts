/** Kernels resolved twice, by lib/kernel/layout.ts and by native/spec/layout.hpp. */
import { layoutWords, wordIds } from '../../lib/batch/engine/layoutWords.ts';
import type { Addon } from '../../lib/batch/engine/native.ts';
import { type Config, switches } from '../../lib/kernel/config.ts';
import { dated } from '../../lib/kernel/inForce.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { parseRelease } from '../../lib/kernel/release.ts';
import { helperBehaviours } from '../../spec/helperBehaviours.ts';
import type { Row } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';
import { allPoints } from '../../spec/tools/points.ts';
import { choices } from './configurations.ts';
import { addon as door } from './native.ts';

const datedOf = (of: readonly Row[], release: string) => {
  const at = parseRelease(release);
  return of.map((row) => Number(dated(row, at))).join('');
};
const bools = [true, false];
/** Paging levels, C-bits and bits of shared pages. */
export const machines = [
  ...choices({ pagingLevels: [4, 5], encMask: [0n, 1n << 47n, 1n << 12n, 1n << 51n] }),
  ...choices({ pagingLevels: [4, 5], sharedMask: [1n << 47n, 1n << 12n, 1n << 51n] }),
];
/** Each option alone off. */
export const oneOff = [{}, ...switches.map((key) => ({ [key]: false }))];
/** Each option alone on. */
export const oneOn = switches.map((key) =>
  Object.fromEntries(switches.map((other) => [other, other === key])),
) as Partial<Config>[];

/** Tables that the words of a kernel have nothing of. */
const apart = [
  'helpers',
  'functions',
  'uapi',
  'protections',
  'vmFlagBits',
  'vmFaultBits',
  'faultFlagBits',
  'ttuFlagBits',
  'cpFlagBits',
  'uffdFeatureBits',
  'pagemapBits',
];
const everyRow: readonly Row[] = Object.entries<readonly Row[]>(tables).flatMap(([table, rows]) =>
  apart.includes(table) ? [] : rows,
);
/** Those of entries and their helpers: kernel logic has no words of its own but its bits of behaviours. */
const entryRows: readonly Row[] = Object.entries<readonly Row[]>({ ...tables, behaviours: helperBehaviours }).flatMap(
  ([table, rows]) => (apart.includes(table) ? [] : rows),
);
/** Which rows of entries are dated for a release: releases with one answer differ in kernel logic at most. */
const signature = (release: string) => datedOf(entryRows, release);
/** Releases of which no two have the same rows of entries. */
export const distinct = [...new Map(allPoints.map((release) => [signature(release), release])).values()];

/** The switches that some row of entries of a release needs. */
const neededBy = (release: string) => {
  const at = parseRelease(release);
  const needs = new Set(everyRow.filter((row) => dated(row, at)).flatMap(({ needs = [] }) => needs));
  return switches.filter((key) => needs.has(key));
};
/** Every combination of the switches that a release asks for, on four and five levels. What it does not ask for is tried one by one. */
export const everySwitch = (release: string): Partial<Config>[] =>
  choices(Object.fromEntries(neededBy(release).map((key) => [key, bools]))).flatMap((config) =>
    [4, 5].map((pagingLevels) => ({ ...config, pagingLevels }) as Partial<Config>),
  );
/** The switches that a configuration has off, bit i for switch i. */
const offBits = (config: Partial<Config>) =>
  switches.reduce((all, key, i) => (config[key] === false ? all | (1 << i) : all), 0);

/**
 * The words as the TypeScript resolver has them. It reads switches through the needs of rows alone, so that a switch which no
 * row of the release needs changes nothing: those configurations share one kernel. So do releases for which
 * the same rows are dated.
 */
class Ours {
  readonly #release: string;
  readonly #asked: number;
  readonly #words: Map<string, BigUint64Array>;
  static readonly #known = new Map<string, Map<string, BigUint64Array>>();

  constructor(release: string) {
    this.#release = release;
    const rowsOfIt = datedOf(everyRow, release);
    this.#words = Ours.#known.get(rowsOfIt) ?? new Map();
    Ours.#known.set(rowsOfIt, this.#words);
    const needed = neededBy(release);
    this.#asked = ~offBits(Object.fromEntries(switches.map((key) => [key, needed.includes(key)])));
  }

  words(config: Partial<Config>, off: number): BigUint64Array {
    const key = `${off & this.#asked} ${config.pagingLevels ?? 4} ${config.encMask ?? 0n} ${config.sharedMask ?? 0n}`;
    const words = this.#words.get(key) ?? layoutWords(kernel(this.#release, config));
    this.#words.set(key, words);
    return words;
  }
}

/** The words as the C++ resolver has them; bit i of the options is switch i. */
function theirs(door: Addon, release: string): (config: Partial<Config>, off: number) => BigUint64Array {
  const { series, patch, candidate } = parseRelease(release);
  const [major = 0, minor = 0] = series.split('.').map(Number);
  const third = patch < 0 ? (candidate as number) - 256 : patch; // as native/spec/row.hpp has candidates
  const all = 2 ** switches.length - 1;
  return (config, off) => {
    const { pagingLevels = 4, encMask = 0n, sharedMask = 0n } = config;
    return door.layout(major, minor, third, all & ~off, pagingLevels, encMask, sharedMask);
  };
}

/** The first words that the two have otherwise, by name. */
export function differences(releases: readonly string[], configs: readonly Partial<Config>[]): unknown[] {
  const found: unknown[] = [];
  const offs = configs.map(offBits);
  for (const release of releases) {
    const ours = new Ours(release);
    const native = theirs(door, release);
    for (const [i, config] of configs.entries()) {
      const off = offs[i] as number;
      const [a, b] = [ours.words(config, off), native(config, off)];
      if (Buffer.compare(bytes(a), bytes(b)) === 0) continue;
      const at = a.findIndex((word, n) => word !== b[n]);
      found.push({ release, config, word: wordIds[at] ?? `behaviours ${at}`, ours: a[at], theirs: b[at] });
      if (found.length > 3) return found;
    }
  }
  return found;
}
const bytes = (words: BigUint64Array) => new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
