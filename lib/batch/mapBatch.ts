/** Helpers of one word over arrays. */
import { rangeError, shown, typeError } from '../base/errors.ts';
import { checkKernel, type HelperId, type Kernel } from '../kernel/kernel.ts';
import { apart, checkedWords, givenWords, holding, type WordArray } from './checkArrays.ts';
import { firstOf, roomFor } from './columns.ts';
import { engine } from './engine/engine.ts';
import { mapHelpers, type OneMoreHelper, type OneWordHelper, ofOneMore } from './mapHelpers.ts';
import { mapStepsOf, type WordMap } from './mapSteps.ts';

/** What mapBatch() does to each word: a helper of one word by its name, or one with the word that it takes besides, as `['pteModify', prot]`. */
export type MapOp = OneWordHelper | readonly [helper: OneMoreHelper, more: bigint];

/** A helper with what it takes besides. @throws as mapBatch() does for `op`. */
function helperOf(k: Kernel, op: MapOp): { readonly key: string; readonly map: WordMap } {
  const [name, more, ...rest] = Array.isArray(op) ? (op as readonly unknown[]) : [op];
  if (typeof name !== 'string') throw typeError(`expected the name of a helper of one word, got ${shown(op)}`);
  const helper = mapHelpers.get(name);
  if (!helper)
    throw rangeError(`expected a helper of one word such as "pteMkold" or ["pteModify", prot], got ${shown(name)}`);
  const takes = (ofOneMore as readonly string[]).includes(name);
  if (rest.length > 0 || takes !== Array.isArray(op) || (takes && typeof more !== 'bigint'))
    throw typeError(`expected ${takes ? `["${name}", a bigint]` : `"${name}" alone`}, got ${shown(op)}`);
  const word = takes ? BigInt.asUintN(64, more as bigint) : 0n;
  if (takes && word !== more) throw rangeError(`expected a word of 64 bits for ${name}, got ${more}`);
  k.need(name as HelperId);
  return { key: `${name} ${word}`, map: (pte) => helper(k, pte, word) };
}

/** How many maps of one kernel are kept: protections may be without number. */
const keeps = 64;
const kept = new WeakMap<Kernel, Map<string, BigUint64Array | undefined>>();

/** The steps of a map, asked once. */
function stepsFor(k: Kernel, key: string, map: WordMap): BigUint64Array | undefined {
  const of = kept.get(k) ?? new Map<string, BigUint64Array | undefined>();
  kept.set(k, of);
  if (of.has(key)) return of.get(key);
  const steps = mapStepsOf(map);
  if (of.size >= keeps) of.clear();
  const numbers =
    steps && BigUint64Array.from(steps.flatMap(({ mask, value, some, keep, flip }) => [mask, value, some, keep, flip]));
  of.set(key, numbers);
  return numbers;
}

/**
 * What a helper of the kernel makes of each word of an array, as if it were called for one after the other. The first call with a helper and
 * a kernel takes about a millisecond, in which the helper is asked what it does.
 *
 * ```ts
 * const armed = mapBatch(k, 'pteMkuffdWp', words);
 * mapBatch(k, ['pteModify', vmGetPageProt(k, vmFlags)], words, words); // in place
 * ```
 *
 * @param op a helper of one word, or a pair of a helper and the word that it takes besides: the protection, or the vm_flags for pteMkwrite.
 * @param into an array that holds at least `words.length` words, `words` itself or in memory apart; a new one if left out.
 * @returns `into`.
 * @throws TypeError and RangeError for what is no helper of one word, RangeError (ERR_PTE_HELPER) where the kernel lacks it; for arrays as
 *   decodeBatch() does.
 */
export function mapBatch(k: Kernel, op: MapOp, words: WordArray, into?: BigUint64Array): BigUint64Array {
  const { steps, map, from, to, out } = mapArrays(k, op, words, into);
  if (steps) engine().map(steps, from, to);
  else to.set(from.map(map));
  return out;
}

/**
 * What mapBatch() is given, checked: the words, as many of `out` to write, and what becomes of each: by steps, where there are some, and by
 * the helper itself. @throws as it does.
 */
export function mapArrays(k: Kernel, op: MapOp, words: WordArray, into?: BigUint64Array) {
  checkKernel(k);
  const { key, map } = helperOf(k, op);
  const from = givenWords('words', words);
  const n = from.length;
  const out = into === undefined ? roomFor(n, () => new BigUint64Array(n)) : checkedWords('into', into);
  holding(n, [{ name: 'into', array: out }]);
  const inPlace = out.buffer === from.buffer && out.byteOffset === from.byteOffset;
  if (!inPlace) apart(n, [{ name: 'words', array: from }], [{ name: 'into', array: out }]);
  return { steps: stepsFor(k, key, map), map, from, to: firstOf(out, n), out };
}
