/** What stands in a picture can be read as XML, whoever wrote it. */
import { expect, it } from 'vitest';
import { escapeMarkup } from '../../lib/picture/escape.ts';

it('has no character that XML lacks, and none that turns the order of letters', () => {
  expect(escapeMarkup('<a&"b">\t\n−')).toBe('&#60;a&#38;&#34;b&#34;&#62;\t\n−');
  expect(escapeMarkup('\0\x1b[31m\x9b\u202e\ud800\ufffe')).toBe('\\u0000\\u001b[31m\\u009b\\u202e\\ud800\\ufffe');
});
