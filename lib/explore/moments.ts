/** Questions of lib/query about an entry in its world: words about the entry, what lies beside it, what TLBs hold, and the same before the step. */
import { rangeError, shown } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { dashed } from '../base/spelling.ts';
import { decode } from '../codec/decode.ts';
import { byWord } from '../kernel/byWord.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Vma } from '../mm/common/vma.ts';
import { answers } from '../query/query.ts';
import type { QueryCompare, QueryTree, QueryWord } from '../query/tree.ts';
import { fieldOf, meaningOf, suggestions } from '../query/vocabulary.ts';
import { cpuOf, type World } from '../world/world.ts';
import { type Moment, pageWords, vmaIs, vmaNames } from './beside.ts';

/** A word or a comparison of a question. */
export type QuestionLeaf = QueryWord | QueryCompare;

/** All words and comparisons of a question. */
export function leavesOf(tree: QueryTree): readonly QuestionLeaf[] {
  if (tree.op === 'word' || tree.op === 'compare') return [tree];
  return tree.op === 'not' ? leavesOf(tree.of) : tree.of.flatMap(leavesOf);
}

/** Whether a word is about the entry before the step. */
export const isOfBefore = ({ scope }: QuestionLeaf): boolean => scope === 'before' || scope.startsWith('before.');
/** `page`, `vma`, `cpu0`, or nothing for the entry itself. */
const besideOf = ({ scope }: QuestionLeaf): string => scope.replace(/^before\.?/, '');

/** NumberList of pages are as the search has them, and worlds that differ by them alone are one. */
const numbers: readonly string[] = ['pfn', 'offset', 'swapOffset'];
/** Words after `cpu0.` beside those about an entry: its TLB holds the entry at hand, it is in the middle of something. */
const ofCpu: readonly string[] = ['holds', 'busy'];
/** vm_page_prot and vm_flags. */
const ofVma: readonly string[] = ['prot', 'flags'];

/**
 * Refuses a word that nothing in a world answers.
 *
 * @throws RangeError (ERR_PTE_INPUT) with the column, and the nearest word.
 */
export function checkLeaf(k: Kernel, leaf: QuestionLeaf): void {
  const { scope, name, column, op } = leaf;
  const got = `${shown(scope === '' ? name : `${scope}.${dashed(name)}`)} at column ${column}`;
  if (numbers.includes(name))
    throw rangeError(
      `expected a question without numbers of pages, which mean nothing here, got ${got}`,
      'ERR_PTE_INPUT',
    );
  const beside = besideOf(leaf);
  if (beside === '') return;
  const { words, fields } = vocabularyOf(k, beside);
  const all = op === 'word' ? words : fields;
  if (all.includes(name)) return;
  const what = op === 'word' ? 'a word' : 'a field to compare';
  const such = all[0] === undefined ? ', of which there is none' : ` such as ${beside}.${dashed(all[0])}`;
  const near = nearest(dashed(name), all.map(dashed));
  const hint = near === undefined ? '' : ` (did you mean ${beside}.${near}?)`;
  throw rangeError(`expected ${what} after ${beside}.${such}, got ${got}${hint}`, 'ERR_PTE_INPUT');
}

function vocabularyOf(
  k: Kernel,
  beside: string,
): { readonly words: readonly string[]; readonly fields: readonly string[] } {
  if (beside === 'page') return { words: Object.keys(pageWords), fields: [] };
  if (beside === 'vma') return { words: vmaNames(k), fields: ofVma };
  const isField = (name: string) => fieldOf(name) !== undefined || name === 'kind';
  return {
    words: ['writable', ...suggestions.filter((name) => meaningOf(name) !== undefined), ...ofCpu],
    fields: ['kind', ...suggestions.filter((name) => isField(name) && !numbers.includes(name))],
  };
}

/** Entries as decode() reads them, each once. */
const decoded = {
  pte: byWord((k, pte) => decode(k, pte, { level: 'pte' })),
  pmd: byWord((k, pte) => decode(k, pte, { level: 'pmd' })),
};

/** Which CPU of the world the names of a question stand for. */
type Cast = ReadonlyMap<string, string>;

const orders = { '=': 0, '!=': 0, '<': -1, '<=': -1, '>': 1, '>=': 1 } as const;
function compares(value: bigint, { is, value: other }: QueryCompare): boolean {
  if (typeof other === 'string') return false;
  const order = value < other ? -1 : value > other ? 1 : 0;
  return is === '!=' ? order !== 0 : order === orders[is] || (order === 0 && is.endsWith('='));
}

const fieldsOfVma = ({ vmPageProt, vmFlags }: Vma, name: string): bigint => (name === 'prot' ? vmPageProt : vmFlags);

/** A question that can be asked of entries in their worlds. */
export class MomentQuery {
  readonly #k: Kernel;
  readonly #cpus: readonly string[];

  /** @param tree the whole question, each word of which checkLeaf() lets through. */
  constructor(k: Kernel, tree: QueryTree) {
    this.#k = k;
    this.#cpus = [...new Set(leavesOf(tree).map(besideOf))].filter((name) => name.startsWith('cpu'));
  }

  /**
   * Whether a part of the question holds now, given what was before. CPUs are alike: names of them stand for different ones, whichever
   * they are.
   */
  holds(tree: QueryTree, now: Moment, before?: Moment): boolean {
    return castsOf(this.#cpus, now.world).some((cast) => this.#holds(tree, cast, now, before));
  }

  #holds(tree: QueryTree, cast: Cast, now: Moment, before: Moment | undefined): boolean {
    switch (tree.op) {
      case 'and':
        return tree.of.every((part) => this.#holds(part, cast, now, before));
      case 'or':
        return tree.of.some((part) => this.#holds(part, cast, now, before));
      case 'not':
        return !this.#holds(tree.of, cast, now, before);
      default: {
        const moment = isOfBefore(tree) ? before : now;
        return moment !== undefined && this.#leaf(tree, cast, moment);
      }
    }
  }

  #leaf(leaf: QuestionLeaf, cast: Cast, moment: Moment): boolean {
    const beside = besideOf(leaf);
    const { entry } = moment;
    if (beside === '') return answers(this.#k, decoded[entry.level](this.#k, entry.pte), { ...leaf, scope: '' });
    if (beside === 'page') return pageWords[leaf.name]?.(this.#k, moment) === true;
    if (beside === 'vma')
      return leaf.op === 'compare'
        ? compares(fieldsOfVma(entry.vma, leaf.name), leaf)
        : vmaIs(this.#k, moment, leaf.name);
    const cpu = cpuOf(moment.world, cast.get(beside) ?? beside);
    const held = cpu.tlb[entry.name];
    if (leaf.name === 'busy') return cpu.hand !== undefined;
    if (leaf.name === 'holds' || held === undefined) return held !== undefined;
    return answers(this.#k, decoded[entry.level](this.#k, held), { ...leaf, scope: '' });
  }
}

/** All ways in which some names can stand for different CPUs of a world; where there are too few, others that have done nothing yet. */
function castsOf(names: readonly string[], { cpus }: World): readonly Cast[] {
  if (names.length === 0) return [new Map()];
  const fresh = names.slice(cpus.length).map((_, i) => `idle${i}`);
  const pool = [...cpus.map(({ name }) => name), ...fresh];
  return names.reduce<readonly Cast[]>(
    (casts, name) =>
      casts.flatMap((cast) =>
        pool.filter((cpu) => ![...cast.values()].includes(cpu)).map((cpu) => new Map([...cast, [name, cpu]])),
      ),
    [new Map()],
  );
}
