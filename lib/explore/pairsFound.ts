/** What a search of pairs is made of, and what it finds. */
import type { Kernel } from '../kernel/kernel.ts';
import type { ScriptLine } from '../world/script.ts';
import type { OwnOperations } from './own.ts';
import type { SearchEnd, Watching } from './searched.ts';
import type { SearchSetting } from './setup.ts';
import type { ExploreTables } from './tables.ts';

/** What a search of pairs is made of. */
export interface PairsOf extends SearchSetting, Watching {
  readonly kernels: readonly [Kernel, Kernel];
  /** The operations of one's own on the second kernel, where they are others. */
  readonly patched?: OwnOperations;
  /** What comparisons before this one have worked out. */
  readonly tables?: ExploreTables;
}

/** What was there before steps: `uffdWp`, `page.exclusive`, `vma.shared`. What is in neither list never was. */
export interface SeenBefore {
  /** Before each of them. */
  readonly always: readonly string[];
  /** Before some of them. */
  readonly ever: readonly string[];
}

/** Steps after which two kernels differ in one way. */
export interface StepsThatDiffer {
  /** The line, without its CPU and process. */
  readonly operation: string;
  /** The operation of which it is the whole or a half. */
  readonly of: string;
  /** What the first kernel alone shows afterwards. */
  readonly first: readonly string[];
  /** What the second one alone shows. */
  readonly second: readonly string[];
  /** The kernels differed before already, in another way. */
  readonly apart: boolean;
  /** The acting process before, on each kernel. */
  readonly before: readonly [SeenBefore, SeenBefore];
  readonly times: number;
  /** The shortest script. */
  readonly lines: readonly ScriptLine[];
}

/** What a search of pairs found. */
export interface PairsFound {
  readonly states: number;
  readonly transitions: number;
  /** Those after which the kernels differ in a way in which they did not before. */
  readonly differing: number;
  readonly depth: number;
  readonly end: SearchEnd;
  readonly steps: readonly StepsThatDiffer[];
}
