/** Numbers among the options of the command. */
import { rangeError, shown } from '../lib/base/errors.ts';

/** The number of an option, decimal or `0x...`; `name` is the option, for the message. */
export function parseNumber(name: string, text: string): bigint {
  if (!/^(0x[\da-f]+|\d+)$/i.test(text))
    throw rangeError(`expected ${name} as a number such as 512 or 0x200, got ${shown(text)}`, 'ERR_PTE_INPUT');
  return BigInt(text);
}
