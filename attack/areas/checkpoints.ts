/** Campaigns that go on: what is counted after an end of any kind is what an undisturbed campaign counts. */
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Area, type Attack, type Outcome, sized, some, together } from '../area.ts';
import { howTo, runCommand, type Trial, tryCommand } from '../command.ts';
import { type Fault, faultsOf } from '../judge.ts';
import type { Ended } from '../process.ts';
import { faultyCore } from './faultyCore.ts';

const fuzz = (count: number, checkpoint: string, ...more: readonly string[]): string[] => [
  'fuzz',
  '--json',
  '--count',
  `${count}`,
  '--checkpoint',
  checkpoint,
  ...more,
];

/** Words in a block: every count is a multiple. */
const block = 1 << 14;

function numbersOf({ stdout }: Ended): { inputs?: number; resumed?: number } {
  try {
    return JSON.parse(stdout);
  } catch {
    return {};
  }
}

const counted = (ended: Ended, expected: number): Fault[] => {
  const { inputs } = numbersOf(ended);
  if (inputs === expected) return [];
  return [{ column: 'lost or wrong data', what: `expected ${expected} words counted, got ${inputs}` }];
};

/** A campaign of one comparison of whole blocks counts as many words as its checkpoint has blocks done. */
function consistent(checkpoint: string): Fault[] {
  const { blocks, inputs } = JSON.parse(readFileSync(checkpoint, 'utf8'));
  if (inputs === blocks * block) return [];
  return [
    { column: 'lost or wrong data', what: `the checkpoint counts ${inputs} words for ${blocks} blocks of ${block}` },
  ];
}

/** Killed without a word again and again, always in the middle of something else. */
async function killed(attack: Attack, kills: number): Promise<Outcome> {
  const count = block * sized(attack, 1000, 2500, 15_000);
  const checkpoint = join(attack.folder, 'killed.json');
  const args = fuzz(count, checkpoint);
  for (let i = 0; i < kills; i++)
    await runCommand(attack, {
      args,
      started: async (child) => {
        const before = timeOf(checkpoint);
        while (timeOf(checkpoint) === before && child.exitCode === null) await pause(10);
        await pause(attack.random.below(400));
        child.kill('SIGKILL');
      },
    });
  const outcome = await tryCommand(
    attack,
    { args, note: `killed ${kills} times before`, expected: { exits: [0] } },
    (e) => counted(e, count),
  );
  return { ...outcome, inputs: kills + 1 };
}

const timeOf = (path: string): number => (existsSync(path) ? statSync(path).mtimeMs : 0);

/** A difference ends a campaign; with the fault mended it goes on, and counts each word once. */
async function afterDifference(attack: Attack): Promise<Outcome> {
  const count = block * 400;
  const trial = (fault: string): Trial => ({
    args: fuzz(count, 'difference.json', '--threads', '1', '-k', '6.12'),
    env: faultyCore(attack, fault),
  });
  const first = await tryCommand(attack, { ...trial('wrong:500'), expected: { exits: [2] } });
  const second = await tryCommand(attack, { ...trial('none'), expected: { exits: [0] } }, (e) => [
    ...counted(e, count),
    ...consistent(join(attack.folder, 'difference.json')),
  ]);
  return together([first, second]);
}

/** Options that make another campaign of it: its checkpoint is none of theirs. */
const others: readonly (readonly string[])[] = [
  ['-k', '6.12'],
  ['-k', '6.1', '--target', 'objects'],
  ['-k', '6.1', '--seed', '2'],
  ['-k', '6.1', '--shard', '0/2'],
  [],
];

async function foreign(attack: Attack): Promise<Outcome> {
  const count = block * 8;
  const args = fuzz(count, 'foreign.json', '-k', '6.1');
  const first = await tryCommand(attack, { args, expected: { exits: [0] } }, (e) => counted(e, count));
  const outcomes = [first];
  const another = { env: faultyCore(attack, 'none'), note: 'a checkpoint of another core' };
  const trials: Trial[] = [
    ...others.map((more) => ({ args: fuzz(count, 'foreign.json', ...more) })),
    { args, ...another },
  ];
  // What is refused leaves the checkpoint as it is; what starts anew is not: so each has its turn at the first's
  for (const trial of some(attack, trials, 1, 3)) {
    rmSync(join(attack.folder, 'foreign.json'), { force: true });
    await runCommand(attack, { args });
    outcomes.push(await refusedOrAnew(attack, trial));
  }
  return together(outcomes);
}

async function refusedOrAnew(attack: Attack, trial: Trial): Promise<Outcome> {
  const ended = await runCommand(attack, trial);
  const { resumed = 0 } = numbersOf(ended);
  const took = ended.status !== 1 && resumed > 0;
  const what = `went on with the checkpoint of another campaign: ${resumed} words are taken for compared`;
  const faults: Fault[] = [...faultsOf(ended), ...(took ? [{ column: 'wrong exits or verdicts', what } as const] : [])];
  return { inputs: 1, failures: faults.map((fault) => ({ ...fault, show: howTo(attack, trial) })) };
}

async function run(attack: Attack): Promise<Outcome> {
  const kills = sized(attack, 1, 2, 20);
  return together([await killed(attack, kills), await afterDifference(attack), await foreign(attack)]);
}

/** Checkpoints of campaigns. */
export const checkpoints: Area = { name: 'checkpoints', run };
