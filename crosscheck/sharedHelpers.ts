/** The helpers that both sides have. */
import { rangeError } from '../lib/base/errors.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import type { ProbeHelper } from './headers/probe.ts';
import { hasHelper } from './ourHelpers.ts';

/**
 * Those of the kernel's helpers that the library has on this kernel.
 *
 * @throws RangeError (ERR_PTE_INPUT) where there is none: what compares nothing finds no difference.
 */
export function sharedHelpers(k: Kernel, kernels: readonly ProbeHelper[]): readonly ProbeHelper[] {
  const shared = kernels.filter((h) => hasHelper(k, h.name));
  if (shared.length > 0) return shared;
  throw rangeError(`expected helpers that ${k.name} and the headers both have, got none`, 'ERR_PTE_INPUT');
}
