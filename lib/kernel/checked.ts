/** The wrapper of kernel functions that some kernels lack: a caller from outside is told, the logic inside goes on with absent bits. */
import type { FunctionId, Kernel } from './kernel.ts';

/**
 * A kernel function that first asks whether the kernel has it.
 * @throws RangeError (ERR_PTE_HELPER) when the kernel lacks it.
 */
export function checked<F extends (k: Kernel, ...rest: never[]) => unknown>(id: FunctionId, run: F): F {
  const ask = run as unknown as (k: Kernel, ...rest: unknown[]) => unknown;
  const wrapper = (k: Kernel, ...rest: unknown[]) => {
    k.need(id);
    return ask(k, ...rest);
  };
  return Object.defineProperties(wrapper as unknown as F, { name: { value: id }, length: { value: run.length } });
}
