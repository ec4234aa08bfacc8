/**
 * Kernels that note what is read of them. A function of this library depends on a kernel by what it reads of it alone: so a
 * check that held on one kernel holds on every other that answers all those questions the same, and need not run again.
 * Release and name are not noted: they only say what things are called (a test sees to that), and a recorded kernel has
 * those of the newest.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { kernels } from '../../spec/kernels.ts';

/** A question to a kernel, and the answer that one of them gave. */
export interface Read {
  /** The field of the kernel that was asked, as `mask` or `does`. */
  readonly of: string;
  readonly ask: (k: Kernel) => unknown;
  readonly answer: unknown;
}
type Any = Readonly<Record<string, unknown>>;

const all = kernels.map(({ series }) => kernel(series));
const newest = all.at(-1) as Kernel;
const onlyNames = ['release', 'name', 'patches'];

/** The fields that any kernel has in an object such as `mask` or `type`, by the name of that object. */
const fields = Object.fromEntries(
  Object.keys(newest).map((id) => [id, new Set(all.flatMap((k) => Object.keys((k as unknown as Any)[id] ?? {})))]),
);

/** An object whose fields are noted at the first read, and cost nothing after it. */
function noting(id: string, from: Any, note: (read: Read) => void): object {
  const copy = {};
  for (const field of new Set([...(fields[id] ?? []), ...Object.keys(from)]))
    Object.defineProperty(copy, field, {
      enumerable: true,
      configurable: true,
      get() {
        const answer = from[field];
        note({ of: id, ask: (k) => ((k as unknown as Any)[id] as Any)[field], answer });
        Object.defineProperty(copy, field, { value: answer, enumerable: true });
        return answer;
      },
    });
  return copy;
}

type Answer = { readonly value: unknown } | { readonly thrown: unknown };
function answerOf(ask: () => unknown): Answer {
  try {
    return { value: ask() };
  } catch (thrown) {
    return { thrown };
  }
}
/** Answers are the same if their values are, or if there is none. */
const value = (answer: Answer) => ('value' in answer ? answer.value : 'thrown');

/** A method whose answers are noted, one for each list of arguments. */
function notingCalls(id: string, k: Kernel, note: (read: Read) => void): (...args: unknown[]) => unknown {
  type Method = (...args: unknown[]) => unknown;
  const call = (of: Kernel, args: readonly unknown[]) =>
    answerOf(() => ((of as unknown as Any)[id] as Method).call(of, ...args));
  const known = new Map<unknown, readonly { readonly args: readonly unknown[]; readonly answer: Answer }[]>();
  return (...args) => {
    const last = args.at(-1);
    const list = known.get(last) ?? [];
    let found = list.find((one) => one.args.every((arg, i) => arg === args[i]));
    if (!found) {
      found = { args, answer: call(k, args) };
      known.set(last, [...list, found]);
      note({ of: id, ask: (other) => value(call(other, args)), answer: value(found.answer) });
    }
    if ('thrown' in found.answer) throw found.answer.thrown;
    return found.answer.value;
  };
}

/** A kernel that behaves as `k`, and what was read of it so far. */
export function recorded(k: Kernel): { readonly kernel: Kernel; readonly reads: readonly Read[] } {
  const reads: Read[] = [];
  const note = (read: Read) => void reads.push(read);
  const made = (id: string, field: unknown) => {
    if (onlyNames.includes(id)) return (newest as unknown as Any)[id];
    if (field === undefined) return field; // a proposed layout, which no release has
    return typeof field === 'function' ? notingCalls(id, k, note) : noting(id, field as Any, note);
  };
  const noted = {};
  for (const [id, field] of Object.entries(k)) onceMade(noted, id, () => made(id, field));
  return { kernel: noted as Kernel, reads };
}

/** A field that is made when it is read first: of the hundreds of numbers of a kernel most functions look at none. */
function onceMade(of: object, id: string, make: () => unknown): void {
  const get = () => {
    const value = make();
    Object.defineProperty(of, id, { value, enumerable: true });
    return value;
  };
  Object.defineProperty(of, id, { get, enumerable: true, configurable: true });
}

/** Whether a kernel gives the same answers to all that was read of another. */
export const agrees = (reads: readonly Read[], k: Kernel): boolean =>
  reads.every(({ ask, answer }) => same(ask(k), answer));
const same = (a: unknown, b: unknown) => a === b || isDeepStrictEqual(a, b);

/**
 * A check that runs on a kernel unless it held on one before that answers the same to everything that the check read; says
 * whether it ran. The check gets the kernel that notes, and the one that it stands for, for what is said of it.
 */
export function onceForAnswers(check: (noted: Kernel, k: Kernel) => void): (k: Kernel) => boolean {
  const held: Read[][] = [];
  return (k) => {
    if (held.some((reads) => agreesAgain(reads, k))) return false;
    const { kernel: noted, reads } = recorded(k);
    check(noted, k);
    held.push([...reads]);
    return true;
  };
}

/** agrees(), which puts the answer that told two kernels apart first: it will tell more of them. */
function agreesAgain(reads: Read[], k: Kernel): boolean {
  const at = reads.findIndex(({ ask, answer }) => !same(ask(k), answer));
  if (at > 0) reads.unshift(...reads.splice(at, 1));
  return at === -1;
}

/**
 * Runs a check on every kernel that answers differently from all before it in anything that the check read. Says how many
 * those were.
 */
export function onDifferent(list: readonly Kernel[], check: (noted: Kernel, k: Kernel) => void): number {
  const run = onceForAnswers(check);
  return list.filter(run).length;
}
