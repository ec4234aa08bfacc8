/** Which operations take all entries of a mapping that has several, how, and which are not modelled for it. */
import { quietly } from '../happened.ts';
import type { Life } from '../life.ts';
import { eachEntry, eachMapping } from '../ranges.ts';
import type { LifeOperation } from './operation.ts';

type Run = LifeOperation['run'];

/** Operations that hand the entries of one mapping to lib/mm together, by the names of a script. */
const together: readonly string[] = [
  ...['mprotect', 'pkey-mprotect', 'uffd-wp', 'uffd-wp-resolve', 'uffd-rwp', 'uffd-rwp-resolve'],
  ...['uffd-unregister', 'uffd-close', 'numa-hint', 'mremap'],
];

/** Operations that see all mappings of the process at once. */
const atOnce: readonly string[] = ['fork'];

/** Operations that go over the entries one by one, or that change nothing of an entry. */
const oneByOne: readonly string[] = [
  ...['clear-refs', 'dontneed', 'munmap', 'exit', 'child-exit', 'map', 'free', 'cold', 'swapoff'],
  ...['uffd-register', 'mlock', 'munlock', 'dontfork', 'dofork', 'wipeonfork', 'keeponfork', 'pin', 'unpin'],
  ...['guard-install', 'guard-remove', 'pagemap-scan', 'migrate', 'pageout'],
];

/** Operations that may be for one page. */
export const onePage: readonly string[] = [
  ...['read', 'write', 'read-tlb', 'write-tlb', 'unshare', 'numa-fault'],
  ...['mprotect', 'pkey-mprotect', 'uffd-wp', 'uffd-wp-resolve', 'uffd-rwp', 'uffd-rwp-resolve', 'dontneed'],
];

/** Operations that are for one page always. */
export const alwaysOnePage: readonly string[] = ['read', 'write', 'read-tlb', 'write-tlb', 'unshare', 'numa-fault'];

/** The run of an operation where the mapping has several entries. */
export function overRange(name: string | undefined, life: Life, run: Run): Run {
  if (!life.range || life.index !== undefined || name === undefined || atOnce.includes(name)) return run;
  if (together.includes(name)) return (now, word) => eachMapping(now, (part) => run(part, word));
  if (oneByOne.includes(name)) return (now, word) => eachEntry(now, (one) => run(one, word));
  return (now) => quietly(now, { kind: 'impossible', why: `${name} is not modelled for the pages of a large folio` });
}
