/** The choice between the engines on Node, where it is what `#engine` is: native, else portable, else the reference. */
import { rangeError, shown } from '../../base/errors.ts';
import * as anywhere from './anywhere.ts';
import { loadNative } from './native.ts';
import type { Engine } from './types.ts';
import { loadWasm } from './wasm.ts';

const refuse = (expected: string, got: string) => rangeError(`expected ${expected}, got ${got}`, 'ERR_PTE_ENGINE');

/** What may take its time before the engine is chosen: here nothing. */
export const ahead = (): Promise<void> => Promise.resolve();

/** What PTE_ENGINE may ask for; undefined stands for the reference. */
const choices: Readonly<Record<string, () => Engine | undefined>> = {
  native() {
    const native = loadNative();
    if ('decode' in native) return native;
    throw refuse('PTE_ENGINE=native to find an addon that loads', `none: ${native.failure}`);
  },
  wasm() {
    const portable = loadWasm();
    if ('decode' in portable) return portable;
    throw refuse('PTE_ENGINE=wasm to find WebAssembly with SIMD', `an error: ${portable.failure}`);
  },
  reference: () => undefined,
};

/** The best there is, with one line on standard error where that is not the native engine. */
function best(): Engine | undefined {
  const native = loadNative();
  if ('decode' in native) return native;
  console.error(`x86-pte: no native engine, arrays go through the portable one (WebAssembly): ${native.failure}`);
  return anywhere.preferredEngine();
}

/**
 * The engine that PTE_ENGINE asks for, else the best; undefined for the reference.
 * @throws RangeError (ERR_PTE_ENGINE) where PTE_ENGINE, PTE_ADDON, PTE_TARGET or PTE_FORM asks for what is not to be had.
 */
export function preferredEngine(): Engine | undefined {
  const wanted = process.env.PTE_ENGINE;
  if (wanted === undefined) return best();
  const choice = Object.hasOwn(choices, wanted) ? choices[wanted] : undefined;
  if (!choice) throw refuse('PTE_ENGINE to be native, wasm or reference', shown(wanted));
  return choice();
}
