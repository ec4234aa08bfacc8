/** Kernels whose functions give the outcome and leave out how they came to it. */
import { checkKernel, type Kernel, kernelValue } from './kernel.ts';

const quieter = new WeakMap<Kernel, Kernel>();

/**
 * The same kernel for callers who want outcomes by the million: the functions of lib/mm do the same on it, and the `steps` of what they
 * applied stay empty, which takes half the time. Where an entry stays as it is, the one step that says why is there all the same.
 *
 * ```ts
 * doSwapPage(quiet(k), pte, vma, folio, pfn, fault).pte;
 * ```
 * @throws TypeError unless it is a kernel as kernel() gives it.
 */
export function quiet(k: Kernel): Kernel {
  const found = quieter.get(k);
  if (found) return found;
  checkKernel(k);
  if (k.isQuiet) return k;
  const made = kernelValue(k, true);
  quieter.set(k, made);
  return made;
}
