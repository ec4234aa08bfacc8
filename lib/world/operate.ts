/** One operation on one life. */
import { type Happened, quietly } from './happened.ts';
import type { Life } from './life.ts';
import { type OperationName, operations } from './operations/list.ts';
import type { LifeOperation } from './operations/operation.ts';

/**
 * Plays one operation; `word` is empty where it takes none. An operation that the kernel does not have changes nothing and
 * tells so, as the event `impossible`.
 */
export function operate(life: Life, name: OperationName, word: string): Happened {
  const { run }: LifeOperation = operations[name];
  try {
    return run(life, word);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return quietly(life, { kind: 'impossible', why: error.message });
  }
}
