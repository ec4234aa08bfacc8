/** What a campaign and its threads say to each other. */
import type { Difference } from './difference.ts';
import type { Shard, Tally } from './shard.ts';

/** What the process of the threads is started with. */
export interface Start {
  readonly shard: Shard;
  readonly threads: number;
}

/** Blocks `from` to `from + count` of the shard. */
export interface BlockRange {
  readonly from: number;
  readonly count: number;
}

/**
 * noticed: a difference, as it was met; making it smaller comes next and may fail. tally: all of the blocks, or all up to a
 * difference. failure: there will be no tally; `says` is an error of ours, which needs no other words.
 */
export type ThreadAnswer =
  | { readonly is: 'noticed'; readonly difference: Difference }
  | { readonly is: 'tally'; readonly tally: Tally }
  | { readonly is: 'failure'; readonly why: string; readonly says?: boolean };

/** Which thread is asked, or answers. */
export type Of<T> = T & { readonly thread: number };
