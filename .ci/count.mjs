// Prints "<passed> <failed>" for a vitest JSON report and the exit status of the run that wrote it.
import { existsSync, readFileSync } from 'node:fs';

const [report, status] = process.argv.slice(2);
const { numPassedTests = 0, numFailedTests = 0 } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
const diedOutside = (status !== '0' && numFailedTests === 0) || numPassedTests + numFailedTests === 0;
console.log(numPassedTests, numFailedTests + Number(diedOutside));
