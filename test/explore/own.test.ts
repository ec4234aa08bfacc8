/** Operations and invariants of one's own: what a patch would do, tried in every sequence. */
import { describe, expect, it } from 'vitest';
import {
  compare,
  type Explored,
  explore,
  type Invariant,
  type OwnOperation,
  playOwn,
} from '../../lib/explore/index.ts';
import { pteMksoftDirty, pteMkwrite, ptePresent, pteWrite, pteWrprotect } from '../../lib/helpers/pgtable.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { play } from '../../lib/world/scenario.ts';
import { sayLine } from '../../lib/world/script.ts';

const k = kernel('6.12');
const of = ({ invariants }: Explored, name: string) => invariants.find(({ invariant }) => invariant.name === name);
const lines = (found: Explored, name: string) => of(found, name)?.script?.lines.map(sayLine);

/** A patch that nobody should send: every present entry becomes writable. */
const grants: OwnOperation = {
  name: 'grant-write',
  says: 'write permission for whatever is mapped',
  entry: ({ k: its, pte }) => (ptePresent(its, pte) ? { pte: pteMkwrite(its, pte) } : undefined),
};

describe("an operation of one's own", () => {
  const found = explore(k, { operations: ['uffd-wp', grants], bounds: { depth: 4 } });

  it('is tried among the others, and breaks what it breaks by the shortest script', () => {
    expect(found.operations).toContain('grant-write');
    expect(found.own).toEqual(['grant-write']);
    expect(found.idle).not.toContain('grant-write');
    expect(lines(found, 'uffd-wp-not-writable')).toEqual(['read', 'uffd-wp', 'grant-write']);
    expect(lines(found, 'armed-write-trapped')).toEqual(['read', 'uffd-wp', 'grant-write', 'write']);
    const without = explore(k, { operations: ['uffd-wp'], bounds: { depth: 4 } });
    expect(of(without, 'uffd-wp-not-writable')?.verdict).toBe('holds');
    expect(without.own).toEqual([]);
  });

  it('is in scripts that playOwn() plays, and no other', () => {
    const { script } = of(found, 'uffd-wp-not-writable') ?? {};
    if (!script) throw new Error('expected a script');
    expect(playOwn(k, script, ['uffd-wp', grants]).at(-1)?.result).toBe('done');
    expect(() => play(k, script)).toThrow('expected an operation of a script, got "grant-write"');
  });

  it('has nothing to do where it says so', () => {
    const idle: OwnOperation = { name: 'no-op', says: 'nothing', entry: () => undefined };
    expect(explore(k, { operations: ['numa-hint', idle] }).idle).toEqual(['no-op']);
  });

  // mm/mprotect.c: change_pte_range() leaves the flush to the end, under mmap_lock for writing, in which no fault gets in
  it('takes the locks of a call, and flushes where that does', () => {
    const late: OwnOperation = {
      name: 'protect-late',
      says: 'write permission goes, as mprotect() takes it',
      call: 'mprotect',
      entry: ({ k: its, pte }) =>
        ptePresent(its, pte) && pteWrite(its, pte)
          ? { pte: pteWrprotect(its, pte), effects: ['flush_tlb_page'] }
          : undefined,
    };
    const broken: Invariant = {
      ...{
        name: 'no-stale',
        says: 'No TLB lets write what the entry forbids.',
        source: 'a wish',
        kind: 'bug',
        of: 'state',
      },
      premise: ({ now }) => now.family === 'present' && !now.writable,
      claim: ({ world, now }) => world.cpus.every(({ tlb }) => !pteWrite(k, tlb[now.name] ?? 0n)),
    };
    const how = { operations: [late], cpus: 2, bounds: { depth: 4 }, invariants: [broken] } as const;
    expect(lines(explore(k, how), 'no-stale')).toEqual(['cpu0: write', 'cpu0: protect-late-begin']);
    const { call: _, ...free } = late;
    expect(of(explore(k, { ...how, operations: [free] }), 'no-stale')?.verdict).toBe('holds');
  });

  it('may be about the world', () => {
    const frees: OwnOperation = {
      name: 'forget-writes',
      says: 'no page holds what was written',
      world: (w) => ({ ...w, frames: w.frames.map((frame) => ({ ...frame, holds: [] })) }),
    };
    const { invariants } = explore(k, { operations: [frees], bounds: { depth: 3 } });
    expect(invariants.find(({ invariant }) => invariant.name === 'no-write-lost')?.script?.lines.map(sayLine)).toEqual([
      'write',
      'forget-writes',
    ]);
  });
});

