/** The command: hands the arguments to the subcommand that they name. Each is loaded only when it runs. */
import { Command, CommanderError } from 'commander';
import { fail } from './fail.ts';

/** A subcommand: its name, its line in the help, and how to load what defines its options and runs it. */
interface Entry {
  readonly name: string;
  readonly line: string;
  readonly load: () => Promise<{ define(command: Command): void }>;
}

export const entries: readonly Entry[] = [
  { name: 'decode', line: 'what words mean, bit by bit', load: () => import('./decodeCommand.ts') },
  { name: 'encode', line: 'the word for a meaning', load: () => import('./encodeCommand.ts') },
  { name: 'layout', line: 'the bits of a kernel as a picture', load: () => import('./layoutCommand.ts') },
  { name: 'diff', line: 'what changed between two kernels', load: () => import('./diffCommand.ts') },
  { name: 'kernels', line: 'the kernels that can be named', load: () => import('./kernelsCommand.ts') },
  { name: 'replay', line: 'recordings of running kernels against the model', load: () => import('./replayCommand.ts') },
  { name: 'run', line: 'the life of an entry, operation by operation', load: () => import('./runCommand.ts') },
  {
    name: 'crosscheck',
    line: 'a kernel’s own headers against the project',
    load: () => import('./crosscheckCommand.ts'),
  },
  { name: 'fuzz', line: 'differential fuzzing, here or on a fleet', load: () => import('./fuzzCommand.ts') },
  { name: 'vectors', line: 'golden vectors for other projects', load: () => import('./vectorsCommand.ts') },
  { name: 'completion', line: 'shell completion for bash and zsh', load: () => import('./completionCommand.ts') },
];

const examples = `
Examples:
  pte decode 0x07fffffffffbfe0a --kernel 6.12
  pte encode swap --type 0 --offset 0x200 --soft-dirty --kernel 6.12
  pte diff 6.1 6.12
  pte decode --file words.bin --summary --kernel auto

Exit codes: 0 done, 1 wrong usage or input, 2 a check found a difference.`;

/** The program with every subcommand named and those in `defined` complete with their options. */
export async function program(defined: readonly string[]): Promise<Command> {
  const root = new Command('pte')
    .description('What an x86-64 Linux page-table entry means, how to make one, and what the kernel does to it.')
    .version('0.1.0')
    .showHelpAfterError('(pte --help shows the commands)')
    .addHelpText('after', examples)
    .exitOverride();
  for (const { name, line, load } of entries) {
    const command = root
      .command(name)
      .description(line)
      .exitOverride()
      .showHelpAfterError(`(pte ${name} --help shows the options)`);
    if (defined.includes(name)) (await load()).define(command);
  }
  return root;
}

async function main(argv: readonly string[]): Promise<void> {
  const named = entries.map((entry) => entry.name);
  const wanted = argv[0] === 'help' ? argv[1] : argv[0];
  const root = await program(named.filter((name) => name === wanted));
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
