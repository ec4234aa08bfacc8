/**
 * `npm run bench`: measures and prints a table. `-- --json FILE` writes the results as an array, `-- --write` bench/results.md,
 * `-- --check` compares with bench/floor.json, `-- --growth` draws bench/growth.svg. `--words N,N` measures other sizes, `--rounds N`
 * longer. PTE_KERNELS, a folder with a kernel's headers, adds a loop over the kernel's own inline functions.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../lib/batch/engine/packageRoot.ts';
import { batchResults, growthResults, type Means } from './batches.ts';
import { kernelLoop, loadBeside } from './beside.ts';
import { type Floor, measuredFloors, underFloor } from './floor.ts';
import { growthSvg } from './growthSvg.ts';
import type { Result } from './result.ts';
import { scalarResults } from './scalars.ts';
import { tableOf, where } from './table.ts';

const file = (name: string): string => join(packageRoot(), 'bench', name);

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    write: { type: 'boolean' },
    check: { type: 'boolean' },
    growth: { type: 'boolean' },
    words: { type: 'string', default: '131072,1048576,33554432' },
    rounds: { type: 'string', default: '9' },
  },
});

const rounds = Number(values.rounds);

/** One size after the other. */
async function each(
  sizes: readonly number[],
  measure: (n: number) => Promise<readonly Result[]>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const n of sizes) results.push(...(await measure(n)));
  return results;
}

async function means(): Promise<Means> {
  const beside = loadBeside();
  const headers = process.env.PTE_KERNELS;
  return headers === undefined ? { beside } : { beside, kernelLoop: await kernelLoop(beside, headers) };
}

async function scalars(): Promise<string> {
  const rows = (await scalarResults()).map(
    ({ name, nsPerCall, times = '' }) => `| ${name} | ${nsPerCall.toFixed(0)} | ${times} |`,
  );
  return ['| one call | ns | times |', '|---|---|---|', ...rows].join('\n');
}

async function page(results: readonly Result[], release = 'no headers given'): Promise<string> {
  return `# What \`npm run bench\` measured

${where()}; kernel headers: ${release}. Medians of turns in which everything is measured once after the other; ± is half the
distance between the quartiles of the ratio. Ratio: the time of a memcpy of as many bytes, reads plus writes (22 a decoded or
encoded word, 29 an entry of kernel logic), or of a plain sum of as many words, over the task's, in the same turn.

\`\`\`sh
npm run bench -- --write
\`\`\`

${tableOf(results)}

${await scalars()}
`;
}

/** From 16 words up, by fours, as far as memory goes: each word takes 8 bytes, its columns 14, what memcpy copies 22, and so on. */
async function growth(means: Means): Promise<void> {
  const sizes = Array.from({ length: 12 }, (_, i) => 4 ** (i + 2))
    .concat(1 << 27)
    .filter((n) => n * 100 < freemem());
  const results = await each(sizes, (n) => growthResults(means, n, rounds));
  writeFileSync(file('growth.svg'), growthSvg(`Growth, one thread: ${where()}`, results));
}

const measuredWith = await means();
if (values.growth) {
  await growth(measuredWith);
  process.exit();
}
const results = await each(values.words.split(',').map(Number), (n) => batchResults(measuredWith, n, rounds));
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 1)}\n`);
else if (values.write) writeFileSync(file('results.md'), await page(results, measuredWith.kernelLoop?.release));
else if (!values.check) console.log(`${where()}\n\n${tableOf(results)}\n\n${await scalars()}`);
if (values.check) {
  const floors = JSON.parse(readFileSync(file('floor.json'), 'utf8')) as readonly Floor[];
  const asked = measuredFloors(floors, results);
  const under = underFloor(asked, results);
  for (const line of under) console.error(`bench: ${line}`);
  console.log(`${asked.length - under.length} of ${asked.length} ratios at or above their floor on ${where()}`);
  process.exitCode = under.length === 0 ? 0 : 1;
}
