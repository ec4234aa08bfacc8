/** Memory that levels off: whatever callers pass, the second half of many calls takes no more than the first. */
import { type Area, type Attack, type Outcome, sized, together } from '../area.ts';
import { type Fault, faultsOf } from '../judge.ts';
import { eachOf, run as runProgram } from '../process.ts';
import { shellCommand } from '../shell.ts';
import { inCheckout } from './samples.ts';

/** What attack/children/memory.ts can do again and again, and how often here: in a short form, in a long one. */
const modes: readonly (readonly [mode: string, short: number, long: number])[] = [
  ['mappings', 300, 10_000],
  ['faults', 300, 10_000],
  ['extraKeys', 300, 10_000],
  ['kernels', 2000, 10_000],
  ['recordings', 300, 10_000],
  ['failures', 20_000, 1_000_000],
];

const mostMiB = 16;

async function tryMode(attack: Attack, mode: string, times: number): Promise<Outcome> {
  const { victim, folder: cwd } = attack;
  const words = [process.execPath, '--expose-gc', inCheckout('dist/attack/children/memory.js')];
  const args = [victim.library, mode, `${times}`];
  const [file = '', ...first] = words;
  // It works all the time: an end by time would be for a machine that is slow, so there is room for one
  const ended = await runProgram({ file, args: [...first, ...args], cwd, patience: 600 + times * 0.2 });
  const grown = Number(/^grown (-?[\d.]+)/m.exec(ended.stdout)?.[1]);
  const faults: Fault[] = faultsOf(ended, { exits: [0], says: /^grown / });
  const what = `${mode}: memory grows by ${grown} MiB over the second half of ${times}`;
  if (grown >= mostMiB) faults.push({ column: 'lost or wrong data', what });
  const show = shellCommand([...words, ...args], cwd);
  return { inputs: times, failures: faults.map((fault) => ({ ...fault, show })) };
}

const run = async (attack: Attack): Promise<Outcome> =>
  together(
    await eachOf(modes.slice(0, sized(attack, 1, 99, 99)), ([mode, short, long]) =>
      tryMode(attack, mode, sized(attack, short, short, long)),
    ),
  );

/** Tables, kernels and recordings that are fresh each time. */
export const memory: Area = { name: 'memory', run };