describe('an operation of scripts with a change', () => {
  // what mprotect() gives back it marks as written, as one might propose: soft-dirty that nobody has earned
  const patched: OwnOperation = {
    name: 'mprotect',
    says: 'mprotect() that marks what it leaves as soft-dirty',
    entry: ({ k: its, pte }) => (ptePresent(its, pte) ? { pte: pteMksoftDirty(its, pte) } : undefined),
  };

  it('is tried in its place', () => {
    const how = { operations: ['clear-refs', 'mprotect'], bounds: { depth: 4 } };
    expect(of(explore(k, how), 'soft-dirty-not-invented')?.verdict).toBe('holds');
    const found = explore(k, { ...how, operations: ['clear-refs', patched] });
    expect(found.operations).toContain('mprotect r');
    expect(lines(found, 'soft-dirty-not-invented')).toEqual(['read', 'clear-refs', 'mprotect r']);
  });

  it('is compared with what it changes', () => {
    const how = { operations: ['clear-refs', 'mprotect'], patched: [patched], bounds: { depth: 4 } };
    const { differences, states } = compare(k, k, how);
    const parts = differences.filter(({ apart }) => !apart);
    expect(states).toBeGreaterThan(10);
    expect(parts.map(({ operation }) => operation).sort()).toEqual(['mprotect r', 'mprotect rw']);
    expect(parts.flatMap(({ cases }) => cases.map(({ first, second }) => [first, second]))).toContainEqual([
      [],
      ['softDirty'],
    ]);
  });

  it('may have several pieces, such as fork()', () => {
    const forks: OwnOperation = {
      name: 'fork',
      says: 'fork() that leaves the parent its write permission',
      entry: ({ k: its, pte }) => (ptePresent(its, pte) ? { pte: pteMkwrite(its, pte) } : undefined),
    };
    const found = explore(k, { operations: [forks], bounds: { depth: 3 } });
    expect(lines(found, 'shared-anon-not-writable')).toEqual(['cpu0: write', 'cpu0: fork']);
  });
});

describe('what is wrong with them is said', () => {
  const refused = (given: object) => () => explore(k, { operations: [{ ...grants, ...given } as OwnOperation] });
  it.each<readonly [object, string]>([
    [{ name: 'Grant' }, 'expected a name of an operation in lower case with dashes, which is no half, got "Grant"'],
    [{ name: 'grant-begin' }, 'expected a name of an operation in lower case with dashes, which is no half'],
    [{ name: 'flush' }, 'expected a whole operation, got "flush"'],
    [{ run: () => 0n }, 'expected name, says, call, overAll, entry, world of the operation grant-write, got "run"'],
    [
      { world: () => undefined },
      'expected a function `entry` or a function `world` of the operation grant-write, got both',
    ],
    [{ entry: undefined }, 'got neither'],
    [{ says: 1 }, 'expected what grant-write does in `says`, got 1'],
    [{ call: 'mprotec' }, '(did you mean mprotect?)'],
    [{ name: 'mprotect', call: 'mprotect' }, 'expected no call of mprotect, which has one already'],
    [{ entry: () => 5 }, 'expected an entry as { pte }, a word, from the operation grant-write, got 5'],
    [{ entry: () => ({ pte: -1n }) }, 'expected an entry as { pte }, a word, from the operation grant-write, got -1n'],
    [{ entry: undefined, world: () => ({}) }, 'expected a world made of the one that it got'],
  ])('%o', (given, says) => {
    expect(refused(given)).toThrow(says);
  });

  it('where it stands twice, on several pages, or is no object', () => {
    expect(() => explore(k, { operations: [grants, grants] })).toThrow('got "grant-write" twice');
    expect(() => explore(k, { operations: [grants], mapping: 'anon-folio' })).toThrow(
      'expected a mapping of one entry',
    );
    expect(() => explore(k, { operations: [5 as never] })).toThrow('expected an operation as a string or as an object');
    expect(() => explore(k, { operations: 'migrate' as never })).toThrow('expected operations as an array');
    expect(() => compare(k, k, { patched: [grants] })).toThrow('expected a patch of an operation of scripts');
  });

  it('where a function throws, whose it was', () => {
    const fails = (message: string) => (): never => {
      throw new Error(message);
    };
    expect(refused({ entry: fails('oh') })).toThrow('the operation grant-write threw: oh');
    const wish: Invariant = {
      ...{ name: 'wish', says: 'A wish.', source: 'none', kind: 'bug', of: 'state' },
      ...{ premise: () => true, claim: fails('ah') },
    };
    expect(() => explore(k, { invariants: [wish] })).toThrow('the claim of wish threw: ah');
    const refuse = (given: object) => () => explore(k, { invariants: [{ ...wish, ...given } as Invariant] });
    expect(refuse({ kind: 'bugs' })).toThrow('expected `kind` of the invariant wish to be bug or design, got "bugs"');
    expect(refuse({ of: 'world' })).toThrow('expected `of` of the invariant wish to be state or step, got "world"');
    expect(refuse({ premise: undefined })).toThrow('expected a function `premise` of the invariant wish');
    expect(() => explore(k, { invariants: {} as never })).toThrow('expected invariants as an array');
  });

  it('and a search that was stopped gives what it has', () => {
    const control = new AbortController();
    const { end, exhausted, states } = explore(k, {
      ...{ operations: ['uffd-wp', 'migrate', 'pageout'], signal: control.signal },
      onProgress: () => control.abort(),
    });
    expect([end, exhausted, states > 1]).toEqual(['stopped', false, true]);
  });
});
