/** How the command reports a failure: one line on stderr and an exit code; a stack only where somebody asks for it. */
import { printable, printableLines } from '../lib/base/printable.ts';
import { inOptions } from './inOptions.ts';

export const usageError = 1;
/** A check found a difference. */
export const difference = 2;

/** Failures that have a cause outside the program, by where their codes come from: ours, Node's, the system's and zlib's. */
const expected = /^(ERR_|Z_|E[A-Z0-9]+$)/;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const pathOf = (error: unknown): string =>
  error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : '';

/** What an error says; one of several, such as a connection that was tried twice, may say nothing itself. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message === '' && error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error.message || codeOf(error) || error.name;
}

/** What the system says, without the name of its call and Node's code: `words.bin: no such file or directory`. */
function ofSystem({ code, syscall, path, message }: NodeJS.ErrnoException): string | undefined {
  if (syscall === undefined || !message.startsWith(`${code}: `)) return undefined;
  const what = message.slice(`${code}: `.length).split(`, ${syscall}`)[0] ?? '';
  if (path !== undefined) return `${path}: ${what}`;
  return syscall === 'write' ? `standard output: ${what}` : `${what} (${syscall})`;
}

/** What was wrong, in words for a terminal. Only our own messages have lines: a script with a mark under its word. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code.startsWith('ERR_PTE_')) return printableLines(inOptions(messageOf(error)));
  const message = printable((error instanceof Error && ofSystem(error)) || messageOf(error));
  return expected.test(code) ? message : `unexpected error, please report it with the command line: ${message}`;
}

/** Sets the exit code, unless a difference was found, and says what was wrong. */
export function fail(error: unknown, doing = ''): void {
  if (process.exitCode !== difference) process.exitCode = usageError;
  const reason = reasonOf(error);
  const file = `${printable(pathOf(error))}: `;
  const known = doing !== '' && file !== ': ' && reason.startsWith(file) && `${printable(doing)}: `.endsWith(file);
  console.error(`pte: ${doing && `${printable(doing)}: `}${known ? reason.slice(file.length) : reason}`);
  if (process.env.PTE_DEBUG && error instanceof Error) console.error(printableLines(error.stack ?? ''));
}

/** Something that the user should know, in one line on stderr. */
export const note = (text: string): void => console.error(`pte: ${printable(text)}`);
