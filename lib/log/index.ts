/** `x86-pte/log`: entries out of text, such as a log of the kernel or what a debugger prints, and what they mean. */

export type { Printed } from '../../spec/messages.ts';
export type { LogFact, LogWord } from './annotate.ts';
export { faultErrorNames, vmFlagsByName } from './factNames.ts';
export type {
  GroupHeld,
  LineRead,
  Reading,
  Repeat,
  TextFact,
  TextFormat,
  TextLevel,
  TextWord,
  WordKind,
} from './format.ts';
export { formats } from './formats/all.ts';
export { kernelMessages } from './kernelMessages.ts';
export type { LogKernelOptions, LogMachine } from './logKernel.ts';
export { type LogLine, type LogOptions, LogReader, type LogSum } from './logReader.ts';
export { type Prefix, prefixes } from './prefixes.ts';
export { TextReader } from './readText.ts';
export { type LogSaying, sayings } from './says.ts';
export { couldBeDecimal, parseWord } from './words.ts';
