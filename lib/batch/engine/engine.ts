/** What decodes and encodes arrays: the C++ core as an addon, as WebAssembly where none loads, else the same in TypeScript. */
import { ahead, preferredEngine } from '#engine'; // package.json, "imports": onNode.ts on Node, anywhere.ts elsewhere
import { referenceEngine } from './reference.ts';
import type { Engine } from './types.ts';

let chosen: Engine | undefined;

/**
 * The engine of this process, chosen when first needed. On Node four variables decide: PTE_ENGINE (`native`, `wasm` or
 * `reference`), PTE_ADDON (a file to load the native engine from), PTE_TARGET (its instruction set) and PTE_FORM (how it goes
 * through long arrays).
 * @throws RangeError (ERR_PTE_ENGINE) where one of them asks for what is not to be had.
 */
export function engine(): Engine {
  chosen ??= preferredEngine() ?? referenceEngine;
  return chosen;
}

/**
 * The engine of this process, once it is ready: to be awaited before the first batch where a browser compiles no WebAssembly on
 * its main thread at once, as Chromium before 115; elsewhere it says which engine serves.
 * @returns its name (`native`, `wasm` or `reference`) and the instruction set that it was compiled for.
 * @throws RangeError (ERR_PTE_ENGINE) as a batch would.
 */
export async function engineReady(): Promise<{ readonly name: string; readonly target: string }> {
  await ahead();
  const { name, target } = engine();
  return { name, target };
}
