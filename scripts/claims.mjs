// The claims of the five discussions: how many are shown, and one line for each thing that is not printed as it should be.
// npm run claims [-- C3 ...]: those whose numbers begin so; with --write, docs/discussions.md is written anew.
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';

const root = dirname(import.meta.dirname);
const wanted = process.argv.slice(2).filter((word) => word !== '--write');
const update = process.argv.includes('--write') ? ['--update'] : [];
const args = ['node_modules/vitest/vitest.mjs', 'run', 'test/docs/slow-claims.test.ts', '--reporter=json', ...update];
const env = { ...process.env, PTE_SLOW: '1' };
const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8', maxBuffer: 1 << 28 });
const from = stdout.indexOf('{"num');
if (from < 0) throw new Error(`expected results of the tests, got ${stdout}${stderr}`);
const [file] = JSON.parse(stdout.slice(from)).testResults;

const linesOf = (message) =>
  message
    .split('\n')
    .map((line) => line.replace(/^AssertionError: /, '').replace(/: expected \[.*$/, ''))
    .filter((line) => line.startsWith('pte '));

/** Of each claim that has commands, by its number: what is wrong. */
const found = new Map();
let measured = 0;
let shown = 0;
for (const { title, failureMessages, status } of file.assertionResults) {
  const [, claim] = /^(C\d\.\d+) is (?:shown|not settled by): /.exec(title) ?? [];
  if (!claim) for (const message of failureMessages) console.log(message.split('\n')[0]);
  else found.set(claim, failureMessages.flatMap(linesOf));
  if (!title.includes(' is shown: ')) continue;
  measured++;
  if (status === 'passed') shown++;
}
for (const [claim, wrong] of found)
  if (wanted.length === 0 || wanted.some((start) => claim.startsWith(start)))
    for (const line of wrong) console.log(`${claim}  ${line}`);
console.log(`${shown} of ${measured} shown`);
