/** Fuzzing against a kernel's own helpers: round after round of new inputs, each helper in turn. */

import { once } from 'node:events';
import { compareHelper, type HelperVerdict } from '../crosscheck/compareHelper.ts';
import { buildProbe } from '../crosscheck/headers/buildProbe.ts';
import { configText, findKernelTree } from '../crosscheck/headers/kernelTree.ts';
import { openProbe, type Probe, type ProbeHelper } from '../crosscheck/headers/probe.ts';
import { sharedHelpers } from '../crosscheck/sharedHelpers.ts';
import { rangeError } from '../lib/base/errors.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import { kernelFromConfig } from '../lib/kernel/kernelFromConfig.ts';

/** Which headers to fuzz, and how long. */
export interface HeaderFuzz {
  readonly headers: string;
  readonly source?: string;
  readonly seed: number;
  readonly seconds: number;
  readonly inputs: number;
  readonly progress?: (inputs: number, seconds: number) => void;
  /** Ends it. */
  readonly stop?: AbortSignal;
}

/** What came of it. */
export interface HeaderOutcome {
  readonly kernel: string;
  readonly inputs: number;
  readonly seconds: number;
  /** The first helper that differs, or that crashed. */
  readonly wrong?: HelperVerdict;
  /** What ended it before its time. */
  readonly failures: readonly unknown[];
}

/** Inputs of a helper in one round. */
const perRound = 1 << 16;

/**
 * Runs until a helper differs, or the time or the inputs are used up. What goes wrong with the probe meanwhile is in the result.
 * @throws RangeError for headers that cannot be compiled, and for those that share no helper with the library (ERR_PTE_INPUT).
 */
export async function fuzzHeaders(f: HeaderFuzz): Promise<HeaderOutcome> {
  const tree = findKernelTree(f.headers);
  const probe = await openProbe(await buildProbe(tree, f.source === undefined ? {} : { source: f.source }));
  try {
    const k = kernelFromConfig(tree.version, configText(tree, undefined));
    const helpers = sharedHelpers(k, probe.helpers).filter((h) => h.arguments.length > 0);
    if (helpers.length === 0)
      throw rangeError(`expected helpers that ${k.name} and the headers both have, got none`, 'ERR_PTE_INPUT');
    return await rounds(f, k, probe, helpers);
  } finally {
    probe.close();
  }
}

async function rounds(
  { seed, seconds, inputs, progress, stop }: HeaderFuzz,
  k: Kernel,
  probe: Probe,
  helpers: readonly ProbeHelper[],
): Promise<HeaderOutcome> {
  const start = Date.now();
  const gone = () => (Date.now() - start) / 1000;
  let done = 0;
  const outcome = (wrong?: HelperVerdict, failures: readonly unknown[] = []): HeaderOutcome => ({
    kernel: k.name,
    inputs: done,
    seconds: gone(),
    ...(wrong && { wrong }),
    failures,
  });
  const stopped = stop && once(stop, 'abort').then(() => undefined);
  try {
    for (let round = 0; ; round++)
      for (const helper of helpers) {
        if (stop?.aborted) return outcome();
        const asked = compareHelper(k, probe, helper, seed + round, perRound);
        const verdict = await (stopped ? Promise.race([asked, stopped]) : asked);
        if (!verdict) return outcome();
        if (verdict.verdict !== 'crashed') done += verdict.inputs;
        if (verdict.verdict !== 'agree') return outcome(verdict);
        progress?.(done, gone());
        if (gone() >= seconds || done >= inputs) return outcome();
      }
  } catch (error) {
    return outcome(undefined, [error]);
  }
}
