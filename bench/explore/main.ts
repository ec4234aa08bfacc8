/**
 * `npm run bench:explore`: what the explorer costs, beside SPIN on one model. `-- --write` writes bench/explore.md and
 * bench/explore-growth.svg, `-- --check` says whether both come to the same states, steps and verdicts, and times nothing. `--turns N`
 * measures longer.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../lib/batch/engine/packageRoot.ts';
import { newest } from '../../lib/kernel/newest.ts';
import { type Agreement, agreementOn, races } from '../spin/agreement.ts';
import { lacksSpin, Spin } from '../spin/pan.ts';
import { where } from '../table.ts';
import { spinTable } from './besideSpin.ts';
import { allText, costsTable, growthOfCost } from './costs.ts';
import { tableLines } from './tableLines.ts';

const file = (name: string): string => join(packageRoot(), 'bench', name);
const version = (): string => execFileSync('spin', ['-V'], { encoding: 'utf8' }).trim();

const { values } = parseArgs({
  options: { write: { type: 'boolean' }, check: { type: 'boolean' }, turns: { type: 'string', default: '5' } },
});

const turns = Number(values.turns);

const variant = ({ race }: Agreement): string => `${race.cpus} CPUs, ${race.mended ? '5.12' : '5.11'}`;

/** How the numbers of states of both hang together. */
const agreementTable = (all: readonly Agreement[]): string =>
  tableLines(
    [
      '',
      'states of SPIN',
      'states of the explorer',
      'states, CPUs in any order',
      'steps between them',
      'both the same',
    ],
    all.map(({ explored, verified, ...one }) => [
      ...[variant({ explored, verified, ...one }), String(verified.states), String(explored.states)],
      ...[String(one.states), String(one.steps), one.differs.length === 0 ? 'yes' : 'NO'],
    ]),
  );

const page = (
  agreements: string,
  beside: string,
  costs: string,
  all: string,
): string => `# What \`npm run bench:explore\` measured

${where()}; ${version()}; Linux ${newest} where no other release is named.

\`\`\`sh
npm run bench:explore -- --write
\`\`\`

## Beside SPIN

[The model](spin/flushPending.pml) is the race of bug H8 in Promela: a CPU owes the flush of an entry that it has made read-only, and another
takes a write fault on it. Two CPUs are enough to lose a write, since the call that lifts the protection leaves an entry read-only too: the
process writes, one CPU lifts a protection and has not flushed, the other writes to the page, which is pinned, and gets a copy. Three have
the race as its fix tells it, with one CPU that protects and another that lifts the protection. Linux 5.11 has the bug, 5.12 has not.

Both search everything, past what breaks the promise. What they come to is compared, each state and each step with its CPU and whether
it loses a write; nothing may be one's alone. In the explorer CPUs are alike, so that SPIN has up to as many states for one of its as CPUs have
orders, 2 or 6. The explorer on its part remembers of a copy which CPUs could write to the page meanwhile, the model whether one could.

${agreements}

Seconds are the median of turns in which all are run once after the other; ± is half the distance between the quartiles of the ratio. SPIN's
are those of the verifier, \`cc -O2 -DSAFETY\` and what is named, from its start as a process to its end; to make it and to compile it is not
counted. The explorer's are those of a call of explore(). Bytes a state: of SPIN all that pan has for states, by how many there are, which it
takes in pieces of 256 KiB; of the explorer what it keeps of each.

${beside}

## By width

The first line is \`explore(kernel('${newest}'))\`. The others are uffd-wp and migrate of shmem with what these need, and fork for a second
process, to the end or for five seconds. *Once warm* is the same search in the same process once its tables have all of it (\`ExploreTables\`),
after five others. Each line is a process of its own.

${costs}

\`pte explore -k ${newest}\`, every kind of mapping and what each bug of [the table](../docs/bugs.md) needs: ${all}.

![Milliseconds of an exploration by depth, a line for each number of processes and CPUs](explore-growth.svg)
`;

function say(all: readonly Agreement[]): void {
  for (const { differs, ...one } of all)
    for (const line of differs) console.error(`bench: ${variant({ differs, ...one })}: ${line}`);
  if (all.some(({ differs }) => differs.length > 0)) process.exitCode = 1;
}

function run(spin: Spin): void {
  const agreements = races.map((race) => agreementOn(race, spin));
  say(agreements);
  if (values.check || process.exitCode) console.log(`${where()}\n\n${agreementTable(agreements)}`);
  else measure(agreements, spin);
}

function measure(agreements: readonly Agreement[], spin: Spin): void {
  const text = page(agreementTable(agreements), spinTable(spin, turns), costsTable(5000), allText());
  if (!values.write) {
    console.log(text);
    return;
  }
  const growth = growthOfCost(where(), 4000);
  writeFileSync(file('explore.md'), text);
  writeFileSync(file('explore-growth.svg'), growth);
}

const isCount = Number.isInteger(turns) && turns > 0;
const refused = isCount ? lacksSpin() : `expected --turns from 1 on, got ${values.turns}`;
if (refused !== undefined) {
  console.error(`bench: ${refused}`);
  process.exitCode = 1;
} else {
  const spin = new Spin();
  try {
    run(spin);
  } finally {
    spin.close();
  }
}
