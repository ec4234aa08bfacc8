/**
 * `npm run bench`: prints tables, or with `-- --json FILE` writes the batch results as an array. bench/results.md is what it
 * printed on one machine.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { batchResults } from './batch.ts';
import { scalarResults } from './scalars.ts';

const at = process.argv.indexOf('--json');
const path = at < 0 ? undefined : process.argv[at + 1];
if (at >= 0 && path === undefined) {
  console.error('bench: expected a file after --json, got nothing');
  process.exit(1);
}
function commit(): string {
  try {
    return `commit ${execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()}`;
  } catch {
    return 'no commit';
  }
}

const rows = batchResults();
if (path !== undefined) writeFileSync(path, `${JSON.stringify(rows, null, 1)}\n`);
else {
  console.log(
    `${cpus()[0]?.model}, Node ${process.version}, ${commit()}, one thread; 22 bytes moved for each word, 29 for each entry of kernel logic`,
  );
  for (const r of rows)
    console.log(
      `${String((r.words * 8) >> 20).padStart(4)} MiB  ${r.name.padEnd(21)}${r.target.padEnd(20)}${r.nsPerWord.toFixed(2).padStart(8)} ns/word${r.gbPerSecond.toFixed(1).padStart(8)} GB/s${r.ratioToMemcpy.toFixed(2).padStart(7)} of memcpy`,
    );
  console.log();
  for (const { name, nsPerCall } of scalarResults())
    console.log(`${name.padEnd(12)}${nsPerCall.toFixed(0).padStart(6)} ns`);
}
