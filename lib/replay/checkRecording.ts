/** The check of recordings that callers hand over, for the functions that replay them. */
import { shown, typeError } from '../base/errors.ts';
import { checkKernel } from '../kernel/kernel.ts';
import type { RecordedStep, Recording } from './recording.ts';

/**
 * The door of functions that take a recording: what parseRecording() gives.
 * @throws TypeError unless it has a kernel, and steps with calls.
 */
export function checkRecording(given: Recording): Recording {
  if (typeof given !== 'object' || given === null || !Array.isArray(given.records))
    throw typeError(`expected a recording as parseRecording() gives it, got ${shown(given)}`);
  checkKernel(given.kernel);
  for (const one of given.records as readonly (RecordedStep | undefined)[])
    if (!Array.isArray(one?.calls) || typeof one.operation?.name !== 'string')
      throw typeError(`expected a step as parseRecording() gives it, got ${shown(one)}`);
  return given;
}
