/** The command in this process, from sources: what it prints and its exit code, without the cost of starting one. */
import { Readable } from 'node:stream';
import { CommanderError } from 'commander';
import { fail } from '../../cli/fail.ts';
import { program } from '../../cli/program.ts';
import type { Run } from './commands.ts';

/** What a run gets beside its arguments; variables that are undefined are unset. */
interface Given {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Sets variables, and gives what sets them back. */
function setVariables(env: Readonly<Record<string, string | undefined>>): () => void {
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
  const set = (rows: readonly (readonly [string, string | undefined])[]) => {
    for (const [name, value] of rows)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  };
  set(Object.entries(env));
  return () => set(before);
}

/** Takes what is printed from the console and the streams, with `input` as standard input, until `restore` is called. */
function capture(input: string | Uint8Array) {
  const printed = { stdout: '', stderr: '' };
  const { log, error } = console;
  const [out, err] = [process.stdout, process.stderr];
  const [write, complain, columns] = [out.write, err.write, out.columns];
  const stdin = Object.getOwnPropertyDescriptor(process, 'stdin') as PropertyDescriptor;
  const into = (name: 'stdout' | 'stderr') => (part: unknown) => {
    printed[name] += part instanceof Uint8Array ? Buffer.from(part).toString() : String(part);
    return true;
  };
  console.log = (text: unknown = '') => into('stdout')(`${text}\n`);
  console.error = (text: unknown = '') => into('stderr')(`${text}\n`);
  Object.assign(out, { write: into('stdout'), columns: 0 }); // a pipe has no columns
  err.write = into('stderr') as typeof complain;
  const stream = Readable.from(input.length === 0 ? [] : [Buffer.from(input)], { objectMode: false });
  Object.defineProperty(process, 'stdin', { value: stream, configurable: true });
  const restore = () => {
    Object.assign(console, { log, error });
    Object.assign(out, { write, columns });
    err.write = complain;
    Object.defineProperty(process, 'stdin', stdin);
  };
  return { printed, restore };
}

/** Runs the command, one at a time: it has the console, the streams and the variables of this process while it runs. */
export async function runHere(args: readonly string[], { input = '', env = {} }: Given = {}): Promise<Run> {
  const { exitCode } = process;
  const setBack = setVariables(env);
  const { printed, restore } = capture(input);
  process.exitCode = 0;
  try {
    const root = await program(args[0] ?? '');
    await root.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) fail(error);
    else process.exitCode = error.exitCode === 0 ? 0 : 1;
  } finally {
    restore();
    setBack();
  }
  const status = Number(process.exitCode ?? 0);
  process.exitCode = exitCode ?? 0;
  return { ...printed, status };
}
