/** All of what rows.test.ts takes a sample of: what is no row of a kernel for the reference engine is none for the core, by configuration. */
import { afterAll, describe, it } from 'vitest';
import { expectSameRows } from '../support/changedRows.ts';
import { restore } from '../support/cores.ts';
import { interesting } from '../support/words.ts';

afterAll(restore);

describe('the core', () => {
  it.each(interesting)('refuses the rows that the reference refuses, and makes the same words: %o', expectSameRows);
});
