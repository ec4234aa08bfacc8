/** Hints at what a word may be: each a function of what is known of it. */
import type { Decoded } from '../../codec/decoded.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { CheckOptions, Finding } from '../finding.ts';

/** What hints look at. */
export interface Looked {
  readonly k: Kernel;
  readonly entry: Decoded;
  readonly options: CheckOptions;
  /** A rule about the word is broken, or its frame is where no memory is: what it looks like matters. */
  readonly isSuspect: boolean;
}

/** A hint under a name, with its reason. */
export const hint = (name: string, text: string, why: string): Finding => ({ name, text, why, source: '' });
