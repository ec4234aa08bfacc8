/** `npm run attack`: tries what may go wrong, and prints how often it did. The usage below has the options. */
import { parseArgs } from 'node:util';
import { areas } from './areas.ts';
import { attackArea, type Row, type Settings, thisCheckout } from './attack.ts';
import { selftest } from './selftest.ts';
import { details, heading, rowLine, sumLine } from './table.ts';

const usage = `npm run attack -- [--short] [--area NAME]... [--seed N] [--json] [--selftest]

  --short     what a CI has time for, instead of all
  --area      this area alone; again for more: ${areas.map(({ name }) => name).join(', ')}
  --seed      the same seed tries the same (default: 1)
  --json      a JSON object instead of the table
  --selftest  puts faults in, one of each kind, and expects each to be counted in its column

Exit codes: 0 nothing failed, 2 something did, 1 wrong usage, or a fault of --selftest that was not counted.`;

const options = {
  short: { type: 'boolean', default: false },
  area: { type: 'string', multiple: true, default: [] as string[] },
  seed: { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
  selftest: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Seconds until what has not ended hangs. */
const patience = { short: 60, long: 180 };

function given() {
  try {
    const { values } = parseArgs({ options });
    const unknown = values.area.find((name) => !areas.some((area) => area.name === name));
    if (unknown !== undefined) throw new Error(`expected an area, got '${unknown}'`);
    if (!/^\d{1,15}$/.test(values.seed)) throw new Error(`expected a number after --seed, got '${values.seed}'`);
    return values;
  } catch (error) {
    console.error(`attack: ${(error as Error).message}\n\n${usage}`);
    return undefined;
  }
}

async function main(): Promise<void> {
  const values = given();
  if (values === undefined) process.exitCode = 1;
  else if (values.help) console.log(usage);
  else if (values.selftest) process.exitCode = await selftest(Number(values.seed));
  else await attackAll(values);
}

async function attackAll({ short, area: names, seed, json }: NonNullable<ReturnType<typeof given>>): Promise<void> {
  const form = short ? 'short' : 'long';
  const settings: Settings = { form, seed: Number(seed), victim: thisCheckout(), patience: patience[form] };
  const chosen = areas.filter(({ name }) => names.length === 0 || names.includes(name));
  const rows: Row[] = [];
  if (!json) console.log(heading());
  for (const area of chosen) {
    const row = await attackArea(area, settings);
    rows.push(row);
    if (!json) console.log(rowLine(row));
  }
  const sound = rows.every(({ failures }) => failures.length === 0);
  if (json) console.log(JSON.stringify({ seed: settings.seed, form, sound, areas: rows }, null, 1));
  else console.log([sumLine(rows), ...details(rows)].join('\n'));
  if (!sound) process.exitCode = 2;
}

void main();
