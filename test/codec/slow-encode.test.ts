/** The rest of encode.test.ts, by configuration. */
import { describe, it } from 'vitest';
import { expectSameWords } from '../support/roundTrip.ts';
import { interesting } from '../support/words.ts';

describe('encode after decode', () => {
  it.each(interesting.slice(2))('gives the same word, for every release, level and form: %o', expectSameWords);
});
