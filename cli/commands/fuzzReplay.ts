/** `pte fuzz --replay`: differences that were kept, run again. */
import { stillDiffers } from '../../fuzz/comparison.ts';
import { comparisonOf } from '../../fuzz/comparisons.ts';
import { corpusFiles, readDifference } from '../../fuzz/corpus.ts';
import { difference, fail, usageError } from '../fail.ts';
import { printDifference } from './fuzzReport.ts';

/** Runs every file of a corpus. One that cannot be run is named, and the others run. */
export function replay(path: string): void {
  const files = corpusFiles(path);
  let read = 0;
  let differ = 0;
  // An addon that ends the process does not end it with success.
  const cutOff = () => {
    console.error('pte: expected the corpus to be run to its end, got an exit of the process from the native core');
    process.exitCode = differ > 0 ? difference : usageError;
  };
  process.once('exit', cutOff);
  for (const file of files) {
    const differs = attempt(file);
    if (differs === undefined) continue;
    read += 1;
    if (differs) differ += 1;
  }
  process.off('exit', cutOff);
  console.log(`${differ} of ${read} still differ`);
}

/** Whether a file's word still differs; undefined where it could not be run. */
function attempt(file: string): boolean | undefined {
  try {
    const d = readDifference(file);
    const differs = stillDiffers(comparisonOf(d.target), d);
    if (!differs) return false;
    process.exitCode = difference;
    printDifference(d, file);
    return true;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    fail(error, `skipped ${file}`);
    return undefined;
  }
}
