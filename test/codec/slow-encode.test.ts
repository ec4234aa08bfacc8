/** All of what encode.test.ts takes a sample of, by configuration. */
import { describe, it } from 'vitest';
import { expectSameWords } from '../support/roundTrip.ts';
import { interesting } from '../support/words.ts';

describe('encode after decode', () => {
  it.each(interesting)('gives the same word, for every release, level and form: %o', (config) =>
    expectSameWords(config),
  );
});
