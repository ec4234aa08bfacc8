/** Bugs that need more than one entry and its page: several pages of a folio, threads that wait in userfaultfd, references of others. */
import type { Found } from '../historyLines.ts';

/** The lines of these, as the others of history. */
export const missingLines: readonly Found[] = [
  {
    bug: 'H17',
    row: 'zeropageKeepsBits',
    releases: ['6.17', '6.18'],
    mapping: 'anon-folio',
    operations: 'write; uffd-wp; cold 1',
    breaks: 'uffd-wp-kept',
    length: 3,
    only: true,
  },
  {
    bug: 'H17 (soft-dirty)',
    row: 'zeropageKeepsBits',
    releases: ['6.17', '6.18'],
    mapping: 'anon-folio',
    operations: 'write; cold 1',
    breaks: 'soft-dirty-carried',
    length: 2,
    only: true,
  },
  {
    bug: 'H20',
    row: 'mustWaitAsksPresent',
    releases: ['7.1', '7.2'],
    mapping: 'anon',
    operations: 'write; clear-refs; uffd-wp; uffd-wp-resolve; write-wait; migrate-begin',
    breaks: 'sleeps-where-trapped',
    length: 7,
    cpus: 2,
    only: true,
  },
];
