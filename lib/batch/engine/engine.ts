/** What decodes and encodes arrays: the C++ core where its addon loads, else the same in TypeScript. */
import { preferredEngine } from '#engine'; // package.json, "imports": native.ts on Node, none.ts elsewhere
import { referenceEngine } from './reference.ts';
import type { Engine } from './types.ts';

let chosen: Engine | undefined;

/**
 * The engine of this process, chosen when first needed. On Node four variables decide: PTE_ENGINE (`native` or
 * `reference`), PTE_ADDON (a file to load the native engine from), PTE_TARGET (its instruction set) and PTE_FORM (how it goes
 * through long arrays).
 * @throws RangeError (ERR_PTE_ENGINE) where one of them asks for what is not to be had.
 */
export function engine(): Engine {
  chosen ??= preferredEngine() ?? referenceEngine;
  return chosen;
}
