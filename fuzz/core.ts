/** The native core that campaigns compare. */
import { rangeError } from '../lib/base/errors.ts';
import { printable } from '../lib/base/printable.ts';
import { type Addon, loadAddon } from '../lib/batch/engine/native.ts';

const needed = ['decode', 'encode', 'targets', 'setTarget'] as const;

/** The addon, here not to be done without. @throws RangeError (ERR_PTE_ENGINE), in one line, where none loads. */
export function loadCore(): Addon {
  const addon = loaded();
  const lacking = needed.find((name) => typeof addon?.[name] !== 'function');
  if (lacking === undefined) return addon;
  throw rangeError(`expected an addon with ${lacking}() as the native core, got another module`, 'ERR_PTE_ENGINE');
}

function loaded(): Addon {
  try {
    return loadAddon();
  } catch (error) {
    const [why = ''] = String(error instanceof Error ? error.message : error).split('\n');
    throw rangeError(`expected a native core to compare, got none: ${printable(why)}`, 'ERR_PTE_ENGINE');
  }
}
