/** By which of the rows that tell two kernels apart their answers to a question part. */
import { type Kernel, patched } from './kernel.ts';
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

/** Tables whose rows a kernel answers for when it is asked; those of others have made its masks and numbers. */
const askedTables = ['behaviours', 'helpers', 'functions', 'uapi', 'proposals'];

/** The rows that can change an answer: one that was not asked for on the way to it cannot. */
function asked(rows: Rows, k: Kernel, ask: (k: Kernel) => unknown): Rows {
  const ids = new Set<string>();
  const noting =
    <Id extends string, Answer>(answers: (id: Id) => Answer) =>
    (id: Id): Answer => {
      ids.add(id);
      return answers(id);
    };
  answer(ask, { ...k, does: noting(k.does), has: noting(k.has), need: noting(k.need) });
  return rows.filter(({ key, id }) => !askedTables.includes(key.split('.')[0] ?? '') || ids.has(id));
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
  const alone = asked(rows, first, ask).filter((row) => is(asSecond(first, [row])));
  if (alone.length > 0) {
    const needed = alone.filter(({ key, heldBy }) => !is(withRow(second, key, heldBy === 'first')));
    return { alone: [...needed, ...alone.filter((row) => !needed.includes(row))], together: [] };
  }
  const suffices = (some: Rows) => is(asSecond(first, some));
  return suffices(rows) ? { alone: [], together: fewest(rows, suffices) } : none;
}
