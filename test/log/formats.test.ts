/** Each format reads its own example, and no other format reads it first. */
import { describe, expect, it } from 'vitest';
import { formats } from '../../lib/log/formats/all.ts';
import { TextReader } from '../../lib/log/readText.ts';

describe('the example of a format', () => {
  it.each(formats.map((format) => [format.id, format] as const))('%s', (id, { example, has }) => {
    const reader = new TextReader();
    const read = example.lines.map((line) => reader.read(line));
    expect(read.flatMap(({ words }) => words)).toMatchObject(example.words);
    expect(read.flatMap(({ words }) => words)).toHaveLength(example.words.length);
    expect(read.at(-1)?.format).toBe(id);
    if (has !== undefined) expect(example.lines.at(-1)).toContain(has);
  });

  it('has an id of its own', () => expect(new Set(formats.map(({ id }) => id)).size).toBe(formats.length));
});
