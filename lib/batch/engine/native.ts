import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { rangeError, shown } from '../../base/errors.ts';
import { packageRoot } from './packageRoot.ts';
import type { Columns, Engine } from './types.ts';

/** What the addon exports: native/node/addon.cpp. It checks the shape of every argument again before it touches memory. */
export interface Addon {
  /** Decodes all of `words`. The layout is layoutWords() of a kernel. */
  decode(layout: BigUint64Array, words: BigUint64Array, ...columns: ColumnList): void;
  /** Encodes as many rows as `words` holds; returns the first that is no entry, or -1. */
  encode(layout: BigUint64Array, ...args: [...ColumnList, words: BigUint64Array]): number;
  /** A DecisionTable in its parts, over arrays; returns the first entry that has no row, or -1. */
  decide(
    base: BigUint64Array,
    flip: BigUint64Array,
    shift: Uint8Array,
    source: Uint8Array,
    mask: bigint,
    facts: number,
    words: BigUint64Array,
    pageFacts: Uint8Array,
    pfns: BigUint64Array,
    copies: BigUint64Array,
    out: BigUint64Array,
    rows: Uint32Array,
  ): number;
  /** The words of a kernel as the C++ resolver has them, to be compared with layoutWords(). */
  layout(
    major: number,
    minor: number,
    patch: number,
    configBits: number,
    pagingLevels: number,
    encMask: bigint,
  ): BigUint64Array;
  /** Instruction sets that this machine runs, the best last. */
  targets(): string[];
  /** Uses one of targets() from now on. */
  setTarget(name: string): void;
}
type ColumnList = [kind: Uint8Array, type: Uint8Array, flags: Uint32Array, payload: BigUint64Array];

const listed = ({ kind, type, flags, payload }: Columns): ColumnList => [kind, type, flags, payload];

/** Where an addon may stand in the package: the one just built, and the one that a published package carries. */
const addonFiles = ['build/Release/x86_pte.node', `prebuilds/${process.platform}-${process.arch}/x86-pte.node`];

/**
 * The addon: the file that PTE_ADDON names, else the first of its two places in this package's own folder.
 * @throws RangeError with ERR_PTE_ENGINE where there is none; what Node throws where it does not load.
 */
export function loadAddon(): Addon {
  const require = createRequire(import.meta.url);
  if (process.env.PTE_ADDON) return require(resolve(process.env.PTE_ADDON)) as Addon;
  const root = packageRoot();
  const file = addonFiles.map((place) => join(root, place)).find((path) => existsSync(path));
  if (file === undefined)
    throw rangeError(`expected ${addonFiles.join(' or ')} in ${root}, found neither`, 'ERR_PTE_ENGINE');
  return require(file) as Addon;
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

/** The native engine, or why there is none. A file or a target that was asked for and is not there is an error in any case. */
export function loadNative(): Engine | { readonly failure: string } {
  let addon: Addon;
  try {
    addon = loadAddon();
  } catch (error) {
    const failure = String(error instanceof Error ? error.message : error).split('\n')[0] as string;
    if (!process.env.PTE_ADDON) return { failure };
    throw rangeError(
      `expected PTE_ADDON to be an addon, got ${shown(process.env.PTE_ADDON)}: ${failure}`,
      'ERR_PTE_ENGINE',
    );
  }
  return nativeEngine(addon, targetOf(addon));
}

export const nativeEngine = (addon: Addon, target: string): Engine => ({
  name: 'native',
  target,
  decode: (layout, words, columns) => addon.decode(layout, words, ...listed(columns)),
  encode: (layout, columns, words) => addon.encode(layout, ...listed(columns), words),
  decide: ({ base, flip, shift, source, mask, facts }, ...arrays) =>
    addon.decide(base, flip, shift, source, mask, facts, ...arrays),
});
