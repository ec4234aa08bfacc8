/** Campaigns whose files cannot be written, whose threads die, and that have nothing to compare: no verdict is lost or hollow. */
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Area, type Attack, type Outcome, some, together } from '../area.ts';
import { type Trial, tryCommand, tryCommands } from '../command.ts';
import type { Fault } from '../judge.ts';
import { type Ended, eachOf } from '../process.ts';
import { difference, faultyCore } from './faultyCore.ts';

const fuzz = ['fuzz', '-k', '6.12', '--count', '3000000'];

/** Sets limits as a full disk does, and ends no program by the signal that comes with them. */
const fullDisk = ['sh', '-c', 'trap "" XFSZ; ulimit -f 0; exec "$@"', 'sh'];

/** Places where nothing can be written. */
const badPlaces: readonly (readonly string[])[] = [
  ['--checkpoint', '/nonexistent/x'],
  ['--checkpoint', 'folder'],
  ['--checkpoint', 'file/x'],
  ['--checkpoint', '/proc/x'],
  ['--corpus', 'file'],
  ['--corpus', 'file/x'],
  ['--corpus', '/proc/x'],
  ['--corpus', 'link'],
];

const said = ({ stdout }: Ended): boolean => difference.test(stdout) || /"difference":\{/.test(stdout);

/** A difference is printed and gives exit 2, or the campaign was refused before it began. */
function verdict(ended: Ended, mayRefuse: boolean): Fault[] {
  if (ended.status === 2 && said(ended)) return [];
  if (mayRefuse && ended.status === 1 && !said(ended)) return [];
  const what = `a difference was found: expected exit 2 with it printed, got exit ${ended.status}${said(ended) ? '' : ' without'}`;
  return [{ column: said(ended) ? 'wrong exits or verdicts' : 'lost or wrong data', what }];
}

const tryDiffering = (attack: Attack, trial: Trial, mayRefuse = false): Promise<Outcome> =>
  tryCommand(attack, { ...trial, env: { ...faultyCore(attack, 'wrong:40'), ...trial.env } }, (ended) =>
    verdict(ended, mayRefuse),
  );

async function places(attack: Attack): Promise<Outcome> {
  const chosen = some(attack, badPlaces, 1, 4);
  const sound = chosen.map((place): Trial => {
    const exits = place[0] === '--corpus' ? [0, 1] : [1]; // without a difference nothing is kept
    return { args: [...fuzz, ...place, '--threads', `${1 + attack.random.below(2)}`], expected: { exits } };
  });
  const differing = await eachOf(chosen, (place) => tryDiffering(attack, { args: [...fuzz, ...place] }, true));
  return together([...(await tryCommands(attack, sound)), ...differing]);
}

/** A verdict with nobody to read it, or no room to keep it in. */
const lastWords = (): Trial[] => [
  { args: [...fuzz, '--corpus', 'new/deep'] },
  { args: [...fuzz, '--json'] },
  { args: [...fuzz, '--corpus', 'c1'], through: fullDisk },
  { args: [...fuzz, '--corpus', 'c2', '--checkpoint', 'c2.json'], through: fullDisk },
];

const unread = (attack: Attack): Trial[] =>
  [[], ['--json']].map((more) => ({
    args: [...fuzz, '--corpus', 'c3', ...more],
    closed: true,
    env: faultyCore(attack, 'wrong:40'),
    expected: { exits: [2] },
  }));

const dyingThreads = (attack: Attack): Trial[] =>
  ['throw:30', 'exit:30', 'throw:0', 'exit:0', 'memory:30'].flatMap((how) =>
    ['1', '2'].map((threads) => ({
      args: [...fuzz, '--threads', threads, '--checkpoint', `${how}-${threads}.json`],
      env: { ...faultyCore(attack, how), NODE_OPTIONS: '--max-old-space-size=150' },
      expected: { exits: [1] },
    })),
  );

/** Nothing is compared: that is no success. */
const hollow: readonly (readonly string[])[] = [
  ['--count', '0'],
  ['--time', '0'],
  ['--target', 'nope'],
  ['--target', ''],
  ['--shard', '1/1'],
  ['--shard', '0/0'],
  ['--shard', '-1/2'],
  ['--replay', 'folder'],
  ['--replay', 'no-such-folder'],
  ['--threads', '-1'],
];

/** The folder of differences turns into a file while the campaign runs. */
async function lostCorpus(attack: Attack): Promise<Outcome> {
  const [corpus, checkpoint] = ['gone', 'gone.json'].map((name) => join(attack.folder, name)) as [string, string];
  const trial: Trial = {
    args: [...fuzz.slice(0, 3), '--time', '30', '--corpus', corpus, '--checkpoint', checkpoint],
    env: faultyCore(attack, 'wrong:4000'),
    note: 'the corpus becomes a file once the checkpoint is there',
    started: (child) => void spoil(() => child.exitCode !== null || child.signalCode !== null),
  };
  const spoil = async (over: () => boolean) => {
    while (!existsSync(checkpoint) && !over()) await pause(20);
    rmSync(corpus, { recursive: true, force: true });
    writeFileSync(corpus, '');
  };
  return tryDiffering(attack, trial);
}

async function interrupted(attack: Attack, signal: NodeJS.Signals): Promise<Outcome> {
  const checkpoint = join(attack.folder, `${signal}.json`);
  const trial: Trial = {
    args: [...fuzz.slice(0, 3), '--time', '1000', '--checkpoint', checkpoint],
    note: `${signal} once the checkpoint is there`,
    expected: { exits: [0, 1, 2, 130], signal, says: /words compared/, mute: true },
    started: async (child) => {
      while (!existsSync(checkpoint) && child.exitCode === null) await pause(20);
      child.kill(signal);
    },
  };
  return tryCommand(attack, trial);
}

async function run(attack: Attack): Promise<Outcome> {
  mkdirSync(join(attack.folder, 'folder'));
  writeFileSync(join(attack.folder, 'file'), 'a file');
  symlinkSync('link', join(attack.folder, 'link')); // to itself
  const refused = hollow.map((args): Trial => ({ args: ['fuzz', ...args], expected: { exits: [1] } }));
  const done = [
    ...(await eachOf(some(attack, lastWords(), 1, 4), (trial) => tryDiffering(attack, trial))),
    ...(await tryCommands(attack, [
      ...some(attack, unread(attack), 0, 1),
      ...some(attack, dyingThreads(attack), 0, 4),
      ...some(attack, refused, 2, 11),
    ])),
    await places(attack),
  ];
  if (attack.form === 'tiny') return together(done);
  const signals = some(attack, ['SIGINT'] as const, 0, 1);
  const during = await Promise.all([lostCorpus(attack), ...signals.map((signal) => interrupted(attack, signal))]);
  return together([...done, ...during]);
}

/** Campaigns on one machine. */
export const campaign: Area = { name: 'campaign', run };
