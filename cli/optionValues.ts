/** Values of the command's options: numbers and lists, out of what stands after the option. */
import { rangeError, shown } from '../lib/base/errors.ts';

/** The number of an option, decimal or `0x...`; `name` is the option, for the message. */
export function parseNumber(name: string, text: string): bigint {
  if (!/^(0x[\da-f]+|\d+)$/i.test(text))
    throw rangeError(`expected ${name} as a number such as 512 or 0x200, got ${shown(text)}`, 'ERR_PTE_INPUT');
  return BigInt(text);
}

/** Reads a decimal number of at most so many digits: a count, a seed, a time. */
export const wholeNumber =
  (name: string, digits: number) =>
  (text: string): number => {
    if (!/^\d+$/.test(text) || text.length > digits)
      throw rangeError(`expected ${name} as a number, got ${shown(text)}`, 'ERR_PTE_INPUT');
    return Number(text);
  };

/** Adds the items of a list, with commas between, to those that the option was given before. */
export function listItems(text: string, before: readonly string[] = []): readonly string[] {
  const items = text.split(',').filter(Boolean);
  if (items.length === 0)
    throw rangeError(`expected a list of names with commas between, got ${shown(text)}`, 'ERR_PTE_INPUT');
  return [...before, ...items];
}

/** Of an option that takes several words all of them, one after the other. */
export const eachWord = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];
