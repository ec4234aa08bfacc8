/** Whether a running kernel does what the model says: scripts as C programs, many in one boot, as many boots as it takes. */
import type { Kernel } from '../lib/kernel/kernel.ts';
import { type Script, sayLine } from '../lib/world/script.ts';
import { toC } from '../lib/world/toC/toC.ts';
import { type ProgramEnded, runLives } from './confirmMachine.ts';
import type { Image } from './kernelImage.ts';

/** `unsaid`: no program, or not on this machine; `late`: it did not end in time; `lost`: the machine ended while it ran. */
export type ConfirmVerdict = 'same' | 'otherwise' | 'unsaid' | 'late' | 'lost';

/** What came of one script. */
export interface Confirmed {
  readonly kernel: string;
  readonly script: string;
  readonly verdict: ConfirmVerdict;
  /** Why, where it is not the same; empty if it is. */
  readonly why: string;
  /** What the program printed. */
  readonly said: string;
  /** The kernel warned meanwhile. */
  readonly warned: boolean;
}

/** How scripts are run. */
export interface Confirming {
  /** That one may take. */
  readonly seconds: number;
  readonly onEnd: (one: Confirmed) => void;
  /** A module that is loaded too. */
  readonly driver?: string;
}

interface Written {
  readonly script: string;
  readonly text: string;
}

/**
 * Runs scripts on the kernel of an image, which `k` is the model of. A machine that ends before its time is booted again for the rest.
 *
 * @throws RangeError (ERR_PTE_INPUT) where a tool does not do its part, or the kernel does not come up.
 */
export async function confirm(image: Image, k: Kernel, scripts: readonly Script[], how: Confirming): Promise<void> {
  let left = scripts.flatMap((script) => written(k, script, how.onEnd));
  while (left.length > 0) {
    const now = left;
    let ran = 0;
    const onEnd = (ended: ProgramEnded): void => {
      ran = ended.number + 1;
      how.onEnd(confirmedBy(k, now[ended.number] as Written, ended));
    };
    const programs = now.map(({ text }) => text);
    const { seconds, driver } = how;
    const dax = now.some(({ script }) => script.startsWith('dax'));
    await runLives(image, { programs, dax, seconds, onEnd, ...(driver !== undefined && { driver }) });
    left = now.slice(Math.max(ran, 1));
    if (ran === 0 && now[0])
      how.onEnd({ ...none, kernel: k.name, script: now[0].script, verdict: 'lost', why: 'it never began' });
  }
}

const none = { said: '', warned: false } as const;

function written(k: Kernel, given: Script, onEnd: Confirming['onEnd']): readonly Written[] {
  const script = [given.mapping, ...given.lines.map(sayLine)].join('; ');
  try {
    return [{ script, text: toC(k, given) }];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    onEnd({ ...none, kernel: k.name, script, verdict: 'unsaid', why: error.message });
    return [];
  }
}

const statuses: Readonly<Record<number, ConfirmVerdict>> = { 0: 'same', 1: 'otherwise', 77: 'unsaid' };

function confirmedBy(
  { name: kernel }: Kernel,
  { script }: Written,
  { how, status, said, warned }: ProgramEnded,
): Confirmed {
  const verdict = how === 'end' ? (statuses[status] ?? 'lost') : how === 'lost' ? 'lost' : 'late';
  const last = said.trim().split('\n').at(-1) ?? '';
  const told = last.replace(/^(?:cannot be said here|the kernel did otherwise): /, '');
  const ways = { end: `status ${status}`, late: 'SIGKILL ended it', unkillable: 'SIGKILL does not end it', lost: '' };
  const why = verdict === 'same' ? '' : verdict === 'otherwise' || verdict === 'unsaid' ? told : ways[how];
  return { kernel, script, verdict, why, said: said.trim(), warned };
}
