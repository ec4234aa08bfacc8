/** By which of the rows that tell two kernels apart their answers to a question part. */
import { type Kernel, patched } from './kernel.ts';
import { isByName } from './numbers.ts';
import { type PartingRow, partingRows, withRow } from './partingRows.ts';

/** Why two kernels answer differently. Both lists are empty where they do not, and where no rows say why. */
export interface Parting {
  /** Each of these alone makes the first kernel answer as the second; first those without which the second does not. */
  readonly alone: readonly PartingRow[];
  /** Where none does so alone: rows that do it together, of which none can be left out. */
  readonly together: readonly PartingRow[];
}

type Rows = readonly PartingRow[];
const none: Parting = { alone: [], together: [] };

/** What a question comes to; a kernel that nobody has built may not be able to answer. */
function answer(ask: (k: Kernel) => unknown, k: Kernel): unknown {
  try {
    return ask(k);
  } catch {
    return unanswered;
  }
}
const unanswered = Symbol('no answer');

/** The first kernel with some rows as the second has them. */
const asSecond = (first: Kernel, rows: Rows): Kernel =>
  patched(
    first,
    rows.map(({ key, heldBy }) => (heldBy === 'second' ? key : `-${key}`)),
  );

const lists = ['backports', 'without', 'proposals'] as const;
/** Tables whose rows decide the one number of a kernel that has their name, and where that stands. */
const ofOneNumber = {
  vmFlagBits: 'vm',
  vmFaultBits: 'vmFault',
  faultFlagBits: 'faultFlag',
  pagemapBits: 'pagemap',
} as const;

/** A kernel that notes the ids that it is asked for, and `everything` where its lists are read, which name rows. */
function noting(k: Kernel, note: (id: string) => void): Kernel {
  const noted =
    <Args extends readonly unknown[], T>(idOf: (...args: Args) => string, ask: (...args: Args) => T) =>
    (...args: Args): T => {
      note(idOf(...args));
      return ask(...args);
    };
  const listsOf = <T extends object>(of: T, names: readonly (keyof T)[]): T =>
    names.reduce(
      (all, name) => Object.defineProperty(all, name, { get: () => note(everything) ?? of[name], enumerable: true }),
      { ...of },
    );
  const numbers = <T extends object>(of: T): T =>
    new Proxy(of, {
      get: (_, name) => note(String(name)) ?? Reflect.get(of, name),
      ownKeys: () => note(everything) ?? Reflect.ownKeys(of),
    });
  const asked: Kernel = {
    ...k,
    vm: numbers(k.vm),
    vmFault: numbers(k.vmFault),
    faultFlag: numbers(k.faultFlag),
    pagemap: numbers(k.pagemap),
    config: listsOf(k.config, lists),
    does: noted((id) => id, k.does),
    has: noted((id) => id, k.has),
    need: noted((id) => id, k.need),
    holds: noted((_, row) => row.id, k.holds),
  };
  return listsOf(asked, ['patches']);
}
const everything = '*';

/** Whether a row by itself can change the answer of a kernel, by what it was asked on the way to it: most rows it was not asked for. */
function mayMatter(k: Kernel, ask: (k: Kernel) => unknown): (row: PartingRow) => boolean {
  const asked = new Set<string>();
  answer(
    ask,
    noting(k, (id) => void asked.add(id)),
  );
  const isAsked = (key: string) => isByName(key) || Object.hasOwn(ofOneNumber, key.slice(0, key.indexOf('.')));
  return ({ key, id }) => asked.has(everything) || asked.has(id) || !isAsked(key);
}

/** Leaves out what is not needed, in ever smaller pieces. */
function fewest(rows: Rows, suffices: (rows: Rows) => boolean): Rows {
  let left = rows;
  for (let size = Math.ceil(rows.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = 0; at < left.length; ) {
      const fewer = [...left.slice(0, at), ...left.slice(at + size)];
      if (suffices(fewer)) left = fewer;
      else at += size;
    }
  return left;
}

/**
 * Tries each row of partingRows() on the first kernel and, if none alone makes it answer as the second, finds a set that does.
 * `ask` gives what is to be explained, as a value that `===` compares: a word, a line of text.
 */
export function parting(first: Kernel, second: Kernel, ask: (k: Kernel) => unknown): Parting {
  const goal = answer(ask, second);
  const is = (k: Kernel): boolean => answer(ask, k) === goal;
  if (is(first)) return none;
  const rows = partingRows(first, second);
  const alone = rows.filter(mayMatter(first, ask)).filter((row) => is(asSecond(first, [row])));
  if (alone.length > 0) {
    const needed = alone.filter(({ key, heldBy }) => !is(withRow(second, key, heldBy === 'first')));
    return { alone: [...needed, ...alone.filter((row) => !needed.includes(row))], together: [] };
  }
  const suffices = (some: Rows) => is(asSecond(first, some));
  return suffices(rows) ? { alone: [], together: fewest(rows, suffices) } : none;
}
