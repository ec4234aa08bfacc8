/** Faults that are put in, one of each kind: an attack that does not count them would not count real ones. */
import { rmSync } from 'node:fs';
import type { Area, Column, Victim } from './area.ts';
import { addon } from './areas/addon.ts';
import { campaign } from './areas/campaign.ts';
import { checkpoints } from './areas/checkpoints.ts';
import { cli } from './areas/cli.ts';
import { files } from './areas/files.ts';
import { library } from './areas/library.ts';
import { loading } from './areas/loading.ts';
import { memory } from './areas/memory.ts';
import { records } from './areas/records.ts';
import { inCheckout } from './areas/samples.ts';
import { attackArea, type Row, thisCheckout } from './attack.ts';

/** A fault, and where it must be counted. */
export interface PutIn {
  readonly fault: string;
  readonly area: Area;
  readonly column: Column;
  /** What is attacked in place of this checkout. */
  readonly victim: Partial<Victim>;
  /** Its tries cost little. */
  readonly cheap?: true;
}

const command = (name: string): Partial<Victim> => ({ command: inCheckout('attack/faults/command', `${name}.cjs`) });
const ofLibrary = (name: string): Partial<Victim> => ({ library: inCheckout('attack/faults/library', `${name}.mjs`) });

/** A fault for each thing that a column is for. */
export const putIn: readonly PutIn[] = [
  { fault: 'a raw stack', area: cli, column: 'crash / raw stack', victim: command('stack'), cheap: true },
  { fault: 'an escape of an argument', area: cli, column: 'crash / raw stack', victim: command('echo') },
  { fault: 'a thread that hangs', area: cli, column: 'hangs', victim: command('hang') },
  { fault: 'a wrong exit', area: cli, column: 'wrong exits or verdicts', victim: command('exit'), cheap: true },
  { fault: 'a wrong exit', area: checkpoints, column: 'wrong exits or verdicts', victim: command('exit') },
  {
    fault: 'a difference swallowed',
    area: records,
    column: 'lost or wrong data',
    victim: command('swallow'),
    cheap: true,
  },
  { fault: 'a difference swallowed', area: campaign, column: 'lost or wrong data', victim: command('swallow') },
  { fault: 'a file half written', area: files, column: 'lost or wrong data', victim: command('half'), cheap: true },
  { fault: 'a table kept', area: memory, column: 'lost or wrong data', victim: ofLibrary('keeping'), cheap: true },
  { fault: 'a function that crashes', area: library, column: 'crash / raw stack', victim: ofLibrary('crashing') },
  {
    fault: 'an error without a code',
    area: library,
    column: 'crash / raw stack',
    victim: ofLibrary('uncoded'),
    cheap: true,
  },
  {
    fault: 'a core that writes beside its arrays',
    area: addon,
    column: 'lost or wrong data',
    victim: { addon: inCheckout('attack/faults/addon/beside.cjs') },
    cheap: true,
  },
  { fault: 'foreign native code', area: loading, column: 'lost or wrong data', victim: ofLibrary('foreign') },
  { fault: 'a function that never ends', area: library, column: 'hangs', victim: ofLibrary('endless') },
];

/** Seconds: a fault that hangs need not be waited for, and a machine that is slow only counts more. */
const patience = 10;

/** What an attack of an area finds, by area: a fault is compared with the program as it is. */
const found = new Map<Area, Promise<Row>>();

async function attacked(area: Area, seed: number, victim: Victim): Promise<Row> {
  const row = await attackArea(area, { form: 'tiny', seed, victim, patience });
  if (row.kept !== undefined) rmSync(row.kept, { recursive: true, force: true });
  return row;
}

const seenIn = ({ failures }: Row, { column }: PutIn): string[] =>
  failures.filter((one) => one.column === column).map(({ what }) => what.replaceAll(/\d+/g, 'n'));

/** What a column counts in an area with a fault, and whether that is more than without: the program may have faults of its own. */
export async function countedWith(
  seed: number,
  one: PutIn,
): Promise<{ readonly times: number; readonly counted: boolean }> {
  const asItIs = found.get(one.area) ?? attacked(one.area, seed, thisCheckout());
  found.set(one.area, asItIs);
  const sound = seenIn(await asItIs, one);
  const faulty = seenIn(await attacked(one.area, seed, { ...thisCheckout(), ...one.victim }), one);
  const isNew = faulty.some((what) => !sound.includes(what));
  return { times: faulty.length, counted: isNew || faulty.length > sound.length };
}

/** Puts each fault in and prints whether it was counted. Gives the exit code: 1 where one was not. */
export async function selftest(seed: number): Promise<number> {
  let missed = 0;
  for (const one of putIn) {
    const { times, counted } = await countedWith(seed, one);
    if (!counted) missed += 1;
    const verdict = counted ? 'counted' : 'MISSED ';
    console.log(`${verdict}  ${one.area.name.padEnd(12)}${one.fault.padEnd(28)}${one.column}: ${times}`);
  }
  console.log(`${putIn.length - missed} of ${putIn.length} faults counted`);
  return missed === 0 ? 0 : 1;
}
