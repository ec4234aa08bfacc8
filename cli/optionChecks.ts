/** What holds for every option with a value: it is not empty, and it is not given twice where one counts. */
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
