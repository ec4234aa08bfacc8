/** What the explorer leaves out, left in: every world that can be reached without its reductions shows what a world of its own shows. */
import { describe, expect, it } from 'vitest';
import { Words } from '../../lib/explore/facts.ts';
import { explore, type Invariant } from '../../lib/explore/index.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { type Space, shownBy, shownByAll } from '../support/unreduced.ts';
import { everyNth } from '../support/whole.ts';

/** What all worlds of a search show, and how it ended. */
function shownBySearch({ release, depth, ...space }: Space): ReadonlySet<string> {
  const k = kernel(release);
  const words = new Words(k);
  const shown = new Set<string>();
  const watching: Invariant = {
    ...{ name: 'watching', says: 'Everything is looked at.', source: 'none', kind: 'bug', of: 'state' },
    premise: ({ world }) => shown.add(shownBy(words, world)) !== undefined,
    claim: () => true,
  };
  explore(k, { ...space, only: true, bounds: { depth }, invariants: [watching] });
  return shown;
}

const tracking = ['read', 'write', 'clear-refs'];
const spaces: readonly Space[] = [
  { release: '6.12', mapping: 'anon', operations: [...tracking, 'pageout', 'migrate-begin', 'migrate-end'], depth: 4 },
  // tellingBits(): H2 and H3 read bits of a page frame number in a device-private entry
  { release: '5.8', mapping: 'anon', operations: [...tracking, 'uffd-wp', 'to-device', 'from-device'], depth: 4 },
  { release: '6.0', mapping: 'shmem', operations: ['read', 'write', 'uffd-wp', 'migrate', 'pageout'], depth: 4 },
  { release: '7.3', mapping: 'file', operations: [...tracking, 'writeback', 'pageout'], depth: 4 },
  {
    release: '6.6',
    mapping: 'file-private',
    operations: ['read', 'write', 'mprotect r', 'mprotect rw', 'pageout'],
    depth: 4,
  },
  { release: '6.12', mapping: 'thp', operations: ['read', 'write', 'split', 'numa-hint'], depth: 3 },
  { release: '6.12', mapping: 'anon', operations: ['read', 'write', 'fork', 'pageout'], processes: 2, depth: 4 },
  { release: '5.11', mapping: 'anon', operations: ['write', 'write-tlb', 'clear-refs'], cpus: 2, depth: 4 },
  { release: '6.12', mapping: 'shmem', operations: ['write', 'write-tlb', 'uffd-wp'], cpus: 2, depth: 4 },
  { release: '6.12', mapping: 'anon', operations: ['write', 'fork'], cpus: 2, processes: 2, depth: 3 },
  { release: '5.11', mapping: 'anon', operations: ['write', 'write-tlb', 'uffd-wp'], cpus: 3, depth: 3 },
];
const nameOf = ({ release, mapping, operations, cpus = 1, processes = 1 }: Space): string =>
  `${release}, ${mapping}, ${processes} x ${cpus}: ${operations.join('; ')}`;

describe('the space of a search', () => {
  it.each(everyNth(spaces, 3).map((space) => [nameOf(space), space] as const))(
    'shows all that is without reductions: %s',
    (_name, space) => {
      const [{ shown: all }, own] = [shownByAll(kernel(space.release), space), shownBySearch(space)];
      expect(own.size).toBeGreaterThan(10);
      expect([...own].sort()).toEqual([...all].sort());
    },
  );

  // who waits changes nothing but the order; what waits at the end of a script has not happened
  const waiting: readonly Space[] = [
    { release: '6.12', mapping: 'anon', operations: ['write', 'mprotect r', 'mprotect rw'], cpus: 2, depth: 4 },
    { release: '5.11', mapping: 'anon', operations: ['write', 'clear-refs', 'uffd-wp'], cpus: 2, depth: 4 },
    { release: '7.3', mapping: 'shmem', operations: ['write', 'uffd-wp', 'munmap'], cpus: 2, depth: 4 },
  ];
  it.each(everyNth(waiting, 3).map((space) => [nameOf(space), space] as const))(
    'loses nothing where nobody waits: %s',
    (_name, space) => {
      const k = kernel(space.release);
      const { shown, waiting } = shownByAll(k, space, true);
      const { shown: own } = shownByAll(k, space);
      expect([...shown].filter((one) => !own.has(one))).toEqual([]);
      expect(waiting).toBeGreaterThan(5);
    },
  );
});
