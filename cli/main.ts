/** The command: hands the arguments to the subcommand that they name. Each is loaded only when it runs. */
import { CommanderError } from 'commander';
import { fail } from './fail.ts';
import { OutputGone, watchOutput } from './output.ts';
import { program } from './program.ts';

async function main(argv: readonly string[]): Promise<void> {
  const wanted = argv[0] === 'help' ? argv[1] : argv[0];
  try {
    const root = await program(wanted ?? '');
    await root.parseAsync(argv, { from: 'user' });
  } catch (error) {
    end(error);
  }
}

function end(error: unknown): void {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 1;
  else if (!(error instanceof OutputGone)) fail(error);
}

watchOutput();
process.on('uncaughtException', (error) => {
  end(error);
  process.exit(); // what threw may hold the process for ever
});
void main(process.argv.slice(2));
