import { expect, it } from 'vitest';
import { growthSvg } from '../../bench/growthSvg.ts';

const point = (name: string, words: number, nsPerWord: number) => ({
  ...{ name, target: 'a<b', threads: 1, words, nsPerWord },
  ...{ ratioToMemcpy: 1, spread: 0 },
});
const svg = growthSvg('title & more', [
  point('copy', 64, 4),
  point('copy', 16, 8),
  point('sum', 16, 8),
  point('sum', 64, 4),
]);

it('draws a line for each task, from left to right, with its name once', () => {
  const paths = [...svg.matchAll(/class="l\d" [^>]*d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"/g)].map((m) =>
    m.slice(1).map(Number),
  );
  expect(paths).toHaveLength(2);
  for (const [x0, y0, x1, y1] of paths as [number, number, number, number][]) {
    expect(x1).toBeGreaterThan(x0);
    expect(y1).toBeGreaterThan(y0);
  }
  expect(svg.match(/copy, a&#60;b/g)).toHaveLength(1);
});

it('escapes what it is given', () => {
  expect(svg).toContain('title &#38; more');
  expect(svg).not.toContain('a<b');
});
