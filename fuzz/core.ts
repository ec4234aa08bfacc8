/** The native core that campaigns compare. */
import { rangeError } from '../lib/base/errors.ts';
import { type Addon, loadAddon } from '../lib/batch/engine/native.ts';

/** The addon, here not to be done without. @throws RangeError (ERR_PTE_ENGINE), in one line, where none loads. */
export function loadCore(): Addon {
  try {
    return loadAddon();
  } catch (error) {
    throw rangeError(`expected a native core to compare, got none: ${(error as Error).message}`, 'ERR_PTE_ENGINE');
  }
}
