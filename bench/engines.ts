/** Every engine and instruction set that this machine runs. */
import { loadAddon, nativeEngine } from '../lib/batch/engine/native.ts';
import { referenceEngine } from '../lib/batch/engine/reference.ts';
import type { Engine } from '../lib/batch/engine/types.ts';

/** An engine, and what makes it use the instruction set that it is measured with. */
export interface Forced {
  readonly target: string;
  readonly engine: Engine;
  readonly force: () => void;
}

/** Those of the core, the best last. */
export function nativeTargets(): readonly Forced[] {
  const addon = loadAddon();
  return addon
    .targets()
    .map((target) => ({ target, engine: nativeEngine(addon, target), force: () => addon.setTarget(target) }));
}

/** The engine without a compiler. */
export const reference: Forced = { target: 'reference', engine: referenceEngine, force: () => {} };
