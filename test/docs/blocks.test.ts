import { describe, expect, it } from 'vitest';
import { blocksOf, bodyOf, commandsOf, shows } from './blocks.ts';

const page = ['Text', '```sh', '$ pte a', 'one', '', 'two', '$ pte b', '```', '```', 'npm ci', '```'].join('\n');

describe('a page with examples', () => {
  it('has the blocks that name a language, with their first line', () => {
    expect(blocksOf(`${page}\n`).map(({ language, line }) => [language, line])).toEqual([['sh', 3]]);
  });

  it('shows each command with its output', () => {
    expect(commandsOf(blocksOf(`${page}\n`)[0]?.code ?? '')).toEqual([
      { command: 'pte a', output: ['one', '', 'two'] },
      { command: 'pte b', output: [] },
    ]);
  });

  it.each([
    [['one', 'two'], 'one\ntwo\n', true],
    [['one', 'two'], 'one  \ntwo', true],
    [['one', 'two'], 'one\ntwo\nthree\n', false],
    [['one', '...', 'three'], 'one\n2\n2\nthree\n', true],
    [['one', '...', 'three'], 'one\n2\n4\n', false],
    [['a.c'], 'abc', false],
  ])('%j shows %j: %s', (output, text, expected) => {
    expect(shows(output, text)).toBe(expected);
  });
});

describe('a TypeScript block', () => {
  const body = (code: string) => bodyOf({ language: 'ts', line: 10, code }, 'p');

  it('checks an expression against the literal behind it', () => {
    expect(body("import { f as g } from 'p';\nconst x: number = 1;\ng(x); // 'a', because\n")).toBe(
      "const { f: g } = library;\nconst x = 1;\ncheck(12, g(x), 'a');\n",
    );
  });

  it('runs an expression with any other comment, and takes no other package', () => {
    expect(body('f(); // the same words\n')).toBe('f();\n');
    expect(() => body("import { f } from 'q';")).toThrow("expected names from p, got import { f } from 'q';");
  });
});
