/** The rest of rows.test.ts: what is no row of a kernel for the reference engine is none for the core, by configuration. */
import { afterAll, describe, it } from 'vitest';
import { expectSameRows } from '../support/changedRows.ts';
import { addon, native } from '../support/native.ts';
import { interesting } from '../support/words.ts';

afterAll(() => addon.setTarget(addon.targets().at(-1) as string));

describe.skipIf(!native)('the core', () => {
  it.each(interesting.slice(1))(
    'refuses the rows that the reference refuses, and makes the same words: %o',
    expectSameRows,
  );
});
