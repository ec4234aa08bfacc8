/** A query as tests of bits for one kernel and level: what an engine runs over arrays. */
import type { TableLevel } from '../../spec/schema.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
import { and, anyOf, type Bits, equal, not, or, textOfBits, within } from './bits.ts';
import { guardOf } from './guards.ts';
import { checkedQuery, checkScopes } from './query.ts';
import { type BitField, type Sort, type Sorts, sortsOf } from './sorts.ts';
import type { Query, QueryCompare, QueryTree } from './tree.ts';
import { fieldOf, type Meaning, meaningOf } from './vocabulary.ts';

function bitsOf(sort: Sort, meaning: Meaning): Bits {
  switch (meaning.of) {
    case 'kinds':
      return meaning.kinds.includes(sort.kind);
    case 'flag':
      return sort.flags[meaning.flag] ?? false;
    case 'bit':
      return anyOf(sort.names.find(({ name }) => name === meaning.name)?.mask ?? 0n);
    default:
      return meaning satisfies never;
  }
}

const opposite = { '!=': '=', '>=': '<', '>': '<=' } as const;

/** A field against a number, as it stands in the word, so that nothing is shifted. */
function compared({ field, flip, shift }: BitField, is: QueryCompare['is'], value: bigint): Bits {
  if (is === '!=' || is === '>=' || is === '>') return not(compared({ field, flip, shift }, opposite[is], value));
  const at = value << shift;
  if (is === '=') return (at & ~field) === 0n ? equal(field, at ^ (flip & field)) : false;
  return within(field, flip, 0n, is === '<' ? at : (value + 1n) << shift);
}

function numbersCompared(a: bigint, is: QueryCompare['is'], b: bigint): boolean {
  if (is === '=') return a === b;
  if (is === '<') return a < b;
  if (is === '<=') return a <= b;
  return !numbersCompared(a, opposite[is], b);
}

function comparison(sort: Sort, { name, is, value }: QueryCompare): Bits {
  if (typeof value === 'string') return (sort.kind === value) === (is === '=');
  const field = fieldOf(name);
  const place = field && sort.fields[field];
  if (place === undefined) return false;
  return typeof place === 'bigint' ? numbersCompared(place, is, value) : compared(place, is, value);
}

/** A query for the words of one sort. */
function inSort(sort: Sort, tree: QueryTree): Bits {
  switch (tree.op) {
    case 'and':
      return and(tree.of.map((part) => inSort(sort, part)));
    case 'or':
      return or(tree.of.map((part) => inSort(sort, part)));
    case 'not':
      return not(inSort(sort, tree.of));
    case 'word': {
      const meaning = meaningOf(tree.name);
      return meaning !== undefined && bitsOf(sort, meaning);
    }
    case 'compare':
      return comparison(sort, tree);
    default:
      return tree satisfies never;
  }
}

/** The sorts for which a query asks the same bits, together. */
function bitsOfAll(s: Sorts, tree: QueryTree): Bits {
  const groups = new Map<string, { readonly bits: Bits; readonly sorts: Sort[] }>();
  for (const sort of s.all) {
    const bits = inSort(sort, tree);
    const key = textOfBits(bits);
    const group = groups.get(key) ?? { bits, sorts: [] };
    group.sorts.push(sort);
    groups.set(key, group);
  }
  return or([...groups.values()].map(({ bits, sorts }) => and([guardOf(s, sorts), bits])));
}

/** Compiled queries of one kernel, by level. */
type OfKernel = Map<TableLevel, Bits>;
const compiled = new WeakMap<Query, WeakMap<Kernel, OfKernel>>();

/**
 * What a query asks of the bits of a word of a kernel and level: `true` or `false` where no bit matters. It is worked out once
 * for a query, kernel and level.
 * @throws TypeError for no query and no kernel, RangeError for words about anything but the entry, and for no level.
 */
export function compileQuery(k: Kernel, query: Query | string, level: TableLevel = 'pte'): Bits {
  const asked = checkedQuery(query);
  checkKernel(k);
  checkScopes(asked.tree);
  const ofQuery = compiled.get(asked) ?? new WeakMap<Kernel, OfKernel>();
  compiled.set(asked, ofQuery);
  const ofKernel = ofQuery.get(k) ?? new Map<TableLevel, Bits>();
  ofQuery.set(k, ofKernel);
  const bits = ofKernel.get(level) ?? bitsOfAll(sortsOf(k, level), asked.tree);
  ofKernel.set(level, bits);
  return bits;
}
