/** Fuzzing against a kernel's own helpers: round after round of new inputs, each helper in turn. */

import { compareHelper, type HelperVerdict } from '../crosscheck/compareHelper.ts';
import { buildProbe } from '../crosscheck/headers/buildProbe.ts';
import { configText, findKernelTree } from '../crosscheck/headers/kernelTree.ts';
import { openProbe } from '../crosscheck/headers/probe.ts';
import { sharedHelpers } from '../crosscheck/sharedHelpers.ts';
import { kernelFromConfig } from '../lib/kernel/kernelFromConfig.ts';

/** Which headers to fuzz, and how long. */
export interface HeaderFuzz {
  readonly headers: string;
  readonly source?: string;
  readonly seed: number;
  readonly seconds: number;
  readonly inputs: number;
  readonly progress?: (inputs: number, seconds: number) => void;
}

/** What came of it. */
export interface HeaderOutcome {
  readonly kernel: string;
  readonly inputs: number;
  readonly seconds: number;
  /** The first helper that differs, or that crashed. */
  readonly wrong?: HelperVerdict;
}

/** Inputs of a helper in one round. */
const perRound = 1 << 16;

/** Runs until a helper differs, or the time or the inputs are used up. */
export async function fuzzHeaders({
  headers,
  source,
  seed,
  seconds,
  inputs,
  progress,
}: HeaderFuzz): Promise<HeaderOutcome> {
  const tree = findKernelTree(headers);
  const probe = await openProbe(await buildProbe(tree, source === undefined ? {} : { source }));
  const k = kernelFromConfig(tree.version, configText(tree, undefined));
  const helpers = sharedHelpers(k, probe.helpers).filter((h) => h.arguments.length > 0);
  const start = Date.now();
  const gone = () => (Date.now() - start) / 1000;
  let done = 0;
  try {
    for (let round = 0; ; round++)
      for (const helper of helpers) {
        if (gone() >= seconds || done >= inputs) return { kernel: k.name, inputs: done, seconds: gone() };
        const verdict = await compareHelper(k, probe, helper, seed + round, perRound);
        if (verdict.verdict !== 'agree') return { kernel: k.name, inputs: done, seconds: gone(), wrong: verdict };
        done += verdict.inputs;
        progress?.(done, gone());
      }
  } finally {
    probe.close();
  }
}
