/** What an expression of the library is when it is written in C. Loads the compiler: for development only. */
import ts from 'typescript';
import type { Declaration, Modules, SourceModule } from './modules.ts';

/** Words are C; what is no word stands fixed in the text. */
export type Value =
  | { readonly kind: 'word'; readonly c: string }
  | { readonly kind: 'kernel' }
  /** One of the kernel's tables: `k.mask`. */
  | { readonly kind: 'table'; readonly table: KernelTable }
  | { readonly kind: 'name'; readonly id: string }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  /** The item of a list at a place that only the running program knows. */
  | { readonly kind: 'item'; readonly of: readonly Value[]; readonly place: string };

/** The tables of a kernel, and what C calls their entries (masks.ts defines them). */
export const tables = {
  mask: (id: string) => `M_${id}`,
  clear: (id: string) => `(~M_${id})`,
  vm: (id: string) => `V_${id}`,
  type: (id: string) => `T_${id}`,
  prot: (id: string) => `P_${id}`,
} as const;
/** The name of such a table. */
export type KernelTable = keyof typeof tables;

/** Where an expression stands. */
export interface Scope {
  readonly modules: Modules;
  readonly module: SourceModule;
  /** Parameters and constants by their names. */
  readonly names: ReadonlyMap<string, Value>;
  /** The lines of the C function so far; what an expression needs before it goes here. */
  readonly lines: string[];
  /** The name in C of a function of the library that is called with these names and lists. */
  readonly callee: (declaration: Declaration, fixed: readonly Value[]) => string;
}

/** A function of the library, in both spellings. */
export type SourceFunction = ts.FunctionDeclaration | ts.ArrowFunction;
/** Whether a declaration is a function, and not the name of one or another value. */
export const isFunction = (node: ts.Node): node is SourceFunction =>
  ts.isFunctionDeclaration(node) || ts.isArrowFunction(node);

/** C for a word. */
export const word = (c: string): Value => ({ kind: 'word', c });
/** `k.mask.rw`: an entry of a table. */
export const entry = (table: KernelTable, id: string): Value => word(tables[table](id));

/** The names in a value, in order. */
export const ids = (value: Value): string[] =>
  value.kind === 'name' ? [value.id] : value.kind === 'list' ? value.items.flatMap(ids) : [];

/** The words of some values, as a call in C passes them. */
export const words = (values: readonly Value[]): string[] =>
  values.flatMap((value) => (value.kind === 'word' ? [value.c] : []));

/** Types of what C has as u64: numbers, and the marks of lib/helpers/marks.ts. */
const wordTypes = ['bigint', 'number', 'boolean', 'Pte', 'SwpEntry', 'Pfn', 'Pgprot'];

/** What a parameter is by its type: the kernel or a word; undefined for one that takes a name or a list of names. */
export function parameterOf({ name, type, initializer }: ts.ParameterDeclaration): Value | undefined {
  const declared = type?.getText() ?? (initializer && ts.isBigIntLiteral(initializer) ? 'bigint' : '');
  if (declared === 'Kernel') return { kind: 'kernel' };
  return wordTypes.includes(declared) ? word(name.getText()) : undefined;
}

/** `(x) => BigInt.asUintN(64, x)`: nothing to do, a u64 of C is one already. */
export const isIdentity = ({ body, parameters: [first] }: SourceFunction): boolean =>
  body !== undefined && body.getText() === `BigInt.asUintN(64, ${first?.name.getText()})`;
