/** Texts of others on a terminal. */
import { expect, it } from 'vitest';
import { shown } from '../../lib/base/errors.ts';
import { printable, printableLines } from '../../lib/base/printable.ts';

it('escapes what moves, hides or turns text, and nothing else', () => {
  expect(printable('6.12\u001b]0;pwn\u0007\u007f\u009b\u202e\u2066\u200b\ud800')).toBe(
    '6.12\\u001b]0;pwn\\u0007\\u007f\\u009b\\u202e\\u2066\\u200b\\ud800',
  );
  expect(printable('Straße 6.12-größe 漢字 🐧')).toBe('Straße 6.12-größe 漢字 🐧');
  expect(printableLines('a\tb\r\n\u001b[1m')).toBe('a\tb\\u000d\n\\u001b[1m');
  expect(shown('\u009b31m\u202e')).toBe('"\\u009b31m\\u202e"');
});
