/** What the tables of claims are made of: one row a claim, typed from kernel sources and never from our own output. */

/** Kernels of the run, by the names after -k with a space between; `*` for each of them. */
type Kernels = string;

/**
 * An operation as the script says it, `write #2` for the second of that name, `*` for everything that is printed of that kernel.
 */
type Operation = string;

/**
 * What stands there, one fact:
 * - `…867` or `84…025`: the entry after the operation ends so, and begins so;
 * - `child …940`, `B …867`: the same of the child's entry, or of the entry of process B;
 * - `step mk_pte then pte_mkold`: the trace has these helpers in this order; `step mk_pte …027` one with this result;
 * - `faults 2`, `flushes 1`, `waits 1`: what `--count` adds up;
 * - `trapped`: userfaultfd gets a message;
 * - `not FACT`: that this is not so;
 * - `this|that`: one of them;
 * - anything else: these words are printed, in capitals or not.
 */
export type Fact = string;

/** A command and what it must print. */
export interface Shows {
  /** The command as a reader types it. */
  readonly run: string;
  /** Of a `pte run`: of these kernels, after this operation, these facts. */
  readonly see?: readonly (readonly [Kernels, Operation, ...Fact[]])[];
  /** Facts of all that it prints. */
  readonly prints?: readonly Fact[];
  /** How it ends, if not with 0: 2 of an explorer that has found what was asked for. */
  readonly exits?: number;
}

/** A claim of a discussion. */
export interface Claim {
  /** Its number in the list of claims, such as C3.14. */
  readonly claim: string;
  /** What it is about, in six words or so. */
  readonly title: string;
  /** What is claimed, in a sentence of our own. */
  readonly says: string;
  /** What became of it in the kernel, as the commands show it. */
  readonly answer: string;
  readonly shows: readonly Shows[];
  /** Released kernels do otherwise. */
  readonly refuted?: true;
  /** No run can settle it, and why. */
  readonly opinion?: string;
}

/** One of the five discussions. */
export interface Discussion {
  readonly title: string;
  /** Who discussed what, and when. */
  readonly from: string;
  readonly argument: string;
  readonly settled: string;
  readonly open: string;
  readonly claims: readonly Claim[];
}
