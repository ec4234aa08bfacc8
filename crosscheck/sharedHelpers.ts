/** The helpers that both sides have. */
import type { Kernel } from '../lib/kernel/kernel.ts';
import type { ProbeHelper } from './headers/probe.ts';
import { hasHelper } from './ourHelpers.ts';

/** Those of the kernel's helpers that the library has on this kernel. */
export const sharedHelpers = (k: Kernel, kernels: readonly ProbeHelper[]): readonly ProbeHelper[] =>
  kernels.filter((h) => hasHelper(k, h.name));
