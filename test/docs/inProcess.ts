/** The command run in this process: what it prints, without starting another one. */
import { reasonOf } from '../../cli/fail.ts';
import { program } from '../../cli/program.ts';

/** What became of it: all that it printed, and the reason if it could not run. */
export interface Output {
  readonly text: string;
  readonly status: number;
  readonly failed?: string;
}

/** The width of what is printed into a pipe. */
const pipeWidth = 100;

/** The words of a command line that asks no more of the shell than single quotes. */
export const wordsOf = (command: string): string[] =>
  [...command.matchAll(/'([^']*)'|[^' ]+/g)].map(([word, quoted]) => quoted ?? word);

/** Runs `pte ...` as a reader types it, one at a time: what it prints is taken from the console while it runs. */
export async function runCommand(command: string): Promise<Output> {
  const [, ...args] = wordsOf(command);
  const { log, error } = console;
  const write = process.stdout.write;
  const complain = process.stderr.write;
  const columns = process.stdout.columns;
  const [color, exitCode] = [process.env.NO_COLOR, process.exitCode];
  const lines: string[] = [];
  console.log = (text: unknown = '') => void lines.push(`${text}\n`);
  console.error = () => undefined;
  process.stdout.write = ((part: unknown) => lines.push(String(part)) > 0) as typeof write;
  process.stderr.write = () => true;
  process.stdout.columns = pipeWidth;
  process.env.NO_COLOR = '1';
  process.exitCode = 0;
  try {
    const root = await program(args[0]);
    await root.parseAsync(args, { from: 'user' });
    return { text: lines.join(''), status: Number(process.exitCode ?? 0) };
  } catch (thrown) {
    return { text: lines.join(''), status: 1, failed: reasonOf(thrown) };
  } finally {
    Object.assign(console, { log, error });
    Object.assign(process.stdout, { write, columns });
    process.stderr.write = complain;
    if (color === undefined) delete process.env.NO_COLOR;
    else process.env.NO_COLOR = color;
    process.exitCode = exitCode ?? 0;
  }
}
