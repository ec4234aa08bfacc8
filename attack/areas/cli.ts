/** Words and options: every option of every subcommand, as the program itself defines them, with strings it does not expect. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Option } from 'commander';
import { program } from '../../cli/program.ts';
import { type Area, type Attack, sized, together } from '../area.ts';
import { type Trial, tryCommands } from '../command.ts';
import { strings } from '../hostile.ts';
import { dotConfig, recording } from './samples.ts';

/** Arguments with which a subcommand has little to do; what is hostile comes after them. */
const harmless: Readonly<Record<string, readonly string[]>> = {
  decode: ['0x8000000012345067'],
  encode: ['present', '--pfn', '0x12345'],
  layout: ['6.12'],
  diff: ['6.1', '6.12'],
  kernels: [],
  replay: ['recording.json'],
  record: ['--image', 'empty', '--out', 'recorded.json'],
  run: ['anon; write'],
  crosscheck: ['--headers', 'empty'],
  fuzz: ['--count', '1000', '--threads', '1'],
  vectors: ['--count', '10'],
  completion: ['bash'],
};

/** Options that wait for a server or a compiler have areas of their own. */
const elsewhere = ['--queue', '--help'];

/** Releases that no kernel has: a pattern that takes the rest for a suffix would take them for others. */
const noReleases = [
  '6.12.111x',
  '6.12.x',
  '6.12.999999',
  '6.12.1e9',
  '6.12.111rc1',
  '6.12.1000',
  '6.12.1.x',
  '6.12.0x1',
];

const sequence = (command: Command, option: Option, value: string): string[] => [
  command.name(),
  ...(harmless[command.name()] ?? []),
  ...(option.isBoolean() ? [option.long ?? ''] : [`${option.long}=${value}`]),
];

function withOptions(commands: readonly Command[]): Trial[] {
  const trials: Trial[] = [];
  for (const command of commands)
    for (const option of command.options.filter(({ long }) => !elsewhere.includes(long ?? '')))
      for (const value of option.isBoolean() ? ['x'] : strings) trials.push({ args: sequence(command, option, value) });
  return trials;
}

const withWords = (commands: readonly Command[]): Trial[] =>
  commands.flatMap((command) =>
    strings.flatMap((value) => {
      const first = [command.name(), ...(command.name() === 'fuzz' ? (harmless.fuzz ?? []) : [])];
      const before = { args: [...first, value] };
      const behind = { args: [command.name(), ...(harmless[command.name()] ?? []), value] };
      return [before, behind];
    }),
  );

/** What must be refused, since another answer would be about another kernel or another machine. */
const refused = (): Trial[] => [
  ...noReleases.flatMap((release) => [
    { args: ['decode', '0x1', '-k', release], expected: { exits: [1] } },
    { args: ['diff', '6.12.110', release], expected: { exits: [1] } },
    { args: ['layout', release], expected: { exits: [1] } },
  ]),
  ...['--paging', '--c-bit', '--phys-bits'].map((option) => ({
    args: ['decode', '0x1', `${option}=`],
    expected: { exits: [1] },
  })),
];

function files({ folder }: Attack): void {
  mkdirSync(join(folder, 'empty'), { recursive: true });
  writeFileSync(join(folder, 'recording.json'), recording());
  writeFileSync(join(folder, 'config'), dotConfig);
}

async function run(attack: Attack) {
  files(attack);
  const commands = [...(await program()).commands].filter((command) => command.name() in harmless);
  const names = strings.map((value) => ({ args: [value] }));
  const { random } = attack;
  const trials = [
    ...random.sample(withOptions(commands), sized(attack, 1, 90, 1500)),
    ...random.sample([...withWords(commands), ...names], sized(attack, 2, 60, 700)),
    ...random.sample(refused(), sized(attack, 2, 12, 100)),
  ];
  return together(await tryCommands(attack, trials));
}

/** Words and options of the command. */
export const cli: Area = { name: 'cli', run };
