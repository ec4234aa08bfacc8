/** Files that are read as JSON or as a .config, spoilt: one line each, and the rest of the files is read. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Area, type Attack, type Outcome, sized, together } from '../area.ts';
import { runCommand, type Trial, tryCommand, tryCommands } from '../command.ts';
import { type Fault, faultsOf } from '../judge.ts';
import { type Mutant, mutants } from '../mutations.ts';
import { eachOf } from '../process.ts';
import { difference, faultyCore } from './faultyCore.ts';
import { dotConfig, mismatch, recording, wrongRecording } from './samples.ts';

/** Files in one run of the command. Where something is wrong with a run, each of its files is tried alone. */
const atOnce = 20;

interface Spoilt {
  readonly file: string;
  readonly did: string;
}

function written(folder: string, name: string, list: readonly Mutant[]): Spoilt[] {
  mkdirSync(folder, { recursive: true });
  return list.map(({ text, did }, i) => {
    const file = join(folder, `${name}-${i}.json`);
    writeFileSync(file, text);
    return { file, did };
  });
}

/** Runs the command on many files at once, and alone on each where that shows something. */
async function tryFiles(
  attack: Attack,
  files: readonly Spoilt[],
  trialOf: (files: readonly Spoilt[]) => Trial,
): Promise<Outcome> {
  const groups = Array.from({ length: Math.ceil(files.length / atOnce) }, (_, i) =>
    files.slice(i * atOnce, (i + 1) * atOnce),
  );
  const outcomes = await eachOf(groups, async (group) => {
    const trial = trialOf(group);
    if (faultsOf(await runCommand(attack, trial), trial.expected).length === 0)
      return { inputs: group.length, failures: [] };
    const alone = together(
      await eachOf(group, (one) => tryCommand(attack, { ...trialOf([one]), note: `it ${one.did}` })),
    );
    return alone.failures.length > 0 ? alone : { ...(await tryCommand(attack, trial)), inputs: group.length };
  });
  return together(outcomes);
}

/** Recordings: the one behind them that differs must be found, whatever stands before it. */
function recordings(attack: Attack, n: number): Promise<Outcome> {
  const wrong = join(attack.folder, 'wrong.json');
  writeFileSync(wrong, wrongRecording());
  const files = written(join(attack.folder, 'recordings'), 'recording', mutants(recording(2), attack.random, n));
  const more = attack.random.pick([[], ['--json'], ['--trace']]);
  return tryFiles(attack, files, (group) => ({
    args: ['replay', ...more, ...group.map(({ file }) => file), wrong],
    expected: { exits: [2], says: mismatch },
  }));
}

/** Packed recordings that are damaged, or that unpack to more than anybody has. */
async function packed(attack: Attack): Promise<Outcome> {
  const bomb = gzipSync(Buffer.alloc(sized(attack, 1, 600, 3000) * 2 ** 20));
  const good = gzipSync(recording());
  const flipped = Buffer.from(good);
  flipped[good.length >> 1] = (flipped[good.length >> 1] ?? 0) ^ 0xff;
  const contents = [good.subarray(0, good.length >> 1), flipped, Buffer.from('no gzip'), Buffer.alloc(0), bomb];
  const files = contents.flatMap((content, i) =>
    ['gz', 'br'].map((ending) => {
      const file = join(attack.folder, `packed-${i}.json.${ending}`);
      writeFileSync(file, content);
      return { file, did: 'is damaged, or a bomb' };
    }),
  );
  return tryFiles(attack, files, (group) => ({
    args: ['replay', ...group.map(({ file }) => file), join(attack.folder, 'wrong.json')],
    expected: { exits: [2], says: mismatch },
  }));
}

const spoilConfig = ({ random }: Attack): Mutant[] => {
  const at = random.below(dotConfig.length);
  const long = `CONFIG_LOCALVERSION="${'\\"'.repeat(3_000_000)}"`;
  const lines = [
    long,
    `CONFIG_X="${'a'.repeat(10_000_000)}"`,
    'CONFIG_SWAP=\u001b[31m',
    'CONFIG_PGTABLE_LEVELS=99',
    'CONFIG_NR_CPUS=1e400',
    '\u009b31m\u202e',
  ];
  return [
    { text: dotConfig.slice(0, at), did: `is cut after ${at} characters` },
    { text: Buffer.from(Array.from({ length: 5000 }, () => random.below(256))).toString('latin1'), did: 'is random' },
    { text: dotConfig.replaceAll('=y', '=maybe'), did: 'has maybe for y' },
    ...lines.map((line) => ({ text: `${dotConfig}${line}\n`, did: `ends in ${line.slice(0, 40)}` })),
  ];
};

