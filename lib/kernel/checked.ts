/** The one wrapper of what some kernels lack: a caller from outside is told, the logic inside goes on with absent bits. */
import type { FunctionId, HelperId, Kernel } from './kernel.ts';

type Asked = (k: Kernel, ...rest: never[]) => unknown;
/** The same function as the wrapper calls it, whatever it takes. */
type Any = (k: Kernel, ...rest: unknown[]) => unknown;

const named = <F extends Asked>(wrapper: unknown, id: string, { length }: F): F =>
  Object.defineProperties(wrapper as F, { name: { value: id }, length: { value: length } });

/**
 * A helper that first asks whether the kernel has it; the type and the number of arguments are the helper's. Written
 * out for the two numbers of arguments that occur, since a helper costs a few nanoseconds.
 * @throws RangeError (ERR_PTE_HELPER) when the kernel lacks it.
 */
export function checkedHelper<F extends Asked>(id: HelperId, helper: F): F {
  const ask = helper as unknown as Any;
  const wrapper =
    helper.length > 2
      ? (k: Kernel, word: unknown, more: unknown) => {
          k.need(id);
          return ask(k, word, more);
        }
      : (k: Kernel, word: unknown) => {
          k.need(id);
          return ask(k, word);
        };
  return named(wrapper, id, helper);
}

/**
 * A kernel function that first asks whether the kernel has it.
 * @throws RangeError (ERR_PTE_HELPER) when the kernel lacks it.
 */
export function checked<F extends Asked>(id: FunctionId, run: F): F {
  const ask = run as unknown as Any;
  const wrapper = (k: Kernel, ...rest: unknown[]) => {
    k.need(id);
    return ask(k, ...rest);
  };
  return named(wrapper, id, run);
}
