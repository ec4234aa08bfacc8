/** What holds for every option with a value: it is not empty, and it is not given twice where one counts. */
import type { Command, Option } from 'commander';
import { rangeError, shown } from '../lib/base/errors.ts';

/** Has the options of a command checked as they are read. */
export function checkOptions(command: Command): void {
  for (const option of command.options.filter(({ required, optional }) => required || optional)) {
    let times = 0;
    command.prependListener(`option:${option.name()}`, (text: string) => {
      times += 1;
      checkOption(option, text, times > 1 && !Array.isArray(command.getOptionValue(option.attributeName())));
    });
  }
}

function checkOption({ long, flags }: Option, text: string, again: boolean): void {
  const name = long ?? flags;
  if (text.trim() === '') throw rangeError(`expected ${name} with a value, got ${shown(text)}`, 'ERR_PTE_INPUT');
  if (again) throw rangeError(`expected ${name} once, got it again with ${shown(text)}`, 'ERR_PTE_INPUT');
}
