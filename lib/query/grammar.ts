/**
 * The grammar of queries, one function a rule:
 *
 *     any    = all { "|" all }
 *     all    = not { "&" not }
 *     not    = "!" not | "(" any ")" | leaf
 *     leaf   = name | name comparison value
 *     name   = { scope "." } word
 *     value  = number in decimal or hex, or the name of a kind
 */
import { rangeError, shown, typeError } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { camel, dashed } from '../base/spelling.ts';
import { besideNamed, besideNames } from './besideNames.ts';
import type { QueryComparison, QueryTree } from './tree.ts';
import { fieldOf, isKind, meaningOf, suggestions } from './vocabulary.ts';

const longestText = 4096;
const deepest = 100;
const largest = 2n ** 64n - 1n;

interface Token {
  readonly text: string;
  /** From 0. */
  readonly at: number;
}

const token = /\s*(?:(!=|<=|>=|[!&|()=<>])|([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)|(0[xX][\da-fA-F]+|\d+)(?![\w.]))/y;
const comparisons: readonly string[] = ['=', '!=', '<', '<=', '>', '>='] satisfies QueryComparison[];
const isComparison = (text: string): text is QueryComparison => comparisons.includes(text);

function wrong(expected: string, { text, at }: Token, hint = ''): Error {
  const got = text === '' ? 'nothing' : shown(text);
  return rangeError(`expected ${expected}, got ${got} at column ${at + 1}${hint}`, 'ERR_PTE_INPUT');
}

/** The tokens of a text, an empty one at the end. */
function tokensOf(text: string): readonly Token[] {
  const found: Token[] = [];
  for (token.lastIndex = 0; ; ) {
    const from = token.lastIndex;
    const match = token.exec(text);
    if (!match) {
      const rest = text.slice(from).trimStart();
      const at = text.length - rest.length;
      if (rest === '') return [...found, { text: '', at: text.length }];
      throw wrong('words, numbers, ! & | ( ) or a comparison', { text: rest.match(/^[\w.]+|^./u)?.[0] ?? rest, at });
    }
    const word = match[0].trimStart();
    found.push({ text: word, at: token.lastIndex - word.length });
  }
}

const isName = ({ text }: Token): boolean => /^[A-Za-z_]/.test(text);
const scopes = /^(?:before(?:\.|$))?(?:page|vma|cpu\d+)?$/;
/** `_PAGE_RW` stays as it is, everything else becomes camel case. */
const canonical = (word: string): string => (word.startsWith('_') ? word : camel(word));

/** A name in its two parts. The words of an entry, now or before, are known here; those of other scopes are the explorer's. */
function nameOf(from: Token): { readonly scope: string; readonly name: string; readonly column: number } {
  const dot = from.text.lastIndexOf('.');
  const scope = from.text.slice(0, Math.max(dot, 0));
  if (!scopes.test(scope))
    throw wrong('page., vma., cpu0. or before. in front of a word', { text: `${scope}.`, at: from.at });
  const word: Token = { text: from.text.slice(dot + 1), at: from.at + dot + 1 };
  const beside = besideNamed(word.text);
  const [inFront = '', own = scope] = scope.startsWith('before') ? ['before', scope.slice(7)] : [];
  if (beside && (own === '' || own === beside.scope))
    return { scope: [inFront, beside.scope].filter(Boolean).join('.'), name: beside.name, column: from.at + 1 };
  const name = canonical(word.text);
  if ((scope === '' || scope === 'before') && !meaningOf(name) && !fieldOf(name) && name !== 'kind')
    throw wrong('a word such as swap, uffd-wp or pfn', word, meant(word.text, [...suggestions, ...besideNames]));
  return { scope, name, column: from.at + 1 };
}

/** With dashes, but for what the kernel calls so. */
const spelled = (name: string): string => (besideNamed(name) ? name : dashed(name));
/** No word that is longer was meant for a name. */
const longestName = 40;
function meant(word: string, names: readonly string[]): string {
  const near = word.length > longestName ? undefined : nearest(word, names.map(spelled));
  return near === undefined ? '' : ` (did you mean ${near}?)`;
}

/** Reads one text. */
class Reader {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  #peek(): Token {
    return this.#tokens[this.#next] as Token; // there is always one: nothing goes past the empty one at the end
  }
  #take(text: string): boolean {
    const there = this.#peek().text === text;
    if (there) this.#next += 1;
    return there;
  }

  whole(): QueryTree {
    const tree = this.#any();
    if (this.#peek().text !== '') throw wrong('&, | or the end', this.#peek());
    return tree;
  }

  #any = (): QueryTree => this.#list('or', '|', this.#all);
  #all = (): QueryTree => this.#list('and', '&', this.#not);
  #list(op: 'and' | 'or', sign: string, part: () => QueryTree): QueryTree {
    const of = [part()];
    while (this.#take(sign)) of.push(part());
    return of.length === 1 ? (of[0] as QueryTree) : { op, of };
  }

  #not = (): QueryTree => {
    const at = this.#peek();
    if (++this.#depth > deepest) throw wrong(`at most ${deepest} brackets and ! within one another`, at);
    const tree = this.#take('!')
      ? { op: 'not' as const, of: this.#not() }
      : this.#take('(')
        ? this.#inside()
        : this.#leaf();
    this.#depth -= 1;
    return tree;
  };
  #inside(): QueryTree {
    const tree = this.#any();
    if (!this.#take(')')) throw wrong('&, | or )', this.#peek());
    return tree;
  }

  #leaf(): QueryTree {
    const at = this.#peek();
    if (!isName(at)) throw wrong('a word, ! or (', at);
    const name = nameOf(at);
    this.#next += 1;
    const ofEntry = name.scope === '' || name.scope === 'before';
    const isField = ofEntry
      ? name.name === 'kind' || fieldOf(name.name) !== undefined
      : isComparison(this.#peek().text);
    return isField
      ? { op: 'compare', ...name, ...this.#comparison(ofEntry ? name.name : '') }
      : { op: 'word', ...name };
  }

  #comparison(field: string): { readonly is: QueryComparison; readonly value: bigint | string } {
    const sign = this.#peek();
    if (!isComparison(sign.text)) throw wrong('=, !=, <, <=, > or >= after the name of a field', sign);
    this.#next += 1;
    const value = this.#peek();
    this.#next += 1;
    if (field !== 'kind') return { is: sign.text, value: numberOf(value) };
    if (sign.text !== '=' && sign.text !== '!=') throw wrong('= or != after kind', sign);
    if (!isKind(camel(value.text)))
      throw wrong('a kind such as migration-read', value, meant(value.text, suggestions.filter(isKind)));
    return { is: sign.text, value: camel(value.text) };
  }
}

function numberOf(at: Token): bigint {
  if (!/^\d/.test(at.text)) throw wrong('a number such as 0x1000 or 4096', at);
  const value = BigInt(at.text);
  if (value > largest) throw wrong('a number of 64 bits', at);
  return value;
}

/** Reads a text to its tree. @throws as parseQuery() does. */
export function treeOf(text: string): QueryTree {
  if (typeof text !== 'string') throw typeError(`expected the text of a query, got ${shown(text)}`);
  if (text.length > longestText)
    throw rangeError(`expected a query of at most ${longestText} characters, got ${text.length}`, 'ERR_PTE_INPUT');
  return new Reader(text).whole();
}
