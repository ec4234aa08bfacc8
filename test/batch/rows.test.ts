/**
 * What is no row of a kernel for the reference engine is none for the core: each bit of each column changed, in rows of every
 * kind, whether the array is short (words looked at one by one) or long (one byte of many words at a time). In a long array
 * the rows that are none come one at a time, in the middle of rows that are; the others come all at once.
 * slow-rows.test.ts asks the other configurations.
 */
import { afterAll, describe, it } from 'vitest';
import { expectSameRows } from '../support/changedRows.ts';
import { restore } from '../support/cores.ts';
import { interesting } from '../support/words.ts';

afterAll(restore);

describe('the core', () => {
  it.each(interesting.slice(0, 1))(
    'refuses the rows that the reference refuses, and makes the same words: %o',
    expectSameRows,
  );
});
