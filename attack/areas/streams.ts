/** What the command reads from and writes to, and what it finds around it: pipes, devices, descriptors, environment. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Area, type Attack, type Outcome, some, together } from '../area.ts';
import { type Trial, tryCommand, tryCommands } from '../command.ts';
import { eachOf } from '../process.ts';
import { mismatch, recording, wrongRecording } from './samples.ts';

const decode = ['decode', '0x8000000012345067'];

/** Commands with something to say. */
const speakers: readonly (readonly string[])[] = [
  decode,
  ['kernels'],
  ['layout', '6.12'],
  ['diff', '6.1', '6.12'],
  ['run', 'anon; write'],
  ['vectors', '--count', '100'],
  ['completion', 'bash'],
  ['replay', 'recording.json'],
  ['encode', 'present', '--pfn', '1'],
  ['fuzz', '--count', '1000', '--threads', '1'],
  ['--help'],
];

/** A reader that goes away changes no verdict, whatever the output is made of. */
const pipes: readonly Trial[] = [
  { args: ['replay', 'wrong.json'], closed: true, expected: { exits: [2] } },
  { args: ['replay', 'wrong.json', '--json'], closed: true, expected: { exits: [2] } },
  { args: ['replay', 'wrong.json', '--trace'], closed: true, expected: { exits: [2] } },
  { args: ['replay', 'no-such-file'], closed: true, expected: { exits: [1] } },
  ...speakers.map((args) => ({ args, closed: true, expected: { exits: [0] } })),
];

const closings: readonly Trial[] = speakers.flatMap((args) =>
  ['<&-', '>&-', '2>&-', '<&- >&- 2>&-'].map((closing) => ({
    args,
    through: ['sh', '-c', `exec "$@" ${closing}`, 'sh'],
    expected: { mute: true },
  })),
);

const words = (n: number): Uint8Array => new Uint8Array(BigUint64Array.from({ length: n }, (_, i) => BigInt(i)).buffer);

/** Standard input that is no words, too many, or ends too early. */
const inputs = (random: Attack['random']): Trial[] => [
  { args: ['decode'], input: '', expected: { exits: [1] } },
  { args: ['decode'], input: '\u001b]0;x\u0007\u009b31m\u202e 0x1\n' },
  { args: ['decode'], input: Uint8Array.from({ length: 100_000 }, () => random.below(256)) },
  { args: ['decode'], input: 'x'.repeat(10_000_000), expected: { exits: [1] } },
  { args: ['decode'], input: `${'0x1 '.repeat(300_000)}\n` },
  { args: ['decode', '--summary'], input: '0x1\n'.repeat(300_000), expected: { exits: [0] } },
  // What is whole is said before the error
  ...[9, 20, 8 * 1000 + 7].map((bytes) => ({
    args: ['decode', '--file', '-', '--json'],
    input: words(2000).subarray(0, bytes),
    expected: { exits: [1], says: /0x0000000000000000/ },
  })),
  ...['word\u001b[2J', '0x'].map((input) => ({ args: ['decode'], input, expected: { exits: [1] } })),
];

const surroundings: readonly Trial[] = [
  ...['', 'x', '0', '-1', '1e9', '9'.repeat(30)].map((COLUMNS) => ({ args: ['layout', '6.12'], env: { COLUMNS } })),
  ...['nowhere', '\u001b[31m', '__proto__'].flatMap((value) => [
    { args: decode, env: { PTE_ENGINE: value } },
    { args: ['vectors', '--count', '3'], env: { PTE_TARGET: value } },
    { args: ['vectors', '--count', '3'], env: { PTE_FORM: value } },
    { args: ['fuzz', '--count', '1000'], env: { PTE_ADDON: value }, expected: { exits: [1] } },
    { args: ['fuzz', '--count', '1000', '--target', 'objects'], env: { PTE_ADDON: value } },
    { args: ['decode', '--file', 'words.bin', '--summary'], env: { PTE_ADDON: value }, expected: { exits: [1] } },
  ]),
  ...['empty.cjs', 'garbage.node', 'folder', 'throws.cjs'].flatMap((file) => [
    { args: ['fuzz', '--count', '1000', '--threads', '1'], env: { PTE_ADDON: file }, expected: { exits: [1] } },
    { args: ['decode', '--file', 'words.bin', '--summary'], env: { PTE_ADDON: file }, expected: { exits: [1] } },
  ]),
  { args: decode, env: { HOME: undefined, PATH: undefined, LANG: 'C', LC_ALL: 'nowhere' }, expected: { exits: [0] } },
  { args: decode, env: { TMPDIR: '/nonexistent', TERM: undefined }, expected: { exits: [0] } },
  { args: [...decode, '-k', 'auto'] },
];

function files({ folder }: Attack): void {
  const write = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content);
  write('recording.json', recording());
  write('wrong.json', wrongRecording());
  write('words.bin', words(64));
  write('empty.cjs', '');
  write('throws.cjs', "throw new Error('no addon')");
  write('garbage.node', 'no shared object');
  write('sparse', '');
  truncateSync(join(folder, 'sparse'), 5 * 2 ** 30);
  mkdirSync(join(folder, 'folder'));
}

/** Nodes of the attack's own, never those of /dev: what a fault does to them is done to nobody else's. */
function nodes({ folder }: Attack): boolean {
  const make = (name: string, minor: string) =>
    spawnSync('mknod', [join(folder, name), 'c', '1', minor]).status === 0 && opens(join(folder, name));
  return make('zero', '5') && make('full', '7');
}

function opens(path: string): boolean {
  try {
    closeSync(openSync(path, 'r'));
    return true;
  } catch {
    return false; // a folder that is mounted without devices
  }
}

/** Sources without an end or larger than memory. */
const endless = (path: string): Trial[] => [
  { args: ['replay', path, 'wrong.json'], expected: { exits: [2], says: mismatch } },
  { args: ['decode', '0x1', '--config', path], expected: { exits: [1] } },
  { args: ['fuzz', '--count', '1000', '--threads', '1', '--checkpoint', path], expected: { exits: [1] } },
  { args: ['fuzz', '--replay', path], expected: { exits: [1] } },
];

async function devices(attack: Attack): Promise<Outcome> {
  if (!nodes(attack)) return { inputs: 0, failures: [], skipped: ['devices: mknod makes none here that opens'] };
  const chosen = some(attack, speakers, 1, 5);
  const full = await eachOf(chosen, async (args) => {
    const output = openSync(join(attack.folder, 'full'), 'w');
    const trial = { args, descriptors: { output }, expected: { exits: [1] }, note: 'standard output is a full device' };
    const outcome = await tryCommand(attack, trial);
    closeSync(output);
    return outcome;
  });
  const input = openSync(join(attack.folder, 'zero'), 'r');
  const zero: Trial = { args: ['decode'], descriptors: { input }, note: 'standard input is a device without an end' };
  const read = await tryCommands(attack, [{ ...zero, expected: { exits: [1] } }, ...endless('zero')]);
  closeSync(input);
  return together([...full, ...read]);
}

async function run(attack: Attack): Promise<Outcome> {
  files(attack);
  const trials = [
    ...some(attack, pipes, 3, 8),
    ...some(attack, closings, 0, 8),
    ...some(attack, inputs(attack.random), 0, 11),
    ...some(attack, surroundings, 0, 22),
    ...some(attack, endless('sparse'), 0, 4),
  ];
  const done = await tryCommands(attack, trials);
  return together([...done, ...(attack.form === 'tiny' ? [] : [await devices(attack)])]);
}

/** Pipes, devices, descriptors and environment of the command. */
export const streams: Area = { name: 'streams', run };
