/** Commands that are printed to be pasted: bash reads of each word what it was. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellWord } from '../../cli/shellWord.ts';
import { printable } from '../../lib/base/printable.ts';

const texts = [
  '6.12',
  'corpus/codec-6.12-1-9-0123456789ab.json',
  '',
  'a b',
  '6.12;touch X',
  '$(id) `id` $HOME \\ ! * ~',
  "it's",
  '"quoted"',
  '#no comment',
  "\u001b[31m and it's \\red\\\u0007",
  'a\nb\tc',
];

describe('a word of a shell', () => {
  it('is what it was, and prints nothing that moves a cursor', () => {
    const words = texts.map(shellWord);
    expect(words.map(printable)).toEqual(words);
    const { stdout } = spawnSync('bash', ['-c', `printf '%s\\0' ${words.join(' ')}`], { encoding: 'utf8' });
    expect(stdout.split('\0').slice(0, -1)).toEqual(texts);
  });
});
