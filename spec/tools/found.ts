/** What the explorer has found of each line of explored.ts: found.json, which `npm run bugs` writes. */
import { readFileSync } from 'node:fs';
import type { Range } from './spans.ts';

/** What was found of a line. */
export interface FoundBug {
  /** lineName(). */
  readonly line: string;
  readonly ranges: readonly Range[];
  /** The shortest script on the newest release that has the bug. */
  readonly shortest?: { readonly release: string; readonly script: string };
}

/** Where it stands. */
export const foundPath = 'spec/found.json';

/** The text of the file: one line for each. */
export const foundText = (found: readonly FoundBug[]): string =>
  `[\n${found.map(({ line, ranges, shortest }) => `  ${JSON.stringify({ line, ranges, shortest })}`).join(',\n')}\n]\n`;

/** The file as it is. */
export const readFound = (): readonly FoundBug[] => JSON.parse(readFileSync(foundPath, 'utf8')) as readonly FoundBug[];
