/** Where a search ends that has not ended by itself, and who hears how far it is. */
import type { Bounds, SearchEnd, SearchProgress, Watching } from './searched.ts';

/** How many states go by between two looks at the clock. */
const often = 64;

/** The limits of one search, which begins now. */
export class SearchLimits {
  readonly #bounds: Bounds;
  readonly #watching: Watching;
  readonly #ends: number;
  #looked = 0;
  #end: SearchEnd | undefined;

  constructor(bounds: Bounds, watching: Watching) {
    this.#bounds = bounds;
    this.#watching = watching;
    this.#ends = Date.now() + bounds.milliseconds;
  }

  /** What ended the search first; undefined while it goes on. */
  get end(): SearchEnd | undefined {
    return this.#end;
  }

  /** Ends the search, unless something has already. */
  endBy(end: SearchEnd): void {
    this.#end ??= end;
  }

  /** So many states are kept now. */
  kept(states: number): void {
    if (states >= this.#bounds.states) this.endBy('states');
  }

  /** Whether scripts of one more line than `depth` are too long. */
  isDeepest(depth: number): boolean {
    if (depth >= this.#bounds.depth) this.endBy('depth');
    return depth >= this.#bounds.depth;
  }

  /** Whether the search is over: looks at the clock now and then. */
  isOver(progress: SearchProgress): boolean {
    const { memoryUsed, signal, onProgress } = this.#watching;
    if (signal?.aborted) this.endBy('stopped');
    if (this.#looked++ % often === 0) {
      if (Date.now() > this.#ends) this.endBy('time');
      if ((memoryUsed?.() ?? 0) > this.#bounds.bytes) this.endBy('memory');
      onProgress?.(progress);
    }
    return this.#end !== undefined;
  }
}
