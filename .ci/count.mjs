// Prints "<passed> <failed> <skipped>" for a vitest JSON report and the exit status of the run that wrote it, then a line
// for each test that failed.
import { existsSync, readFileSync } from 'node:fs';

const [report, status] = process.argv.slice(2);
const told = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
const {
  numPassedTests: passed = 0,
  numFailedTests: failed = 0,
  numPendingTests: skipped = 0,
  numTodoTests: todo = 0,
} = told;
const diedOutside = (status !== '0' && failed === 0) || passed + failed === 0;
console.log(passed, failed + Number(diedOutside), skipped + todo);
for (const file of told.testResults ?? []) {
  if (file.status === 'failed' && file.message) console.log(`  ${file.name}: ${file.message.split('\n')[0]}`);
  for (const test of file.assertionResults) {
    if (test.status === 'failed') console.log(`  ${test.fullName}: ${(test.failureMessages[0] ?? '').split('\n')[0]}`);
  }
}
if (diedOutside) console.log(`  the run ended with status ${status}`);
