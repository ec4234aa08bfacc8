/** What the tables of releases are made of: one row a date, typed from kernel sources and never from our own output. */
import type { Config } from '../../../lib/kernel/config.ts';
import type { BehaviourId } from '../../../lib/kernel/kernel.ts';

/** A script as a reader types it, or with what stands beside it on the command line. */
export type Scripted =
  | string
  | {
      readonly script: string;
      /** The machine and its options, where they are not the usual ones. */
      readonly config?: Partial<Config>;
      /** The word that the life starts with. */
      readonly from?: bigint;
    };

/** A release, the entry after the last operation, in hexadecimal, and one thing that is told with it: an event, `pagemap` and its word, or `2 faults`. */
export type Side = readonly [release: string, entry: string, told?: string];

/** The row of the spec that the script shows, and what the sources of releases on its sides make of the last operation. */
export type Dated = readonly [row: BehaviourId, script: Scripted, ...sides: readonly Side[]];
