/** Ends of searches in words. */
import type { SearchEnd } from '../../../lib/explore/searched.ts';

/** What ended a search, by the option that did. */
export const ends: Readonly<Record<SearchEnd, string>> = {
  exhausted: 'exhausted: there are no more',
  depth: 'not exhausted: ended by --depth',
  states: 'not exhausted: ended by --states',
  time: 'not exhausted: ended by --seconds',
  memory: 'not exhausted: ended by --memory',
  stopped: 'not exhausted: it was stopped',
  found: 'ended by what it looked for',
};
