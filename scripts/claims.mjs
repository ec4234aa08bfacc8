// The claims of the five discussions: how many are shown, and one line for each thing that is not printed as it should be.
// npm run claims [-- C3 ...]: those whose numbers begin so; with --write, docs/discussions.md is written anew.
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';

const root = dirname(import.meta.dirname);
const wanted = process.argv.slice(2).filter((word) => word !== '--write');
const update = process.argv.includes('--write') ? ['--update'] : [];
const args = ['node_modules/vitest/vitest.mjs', 'run', 'test/docs/claims.test.ts', '--reporter=json', ...update];
const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
const from = stdout.indexOf('{"num');
if (from < 0) throw new Error(`expected results of the tests, got ${stdout}${stderr}`);
const [file] = JSON.parse(stdout.slice(from)).testResults;

/** Of each claim that has commands, by its number: what is wrong. */
const found = new Map();
for (const { title, failureMessages } of file.assertionResults) {
  const [, claim] = /^'?(C\d\.\d+)\b/.exec(title) ?? [];
  const lines = (failureMessages[0] ?? '').replace(/^AssertionError: /, '').split('\n');
  if (claim)
    found.set(
      claim,
      lines.filter((line) => line.startsWith('pte ')).map((line) => line.replace(/: expected \[.*$/s, '')),
    );
  else for (const line of failureMessages) console.log(line.split('\n')[0]);
}
const later = new Set('C0.2 C0.5 C0.6 C1.6 C1.12 C0.8 C4.6'.split(' '));
const measured = [...found].filter(([claim]) => !later.has(claim));
for (const [claim, wrong] of found)
  if (wanted.length === 0 || wanted.some((start) => claim.startsWith(start)))
    for (const line of wrong) console.log(`${claim}  ${line}`);
console.log(`${measured.filter(([, wrong]) => wrong.length === 0).length} of ${measured.length} shown`);
