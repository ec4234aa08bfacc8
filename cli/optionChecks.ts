/** What holds for options: a value is not empty, none is given twice where one counts, and none says nothing. */
import type { Command, Option } from 'commander';
import { rangeError, shown } from '../lib/base/errors.ts';

/** Has the options of a command checked as they are read. */
export function checkOptions({ options }: Command): void {
  for (const option of options) if (option.required || option.optional) checkOption(option);
}

function checkOption(option: Option): void {
  const name = option.long ?? option.flags;
  const read = option.parseArg;
  let given = 0;
  option.argParser((text: string, before: unknown) => {
    if (text.trim() === '') throw rangeError(`expected ${name} with a value, got ${shown(text)}`, 'ERR_PTE_INPUT');
    const value = read ? read(text, before) : text;
    given += 1;
    if (given === 1 || Array.isArray(value)) return value;
    throw rangeError(`expected ${name} once, got it again with ${shown(text)}`, 'ERR_PTE_INPUT');
  });
}

/** An option that was given and is not among those that say something to what is to run: its user means something by it. */
export const idleOption = (command: Command, meant: readonly string[]): Option | undefined =>
  command.options.find((option) => {
    const key = option.attributeName();
    return command.getOptionValueSource(key) === 'cli' && !meant.includes(key);
  });
