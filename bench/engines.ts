/** Every engine and instruction set that this machine runs. */

import { BatchMemory } from '../lib/batch/batchMemory.ts';
import { type Addon, loadAddon, nativeEngine } from '../lib/batch/engine/native.ts';
import { referenceEngine } from '../lib/batch/engine/reference.ts';
import type { Engine } from '../lib/batch/engine/types.ts';
import { loadWasm } from '../lib/batch/engine/wasm.ts';
import type { Task } from './result.ts';

/** An engine, and what makes it use the instruction set that it is measured with. */
export interface Forced {
  readonly target: string;
  readonly engine: Engine;
  readonly force: () => void;
}

/** Those of the core, the best last. */
export function nativeTargets(): readonly Forced[] {
  const addon = loadAddon();
  return addon.targets().map((target) => forced(addon, target));
}

/** Those of wide registers again, in each form there is of going through an array: what the core chooses from. */
export function nativeForms(): readonly Forced[] {
  const addon = loadAddon();
  const forms = addon.forms().filter((form) => form !== 'measured');
  return addon
    .targets()
    .filter((target) => target.startsWith('avx'))
    .flatMap((target) => forms.map((form) => forced(addon, target, form)));
}

const forced = (addon: Addon, target: string, form?: string): Forced => ({
  target: form ? `${target} ${form}` : target,
  engine: nativeEngine(addon, target),
  force: () => {
    addon.setTarget(target);
    addon.setForm(form);
  },
});

/** The engine without a compiler. */
export const reference: Forced = { target: 'reference', engine: referenceEngine, force: () => {} };

/** Bytes for what lies between its arrays. */
const between = 1 << 18;

/** The portable engine, and its own memory for `n` words, for them a second time, and for their columns. */
export function portable(n: number): { readonly forced: Forced; readonly memory: BatchMemory } {
  const engine = loadWasm();
  if ('failure' in engine) throw new Error(engine.failure);
  const bytes = n * (2 * 8 + 14);
  const { buffer, from } = engine.memory?.(bytes + between) ?? { buffer: new ArrayBuffer(bytes + between), from: 0 };
  return { forced: { target: engine.target, engine, force: () => {} }, memory: new BatchMemory(buffer, from, bytes) };
}

/** A task on one thread, with the instruction set that it is measured with. */
export const forcedTask = (
  { target, force }: Forced,
  { name, bytes, beside }: Pick<Task, 'name' | 'bytes' | 'beside'>,
  run: () => void,
): Task => ({
  ...{ name, target, threads: 1, bytes, beside },
  run: () => {
    force();
    run();
  },
});
