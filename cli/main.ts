/** The command: hands the arguments to the subcommand that they name. Each is loaded only when it runs. */
import { CommanderError } from 'commander';
import { fail } from './fail.ts';
import { program } from './program.ts';

async function main(argv: readonly string[]): Promise<void> {
  const wanted = argv[0] === 'help' ? argv[1] : argv[0];
  const root = await program(wanted ?? '');
  try {
    await root.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 1;
    else fail(error);
  }
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0); // the reader, such as head, has what it wants
  fail(error);
});
void main(process.argv.slice(2));
