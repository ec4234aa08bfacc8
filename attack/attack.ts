/** Runs areas one after another, each with a folder and random numbers of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addonFile } from '../lib/batch/engine/native.ts';
import { packageRoot } from '../lib/batch/engine/packageRoot.ts';
import { type Area, type Attack, type Column, columns, type Form, type Outcome, type Victim } from './area.ts';
import { randomOf } from './random.ts';

/** An area's outcome, its failures counted by column. */
export interface Row extends Outcome {
  readonly area: string;
  readonly counts: Readonly<Record<Column, number>>;
  /** The folder that is kept so that its failures can be shown again. */
  readonly kept?: string;
}

/** What is attacked unless something else is said: this checkout, as it is built. */
export const thisCheckout = (): Victim => ({
  command: join(packageRoot(), 'bin/pte.cjs'),
  library: join(packageRoot(), 'dist/lib/index.js'),
  addon: addonFile(),
});

/** How to run an area. */
export interface Settings {
  readonly form: Form;
  readonly seed: number;
  readonly victim: Victim;
  readonly patience: number;
}

/** Runs one area. Its folder goes unless there are failures to show. */
export async function attackArea(area: Area, settings: Settings): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), `x86-pte-attack-${area.name}-`));
  const attack: Attack = { ...settings, folder, random: randomOf(settings.seed, area.name) };
  const outcome = await area.run(attack).catch(brokenArea(area));
  const sound = outcome.failures.length === 0;
  if (sound) rmSync(folder, { recursive: true, force: true });
  return { ...outcome, area: area.name, counts: counted(outcome), ...(!sound && { kept: folder }) };
}

/** An attack that cannot go on shows that something is wrong, if only with the attack. */
const brokenArea =
  ({ name }: Area) =>
  (error: unknown): Outcome => ({
    inputs: 0,
    failures: [
      {
        column: 'wrong exits or verdicts',
        what: `the attack itself could not go on: ${error instanceof Error ? error.stack : String(error)}`,
        show: `npm run attack -- --area ${name}`,
      },
    ],
  });

const counted = ({ failures }: Outcome): Row['counts'] =>
  Object.fromEntries(
    columns.map((column) => [column, failures.filter((one) => one.column === column).length]),
  ) as Record<Column, number>;