function configs(attack: Attack): Promise<Outcome[]> {
  const all = Array.from({ length: sized(attack, 1, 1, 12) }, () => spoilConfig(attack)).flat();
  const files = written(join(attack.folder, 'configs'), 'config', attack.random.sample(all, sized(attack, 1, 6, 60)));
  return tryCommands(
    attack,
    files.map(({ file, did }) => ({ args: ['decode', '0x1', '--config', file], note: `it ${did}` })),
  );
}

/** A difference and a checkpoint as this program writes them: what follows spoils them. */
async function ownFiles(attack: Attack): Promise<{ difference: string; checkpoint: string } | undefined> {
  const files = { difference: join(attack.folder, 'one.json'), checkpoint: join(attack.folder, 'checkpoint.json') };
  const args = ['fuzz', '--count', '100000', '-k', '6.12', '--threads', '1', '--corpus', 'corpus'];
  const { stdout } = await runCommand(attack, { args, env: faultyCore(attack, 'wrong:0') });
  await runCommand(attack, { args: [...args, '--checkpoint', files.checkpoint] });
  const [, kept] = /kept in (\S+?);/.exec(stdout) ?? [];
  if (kept === undefined) return undefined;
  writeFileSync(files.difference, readFileSync(join(attack.folder, kept)));
  return files;
}

/** The last file of the folder still differs, with the core that made it. */
async function differences(attack: Attack, sample: string, n: number): Promise<Outcome> {
  const folder = join(attack.folder, 'differences');
  const list = mutants(readFileSync(sample, 'utf8'), attack.random, n);
  const trial = (at: string, note: string): Trial => ({
    args: ['fuzz', '--replay', at],
    env: faultyCore(attack, 'wrong:0'),
    expected: { exits: [2], says: difference },
    note,
  });
  written(folder, 'difference', list);
  writeFileSync(join(folder, 'zz.json'), readFileSync(sample));
  const all = await tryCommand(attack, trial(folder, 'a folder of spoilt differences and one good one'));
  if (all.failures.length === 0) return { ...all, inputs: n };
  const alone = await eachOf(list, ({ text, did }, i) => {
    written(join(folder, `${i}`), 'difference', [{ text, did }]);
    writeFileSync(join(folder, `${i}`, 'zz.json'), readFileSync(sample));
    return tryCommand(attack, trial(join(folder, `${i}`), `the first ${did}`));
  });
  return together(alone);
}

/** A checkpoint that is refused stays as it is. */
async function checkpoints(attack: Attack, sample: string, n: number): Promise<Outcome[]> {
  const list = mutants(readFileSync(sample, 'utf8'), attack.random, n);
  const files = written(join(attack.folder, 'checkpoints'), 'checkpoint', list);
  return eachOf(files, ({ file, did }, i) => {
    const args = ['fuzz', '--count', '120000', '-k', '6.12', '--threads', '1', '--checkpoint', file];
    return tryCommand(attack, { args, note: `it ${did}` }, ({ status }): Fault[] => {
      const kept = readFileSync(file, 'utf8') === Buffer.from(list[i]?.text ?? '').toString();
      return status === 1 && !kept
        ? [{ column: 'lost or wrong data', what: 'a checkpoint that is refused was written' }]
        : [];
    });
  });
}

async function run(attack: Attack): Promise<Outcome> {
  const outcomes = [await recordings(attack, sized(attack, 4, 120, 1500)), ...(await configs(attack))];
  if (attack.form === 'tiny') return together(outcomes);
  const own = await ownFiles(attack);
  if (own === undefined)
    return together([...outcomes, { inputs: 0, failures: [], skipped: ['differences: none was kept'] }]);
  return together([
    ...outcomes,
    await packed(attack),
    await differences(attack, own.difference, sized(attack, 4, 60, 400)),
    ...(await checkpoints(attack, own.checkpoint, sized(attack, 1, 12, 150))),
  ]);
}

/** Recordings, configurations, differences and checkpoints. */
export const records: Area = { name: 'records', run };
