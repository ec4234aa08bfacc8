/** JSON that is spoilt in one place: cut, a value of another kind, a name that every object has, a field twice or missing. */
import { jsonTexts } from './hostile.ts';
import type { Random } from './random.ts';

/** A spoilt text and what was done to it. */
export interface Mutant {
  readonly text: string;
  readonly did: string;
}

type Path = readonly (string | number)[];

const mark = '"the place of a mutation"';

/** The path to each value in a value, itself first. */
function pathsIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [
    at,
    ...Object.entries(value).flatMap(([key, inner]) =>
      pathsIn(inner, [...at, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

/** A copy with another value at the path. */
function replaced(value: unknown, path: Path, by: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return by;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string | number, unknown>;
  copy[first] = replaced(copy[first], rest, by);
  return copy;
}

/** Written by hand, since JSON.stringify() writes neither 1e400 nor a field twice. */
const withText = (value: unknown, path: Path, text: string): string =>
  JSON.stringify(replaced(value, path, JSON.parse(mark))).replace(mark, text);

const deep = (n: number): string => '['.repeat(n) + ']'.repeat(n);

/** Texts that are spoilt as a whole. */
const whole = (text: string): Mutant[] => [
  ...[
    '',
    ' ',
    'null',
    '[]',
    '{}',
    '"x"',
    '0',
    'NaN',
    '{',
    '\u0000',
    '\ufeff',
    '\u001b[31m',
    '{"format":1}',
    '{"__proto__":null}',
  ].map((other) => ({
    text: other,
    did: `is ${JSON.stringify(other)}`,
  })),
  { text: deep(100_000), did: 'is nested 100,000 deep' },
  { text: `\ufeff${text}`, did: 'begins with a byte order mark' },
  { text: `${text}${text}`, did: 'is there twice' },
  { text: `${text}\u0000`, did: 'ends in a zero' },
  { text: text.replace('{', '{"__proto__":{"format":1},'), did: 'has __proto__' },
  { text: text.replace('{', `{"x":${deep(50_000)},`), did: 'has a deep field' },
];

/** `n` spoilt forms of a JSON text. */
export function mutants(text: string, random: Random, n: number): Mutant[] {
  const value = JSON.parse(text) as unknown;
  const paths = pathsIn(value);
  const one = (): Mutant => {
    const path = random.pick(paths);
    const name = path.join('.') || 'all';
    switch (random.below(4)) {
      case 0: {
        const at = random.below(text.length);
        return { text: text.slice(0, at), did: `is cut after ${at} characters` };
      }
      case 1: {
        const [at, bit] = [random.below(text.length), 1 << random.below(7)];
        const other = String.fromCharCode(text.charCodeAt(at) ^ bit);
        return { text: text.slice(0, at) + other + text.slice(at + 1), did: `has another character at ${at}` };
      }
      default: {
        const other = random.pick(jsonTexts);
        return { text: withText(value, path, other), did: `has ${other.slice(0, 40)} at ${name}` };
      }
    }
  };
  const spoilt = random.sample(whole(text), Math.ceil(n / 4));
  return [...spoilt, ...Array.from({ length: n - spoilt.length }, one)];
}
