/**
 * What gdb 13, lldb 14, QEMU 7.2, xxd, hexdump and od of Debian 12 printed, and public reports: the lines that matter, as they would be pasted.
 * A case begins with `## ` and what it is; `==> ` tells its words, and `??> ` how many numbers are told as unread, where it does not matter which.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TextReader } from '../../lib/log/readText.ts';

const folder = new URL('../data/pasted/', import.meta.url);

interface Case {
  readonly name: string;
  readonly lines: readonly string[];
  readonly words: readonly string[];
  readonly unread: number | undefined;
}

const escaped = (line: string) => line.replaceAll('\\t', '\t').replaceAll('\\e', '\u001b');
const listed = (text: string) => text.split(', ').filter((word) => word !== '');

function casesOf(text: string): readonly Case[] {
  return text
    .split(/^## /m)
    .slice(1)
    .map((block) => {
      const [name = '', ...rest] = block.trimEnd().split('\n');
      const told = (mark: string) =>
        rest
          .find((line) => line.startsWith(mark))
          ?.slice(mark.length)
          .trim();
      const unread = told('??>');
      return {
        name,
        lines: rest.filter((line) => !/^(?:==|\?\?)>/.test(line)).map(escaped),
        words: listed(told('==>') ?? ''),
        unread: unread === undefined ? undefined : Number(unread),
      };
    });
}

function read(lines: readonly string[]) {
  const reader = new TextReader();
  const each = lines.map((line) => reader.read(line));
  const words = each.flatMap((line) => [
    ...Array.from({ length: line.repeated?.times ?? 0 }, () => line.repeated?.words ?? []).flat(),
    ...line.words,
  ]);
  return {
    words: words.map(({ word, as, level }) =>
      `${as === 'entry' ? (level ?? '') : as === 'swp-entry' ? 'swp' : as} ${word.toString(16)}`.trim(),
    ),
    unread: each.flatMap((line) => line.unread).length,
  };
}

describe.each(readdirSync(folder).sort())('%s', (file) => {
  const cases = casesOf(readFileSync(new URL(file, folder), 'utf8'));
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_, { lines, words, unread }) => {
    const got = read(lines);
    expect(got.words).toEqual(words);
    if (unread !== undefined) expect(got.unread).toBe(unread);
  });
});
