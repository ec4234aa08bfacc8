/** What a query is once it is read: operators over words and comparisons. */

/** How a field is compared with a number, or a kind with a name. */
export type QueryComparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** What a word or a comparison asks about, and where it stands. */
interface QueryLeaf {
  /** Empty for the entry itself; `page`, `vma`, `cpu0` and the like, `before`, or `before.page` and the like. */
  readonly scope: string;
  /** In camel case, or as the kernel spells it: `uffdWp`, `migrationRead`, `_PAGE_RW`. */
  readonly name: string;
  /** The column of its first letter, counted from 1. */
  readonly column: number;
}

/** A word: it holds or it does not. */
export interface QueryWord extends QueryLeaf {
  readonly op: 'word';
}

/** A field against a value. */
export interface QueryCompare extends QueryLeaf {
  readonly op: 'compare';
  readonly is: QueryComparison;
  /** A number; the name of a kind where the field is `kind`. */
  readonly value: bigint | string;
}

/** A part of a query. `and` and `or` have two parts at least. */
export type QueryTree =
  | { readonly op: 'and'; readonly of: readonly QueryTree[] }
  | { readonly op: 'or'; readonly of: readonly QueryTree[] }
  | { readonly op: 'not'; readonly of: QueryTree }
  | QueryWord
  | QueryCompare;

/** A query that has been read: parseQuery() makes one, matches() and findBatch() ask it. It is bound to no kernel. */
export interface Query {
  /** The text it was read from. */
  readonly text: string;
  readonly tree: QueryTree;
}
