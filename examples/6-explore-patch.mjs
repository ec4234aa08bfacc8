// What a patch mends, and what else it changes, tried in every sequence of some operations. First a patch that is a row of
// spec/: 6.0 with 51d3d5eb74ff. Then one that nobody has sent, as an operation of our own: 7.3 with a clear_refs that
// takes write permission from migration entries too, over which it forgets the next write (docs/bugs.md).
import {
  isWritableMigrationEntry,
  kernel,
  makeReadableExclusiveMigrationEntry,
  makeReadableMigrationEntry,
  nonSwapEntry,
  pteNone,
  ptePresent,
  pteToSwpEntry,
  swpEntryToPte,
  swpOffset,
} from 'x86-pte';
import { compare, explore } from 'x86-pte/explore';

const say = ({ mapping, lines }) => [mapping, ...lines.map(({ name }) => name)].join('; ');

/** The shortest script that breaks a promise, of all that are broken. */
function broken(k, how) {
  const { invariants, exhausted } = explore(k, how);
  const scripts = invariants.flatMap(({ script }) => (script ? [script] : []));
  const [first] = scripts.sort((a, b) => a.lines.length - b.lines.length);
  if (first) return `breaks ${scripts.length} promises: ${say(first)}`;
  return exhausted ? 'breaks none, in all states there are' : 'breaks none so far';
}

/** After which operations two kernels part. */
function changed(first, second, how) {
  const parts = compare(first, second, how).differences.filter(({ apart }) => !apart);
  return parts.map(({ operation, script }) => `${operation} (${say(script)})`).join(', ');
}

const [before, after] = [kernel('6.0'), kernel('6.0:writenotifyForUffdWp')];
const row = { mapping: 'shmem', operations: ['uffd-wp', 'migrate'] };
console.log('6.0         ', broken(before, row));
console.log('with the row', broken(after, row));
console.log('changes     ', changed(before, after, row));

const patch = {
  name: 'clear-refs', // a name of scripts: what follows is done at its end
  says: 'clear_refs that takes write permission from migration entries too',
  entry: ({ k, pte, page }) => {
    if (pteNone(k, pte) || ptePresent(k, pte)) return undefined;
    const entry = pteToSwpEntry(k, pte);
    if (!nonSwapEntry(k, entry) || !isWritableMigrationEntry(k, entry)) return undefined;
    const make = page?.anon ? makeReadableExclusiveMigrationEntry : makeReadableMigrationEntry;
    return { pte: swpEntryToPte(k, make(k, swpOffset(k, entry))) };
  },
};
const newest = kernel('7.3');
const own = { mapping: 'shmem', operations: ['migrate', 'clear-refs'] };
console.log('7.3         ', broken(newest, own));
console.log('with ours   ', broken(newest, { ...own, operations: ['migrate', patch] }));
console.log('changes     ', changed(newest, newest, { ...own, patched: [patch] }));
// Prints:
//   6.0          breaks 5 promises: shmem; uffd-wp
//   with the row breaks none, in all states there are
//   changes      migrate (shmem; read; uffd-wp; migrate), read (shmem; uffd-wp; uffd-wp-resolve; read), migrate-end (shmem; read; uffd-wp; migrate-begin; migrate-end)
//   7.3          breaks 2 promises: shmem; read; migrate-begin; clear-refs; migrate-end
//   with ours    breaks none, in all states there are
//   changes      clear-refs (shmem; read; migrate-begin; clear-refs)
