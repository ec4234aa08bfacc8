/** A failure is one line, whatever threw it; what others wrote in it is shown and does nothing. */
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { reasonOf } from '../../cli/fail.ts';
import { rangeError } from '../../lib/base/errors.ts';

const thrown = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

describe('the reason of a failure', () => {
  it.each([
    ['ours', rangeError('expected a, got \x1b[31m\n  b'), 'expected a, got \\u001b[31m\n  b'],
    [
      "the system's",
      Object.assign(new Error("ENOENT: open 'a\nb\x9b'"), { code: 'ENOENT' }),
      "ENOENT: open 'a\\u000ab\\u009b'",
    ],
    ["zlib's", thrown(() => gunzipSync('x')), 'unexpected end of file'],
    ["Node's", thrown(() => Buffer.alloc(-1)), /^The value of "size" is out of range/],
    [
      'of several',
      Object.assign(new AggregateError([new Error('refused'), new Error('refused, too')], ''), {
        code: 'ECONNREFUSED',
      }),
      'refused; refused, too',
    ],
    [
      'one that nobody foresaw',
      thrown(() => 'x'.repeat(2 ** 30)),
      'unexpected error, please report it with the command line: Invalid string length',
    ],
    ['no error', 'text\n', 'unexpected error, please report it with the command line: text\\u000a'],
  ])('is its message: %s', (_, error, expected) => {
    const reason = reasonOf(error);
    if (typeof expected === 'string') expect(reason).toBe(expected);
    else expect(reason).toMatch(expected);
  });
});
