// Prints "<passed> <failed> <skipped>" for a vitest JSON report and the exit status of the run that wrote it.
import { existsSync, readFileSync } from 'node:fs';

const [report, status] = process.argv.slice(2);
const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
const {
  numPassedTests: passed = 0,
  numFailedTests: failed = 0,
  numPendingTests: skipped = 0,
  numTodoTests: todo = 0,
} = counts;
const diedOutside = (status !== '0' && failed === 0) || passed + failed === 0;
console.log(passed, failed + Number(diedOutside), skipped + todo);
