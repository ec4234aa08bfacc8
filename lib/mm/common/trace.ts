/** A list of what was applied to an entry, the value after it, and why. It reads as the kernel ran. */

export interface Step {
  /** The kernel function applied, by its C name in the kernel at hand. */
  readonly did: string;
  /** The entry after it. */
  readonly value: bigint;
  /** The reason, in present tense. */
  readonly why: string;
}

/** Carries one entry through the helpers of a kernel function and remembers each step. */
export class Trace {
  readonly #steps: Step[] = [];
  #value: bigint;

  constructor(value: bigint, did?: string, why = '') {
    this.#value = value;
    if (did !== undefined) this.#steps.push({ did, value, why });
  }

  /** The entry as it stands. */
  get value(): bigint {
    return this.#value;
  }

  get steps(): readonly Step[] {
    return this.#steps;
  }

  /** The entry becomes `value` by the function `did`. */
  set(did: string, value: bigint, why: string): this {
    this.#value = value;
    this.#steps.push({ did, value, why });
    return this;
  }

  /** Applies `change` to the entry under the kernel's name for it. */
  apply(did: string, change: (value: bigint) => bigint, why: string): this {
    return this.set(did, change(this.#value), why);
  }

  /** A remark that changes nothing: a decision, a wait. */
  note(did: string, why: string): this {
    return this.set(did, this.#value, why);
  }

  /** Goes on with the steps of a function that this one called; the entry is then that function's. */
  follow(called: { readonly pte: bigint; readonly steps: readonly Step[] }): this {
    this.#value = called.pte;
    this.#steps.push(...called.steps);
    return this;
  }
}
