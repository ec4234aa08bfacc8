/** Every name that a script can say: operations, their halves, and what is said of halves that are under way. */
import type { Row, Series } from '../../../spec/schema.ts';
import { tables } from '../../../spec/tables.ts';
import { placeOf } from '../../kernel/release.ts';
import { type OperationName, operations } from './list.ts';
import type { Operation } from './operation.ts';

/** Operations that can be said by halves, by the name of the halves: up to the last cut before the flush, and the rest. */
export const halves = {
  copy: 'write',
  'read-wait': 'read-wait',
  'write-wait': 'write-wait',
  'uffd-wp': 'uffd-wp',
  'uffd-wp-resolve': 'uffd-wp-resolve',
  'uffd-rwp': 'uffd-rwp',
  'uffd-rwp-resolve': 'uffd-rwp-resolve',
  'clear-refs': 'clear-refs',
  fork: 'fork',
  mprotect: 'mprotect',
  'numa-hint': 'numa-hint',
  'numa-fault': 'numa-fault',
  dontneed: 'dontneed',
  truncate: 'truncate',
  munmap: 'munmap',
  unmap: 'pageout',
  'guard-install': 'guard-install',
  exit: 'exit',
  'ksm-merge': 'ksm-merge',
  'to-device': 'to-device',
  'from-device': 'from-device',
} as const satisfies Readonly<Record<string, OperationName>>;

/** The name that halves go by. */
export type HalvedName = keyof typeof halves;
/** A half by its name. */
export type HalfName = `${HalvedName}-begin` | `${HalvedName}-end`;

/** What a script says of operations that are under way. */
const ofHands = {
  flush: { says: 'the flush that a CPU still owes, and the rest of its operation', mappingMayLack: true },
  'uffd-wp-deferred': {
    says: 'as uffd-wp-begin on another CPU, while a third one holds the old entry; it ends when awaited',
  },
} as const;

/** A name as a script says it, such as `uffd-wp`, `uffd-wp-begin` or `flush`. */
export type ScriptName = OperationName | HalfName | keyof typeof ofHands;

/** What a script may say of a name. */
export interface Sayable {
  readonly says: string;
  /** The first release that has it, if the oldest one lacks it. */
  readonly since?: Series;
  readonly words: readonly string[];
  readonly wordMayLack: boolean;
  readonly manyWords: boolean;
}

const optional: readonly Row[] = [...tables.helpers, ...tables.functions, ...tables.uapi];
const older = (a: Series, b: Series) => placeOf(a) - placeOf(b);

/** The first release that has all of some helpers, functions and calls. */
function sinceOf(ids: NonNullable<Operation['has']>): Series | undefined {
  const first = (id: string) => optional.flatMap((row) => (row.id === id ? [row.since] : [])).sort(older)[0];
  const [last] = ids.flatMap((id) => first(id) ?? []).sort((a, b) => older(b, a));
  return last !== undefined && placeOf(last) > 0 ? last : undefined;
}

type Says = Pick<Operation, 'says' | 'words' | 'wordMayLack' | 'manyWords' | 'has'>;
const sayable = ({ says, words = [], wordMayLack, manyWords, has = [] }: Says, since = sinceOf(has)): Sayable => ({
  says,
  ...(since && { since }),
  words,
  wordMayLack: wordMayLack === true,
  manyWords: manyWords === true,
});

const ofHalf = (name: string, of: OperationName): readonly (readonly [string, Sayable])[] => {
  const o: Operation = operations[of];
  const whole = sayable(o);
  const none = sayable({ says: 'the rest of it' });
  return [
    [`${name}-begin`, { ...(o.wordAtEnd ? none : whole), says: beginnings[name] ?? `${of} up to its flush` }],
    [`${name}-end`, { ...(o.wordAtEnd ? whole : none), says: none.says }],
  ];
};

/** The first halves that do not end before a flush. */
const beginnings: Readonly<Record<string, string>> = {
  copy: 'a write up to the copy of the page',
  'read-wait': 'a read up to where userfaultfd is told of it',
  'write-wait': 'a write up to where userfaultfd is told of it',
  'numa-fault': 'numa-fault up to the move of the page',
  'to-device': 'migrate_vma_setup() of it: the page is unmapped',
  'from-device': 'migrate_vma_setup() of it: nobody has the page meanwhile',
  'ksm-merge': 'ksm-merge up to write_protect_page()',
  truncate: 'truncate up to where the page is unmapped, and not gone yet',
};

/** Every name with what may be said of it, in the order of the help. */
export const sayables: Readonly<Record<ScriptName, Sayable>> = Object.fromEntries([
  ...Object.entries(operations).map(([name, o]) => [name, sayable(o as Operation)] as const),
  ...Object.entries(ofHands).map(([name, o]) => [name, sayable(o)] as const),
  ...Object.entries(halves).flatMap(([name, of]) => ofHalf(name, of)),
]) as Readonly<Record<ScriptName, Sayable>>;

/** What a name stands for: an operation, whole or one half of it. */
export function halfOf(name: string): { readonly of: OperationName; readonly half: 'begin' | 'end' } | undefined {
  const [, stem = '', half] = /^(.*)-(begin|end)$/.exec(name) ?? [];
  const of = Object.hasOwn(halves, stem) ? halves[stem as HalvedName] : undefined;
  return of && (half === 'begin' || half === 'end') ? { of, half } : undefined;
}
