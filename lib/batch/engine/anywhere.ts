/** What `#engine` is where there is no Node: in a browser, and in what is bundled for one. */
import type { Engine } from './types.ts';
import { loadWasm } from './wasm.ts';
import { compileAhead } from './wasmCore.ts';

/** What may take its time before the engine is chosen: a failure shows when it is. */
export const ahead = (): Promise<void> => compileAhead().catch(() => {});

/** The portable engine; undefined, with one line on the console, where the host has no WebAssembly or does not allow it. */
export function preferredEngine(): Engine | undefined {
  const portable = loadWasm();
  if ('decode' in portable) return portable;
  console.error(`x86-pte: arrays go through the slow reference engine, since WebAssembly fails: ${portable.failure}`);
  return undefined;
}
