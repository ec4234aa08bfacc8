/** The program: every subcommand with its line in the help. Each is loaded only when it is asked for. */
import { Command, Option, type OutputConfiguration } from 'commander';
import { printable } from '../lib/base/printable.ts';
import { packageVersion } from '../lib/batch/engine/packageRoot.ts';
import { checkOptions } from './optionChecks.ts';
import { colorWhens, setColor } from './terminal.ts';

/** A subcommand: its name, its line in the help, and how to load what defines its options and runs it. */
interface Subcommand {
  readonly name: string;
  readonly line: string;
  /** It prints no colours. */
  readonly plain?: true;
  readonly load: () => Promise<{ define(command: Command, whole: () => Promise<Command>): void }>;
}

const subcommands: readonly Subcommand[] = [
  { name: 'decode', line: 'what words mean, bit by bit', load: () => import('./commands/decode.ts') },
  { name: 'encode', plain: true, line: 'the word for a meaning', load: () => import('./commands/encode.ts') },
  { name: 'log', line: 'a kernel log with its entries explained', load: () => import('./commands/log.ts') },
  { name: 'layout', line: 'the bits of a kernel as a picture', load: () => import('./commands/layout.ts') },
  { name: 'diff', line: 'what changed between two kernels', load: () => import('./commands/diff.ts') },
  { name: 'kernels', line: 'the releases that there are rows for', load: () => import('./commands/kernels.ts') },
  {
    name: 'since',
    line: 'when a bit, a type, a helper or a behaviour came',
    load: () => import('./commands/since.ts'),
  },
  { name: 'rows', line: 'the rows that --backport and --without take', load: () => import('./commands/rows.ts') },
  {
    name: 'pagemap',
    line: 'what /proc/PID/pagemap says of the pages of a process',
    load: () => import('./commands/pagemap.ts'),
  },
  {
    name: 'replay',
    line: 'compares recordings of running kernels with the model',
    load: () => import('./commands/replay.ts'),
  },
  {
    name: 'record',
    plain: true,
    line: 'boots a kernel under QEMU and records what it does to entries',
    load: () => import('./commands/record.ts'),
  },
  {
    name: 'confirm',
    plain: true,
    line: 'boots a kernel under QEMU and says whether it does what the model says',
    load: () => import('./commands/confirm.ts'),
  },
  { name: 'run', line: 'the life of an entry, operation by operation', load: () => import('./commands/run.ts') },
  {
    name: 'explore',
    line: 'every sequence of operations: what never happens, and how it comes about',
    load: () => import('./commands/explore.ts'),
  },
  {
    name: 'crosscheck',
    line: 'compares a kernel’s own headers with the library',
    load: () => import('./commands/crosscheck.ts'),
  },
  {
    name: 'fuzz',
    plain: true,
    line: 'compares the library’s engines on random words, here or on many machines',
    load: () => import('./commands/fuzz.ts'),
  },
  {
    name: 'vectors',
    plain: true,
    line: 'golden vectors for other projects',
    load: () => import('./commands/vectors.ts'),
  },
  {
    name: 'completion',
    plain: true,
    line: 'shell completion for bash and zsh',
    load: () => import('./commands/completion.ts'),
  },
];

const examples = `
Examples:
  pte decode 0x07fffffffffbfe0a --kernel 6.12
  pte encode swap --type 0 --offset 0x200 --soft-dirty --kernel 6.12
  pte diff 6.1 6.12
  pte decode --file words.bin --summary --kernel auto

Exit codes: 0 done, 1 wrong usage or input, 2 a check found a difference.`;

/** commander takes what begins with a minus for an option. */
const plain = (text: string): string =>
  text.replace(/^unknown option '(-[\da-f][^']*)'$/i, (all, number) =>
    /^-(?:0x)?[\d_]/i.test(number) ? `expected a number without a sign, got ${JSON.stringify(number)}` : all,
  );

/** What commander says of wrong usage as one line; the words that it quotes are the user's. */
const oneLine = (hint: string): OutputConfiguration => ({
  outputError: (text, print) => {
    const [, what = text, meant = ''] = /^error: (.*?)(?:\n(\(Did you mean [^\n]*\)))?\n?$/s.exec(text) ?? [];
    print(`pte: ${printable(plain(what))}${meant && ` ${meant}`} (${hint})\n`);
  },
});

/** Adds --color. */
function withColor(command: Command): void {
  const help = 'colours: always, never, or auto: on a terminal where NO_COLOR does not forbid them';
  command
    .addOption(new Option('--color <when>', help).choices(colorWhens).default('auto'))
    .hook('preAction', () => setColor(command.opts().color));
}

/** The program with every subcommand named and `wanted` complete with its options; all of them without a name. */
export async function program(wanted?: string): Promise<Command> {
  const root = new Command('pte')
    .description('What an x86-64 Linux page-table entry means, how to make one, and what the kernel does to it.')
    .version(packageVersion())
    .configureOutput(oneLine('pte --help shows the commands'))
    .addHelpText('after', examples)
    .exitOverride();
  for (const { name, line, plain, load } of subcommands) {
    const command = root
      .command(name)
      .description(line)
      .exitOverride()
      .configureOutput(oneLine(`pte ${name} --help shows the options`));
    if (wanted !== undefined && wanted !== name) continue;
    (await load()).define(command, program);
    if (!plain) withColor(command);
    checkOptions(command);
  }
  return root;
}
