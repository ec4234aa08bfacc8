/** How time a word grows with the size of the array, as a picture. */
import { linesSvg } from './linesSvg.ts';
import type { Result } from './result.ts';

/** A line for each name and target among the results. */
export function growthSvg(title: string, results: readonly Result[]): string {
  const named = ({ name, target }: Result) => `${name}, ${target}`;
  return linesSvg({
    title,
    under: 'words in the array, one of 8 bytes for each entry; up: nanoseconds a word',
    along: { by: 'powers', every: 3 },
    lines: [...new Set(results.map(named))].map((name) => ({
      name,
      points: results.filter((r) => named(r) === name).map(({ words, nsPerWord }) => [words, nsPerWord]),
    })),
  });
}
