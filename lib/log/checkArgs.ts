/** What callers from outside give: checked once, where it comes in. */
import { shown, typeError } from '../base/errors.ts';
import { checkKernel } from '../kernel/kernel.ts';
import type { LogKernelOptions } from './logKernel.ts';

/** @throws TypeError (ERR_PTE_TYPE) unless it is a string. */
export function checkString(what: string, text: unknown): void {
  if (typeof text !== 'string') throw typeError(`expected ${what} as a string, got ${shown(text)}`);
}

/** @throws TypeError (ERR_PTE_TYPE) unless it is a bigint. */
export function checkBigint(what: string, value: unknown): void {
  if (typeof value !== 'bigint') throw typeError(`expected ${what} as a bigint, got ${shown(value)}`);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** @throws TypeError (ERR_PTE_TYPE) for options that are none, for what is no kernel, and for texts that are none. */
export function checkLogOptions(options: LogKernelOptions): void {
  if (!isObject(options as unknown)) throw typeError(`expected options such as { check: true }, got ${shown(options)}`);
  const { kernel, version, dotConfig } = options;
  if (kernel !== undefined) checkKernel(kernel);
  if (version !== undefined) checkString('version', version);
  if (dotConfig !== undefined) checkString('dotConfig', dotConfig);
}

/** Whether it is a list of things that say something. */
const areSaid = (list: unknown): list is readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(list) && list.every((one) => isObject(one) && typeof one.says === 'string');

/** @throws TypeError (ERR_PTE_TYPE) unless it has the words and facts of a line that LogReader gave. */
export function checkLogLine(line: unknown): void {
  const { words, facts } = isObject(line) ? line : {};
  if (!areSaid(words) || !areSaid(facts) || !facts.every(({ names }) => Array.isArray(names)))
    throw typeError(`expected a line of LogReader, got ${shown(line)}`);
}
