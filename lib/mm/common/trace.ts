/** A list of what was applied to an entry, the value after it, and why. It reads as the kernel ran. */
import { swpEntryToPte } from '../../helpers/swapEntry.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { operationName } from './operations.ts';
import type { Effect, FaultOutcome, Outcome, Step, VmFault } from './outcome.ts';

/** Any helper, to be named. */
type Named = Parameters<typeof operationName>[1];

/** A helper that makes an entry of another; one thing that it takes besides comes after the entry. */
type Operation<More = undefined> = (k: Kernel, entry: bigint, more: More) => bigint;

const noSteps: readonly Step[] = Object.freeze([]);

/** Carries one entry through the helpers of a kernel function and remembers each step, under the kernel's names; on a quiet kernel the value alone. */
export class Trace {
  readonly #k: Kernel;
  readonly #level: 'pte' | 'pmd';
  /** None for a quiet kernel. */
  readonly #steps: Step[] | undefined;
  #value: bigint;

  /** Starts from a word, without a step. `level` decides whether helpers are named pte_ or pmd_. */
  constructor(k: Kernel, value: bigint, level: 'pte' | 'pmd' = 'pte') {
    this.#k = k;
    this.#level = level;
    this.#steps = k.isQuiet ? undefined : [];
    this.#value = value;
  }

  /** A trace whose first step makes the entry `value` by the kernel function `did`. */
  static from(k: Kernel, did: string, value: bigint, why: string, level: 'pte' | 'pmd' = 'pte'): Trace {
    return new Trace(k, value, level).note(did, why);
  }

  /** The entry as it stands. */
  get value(): bigint {
    return this.#value;
  }

  /** What has been done so far, in order. */
  get steps(): readonly Step[] {
    return this.#steps ?? noSteps;
  }

  /** The entry becomes `value` by the kernel function `did`, whatever it was before. */
  set(did: string, value: bigint, why: string): this {
    this.#value = value;
    this.#steps?.push({ did, value, why });
    return this;
  }

  /** Applies a helper to the entry, with what it takes besides. */
  apply(operation: Operation, why: string): this;
  apply<More>(operation: Operation<More>, why: string, more: More): this;
  apply(operation: Operation<never>, why: string, more?: unknown): this {
    return this.#put(operation, operation(this.#k, this.#value, more as never), why);
  }

  /** The entry becomes what a maker of swp_entry_t gives for a page frame number or an offset, in pages; flags are gone. */
  become(maker: (k: Kernel, payload: bigint) => bigint, payload: bigint, why: string): this {
    return this.#put(maker, swpEntryToPte(this.#k, maker(this.#k, payload)), why);
  }

  /** A remark that changes nothing: a decision, a wait. */
  note(did: string, why: string): this {
    return this.set(did, this.#value, why);
  }

  /** Goes on with the steps of a function that this one called; the entry is then that function's. */
  follow({ pte, steps }: Pick<Outcome, 'pte' | 'steps'>): this {
    this.#value = pte;
    this.#steps?.push(...steps);
    return this;
  }

  /** What has become of the entry; `more` is what the function tells besides. */
  outcome(effects?: readonly Effect[]): Outcome;
  outcome<More extends object>(effects: readonly Effect[], more: More): Outcome & More;
  outcome(effects: readonly Effect[] = [], more?: object): Outcome {
    const [pte, steps] = [this.#value, this.steps];
    return more ? { pte, effects, steps, ...more } : { pte, effects, steps }; // `more` first would take ten times as long
  }

  /** What has become of the entry and of the fault on it: the VM_FAULT bits by name. */
  faultOutcome(returned: readonly VmFault[], effects: readonly Effect[] = []): FaultOutcome {
    return { pte: this.#value, returned, effects, steps: this.steps };
  }

  #put(by: Named, value: bigint, why: string): this {
    this.#value = value;
    this.#steps?.push({ did: operationName(this.#k, by, this.#level), value, why });
    return this;
  }
}
