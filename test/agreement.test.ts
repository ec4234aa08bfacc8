/** decode() says of an entry what the kernel's helpers say of it, for every release and the options that matter to it. */
import { describe, expect, it } from 'vitest';
import { type Decoded, decode } from '../lib/decode.ts';
import { type Kernel, kernel } from '../lib/kernel.ts';
import * as pg from '../lib/pgtable.ts';
import * as huge from '../lib/pgtable-huge.ts';
import * as swp from '../lib/swapops.ts';
import { choices } from './expectations/configurations.ts';
import { questions } from './expectations/questions.ts';
import { releasePoints } from './expectations/releases.ts';

const bools = [true, false];
const machines = choices({ shadowStackCpu: bools, pagingLevels: [4, 5], encMask: [0n, 1n << 47n] });
const options = ['softDirty', 'uffdWp', 'migration', 'memoryFailure', 'devicePrivate', 'pteMarker'] as const;
const builds = options.map((option) => ({ [option]: false }));
const kernels = releasePoints.flatMap((release) => [...machines, ...builds].map((config) => kernel(release, config)));
const words = [...(questions(['pte'])[0] ?? [])];

type Fields = Readonly<Record<string, unknown>>;
const mapped = (d: Decoded) => d.kind === 'present' || d.kind === 'protnone';
const hwPresent = (k: Kernel, pte: bigint) => (pte & k.mask.present) !== 0n;

const pteFields = (k: Kernel, pte: bigint): Fields => ({
  pfn: pg.ptePfn(k, pte),
  young: pg.pteYoung(k, pte),
  dirty: pg.pteDirty(k, pte),
  write: pg.pteWrite(k, pte),
  exec: pg.pteExec(k, pte),
  special: pg.pteSpecial(k, pte),
  softDirty: pg.pteSoftDirty(k, pte),
  global: hwPresent(k, pte) && pg.pteGlobal(k, pte),
  huge: false,
});
const pmdFields = (k: Kernel, pmd: bigint): Fields => ({
  pfn: huge.pmdPfn(k, pmd),
  young: huge.pmdYoung(k, pmd),
  write: huge.pmdWrite(k, pmd),
  huge: pg.pteHuge(k, pmd),
});
/** What only a leaf has; in a pointer to a table those bits mean nothing. */
const pmdLeafFields = (k: Kernel, pmd: bigint): Fields =>
  pg.pteHuge(k, pmd) ? { dirty: huge.pmdDirty(k, pmd), softDirty: huge.pmdSoftDirty(k, pmd) } : {};

const swapFields = (k: Kernel, pte: bigint): Fields => {
  const entry = swp.pteToSwpEntry(k, pte);
  return {
    swapType: swp.swpType(k, entry),
    swapOffset: swp.swpOffset(k, entry),
    softDirty: swp.pteSwpSoftDirty(k, pte),
    exclusive: (pte & k.mask.swpExclusive) !== 0n,
  };
};
/** Kinds by the predicate that holds for them. */
const kindOf = (k: Kernel, pte: bigint): string => {
  const entry = swp.pteToSwpEntry(k, pte);
  if (!swp.nonSwapEntry(k, entry)) return 'swap';
  if (swp.isReadableMigrationEntry(k, entry)) return 'migrationRead';
  if (swp.isReadableExclusiveMigrationEntry(k, entry)) return 'migrationReadExclusive';
  if (swp.isWritableMigrationEntry(k, entry)) return 'migrationWrite';
  if (swp.isDevicePrivateEntry(k, entry))
    return swp.isWritableDevicePrivateEntry(k, entry) ? 'deviceWrite' : 'deviceRead';
  if (swp.isHwpoisonEntry(k, entry)) return 'hwpoison';
  if (swp.isSwapinErrorEntry(k, entry)) return 'swapinError';
  return swp.isDeviceExclusiveEntry(k, entry) ? 'deviceExclusive' : 'pteMarker';
};
const kindSaid = ({ kind }: Decoded) => (kind.startsWith('deviceExclusive') ? 'deviceExclusive' : kind);

function* wrongFields(k: Kernel, word: bigint, d: Decoded, expected: Fields): Generator<unknown> {
  const got = d as unknown as Fields;
  for (const [name, value] of Object.entries(expected))
    if (got[name] !== value)
      yield { kernel: k.name, config: k.config, word, field: name, expected: value, got: got[name] };
}

function check(differences: (k: Kernel, word: bigint) => Iterable<unknown>): void {
  const wrong: unknown[] = [];
  for (const k of kernels) for (const word of words) if (wrong.length < 3) wrong.push(...differences(k, word));
  expect(wrong).toEqual([]);
}

describe('decode', () => {
  it('calls an entry none and mapped as pte_none and pte_present do', () => {
    check(function* (k, word) {
      const d = decode(k, word);
      const isNone = pg.pteNone(k, word);
      yield* wrongFields(k, word, { kind: d.kind, none: d.kind === 'none', mapped: mapped(d) } as never, {
        none: isNone,
        mapped: pg.ptePresent(k, word),
      });
    });
  });

  it('reads a mapped PTE as the helpers do', () => {
    check(function* (k, word) {
      const d = decode(k, word);
      if (mapped(d)) yield* wrongFields(k, word, d, pteFields(k, word));
    });
  });

  it('calls a PMD mapped as pmd_present does, and reads it as the helpers do', () => {
    check(function* (k, word) {
      const d = decode(k, word, { level: 'pmd' });
      if (mapped(d) !== huge.pmdPresent(k, word)) yield { kernel: k.name, word, got: d.kind };
      if (mapped(d)) yield* wrongFields(k, word, d, { ...pmdFields(k, word), ...pmdLeafFields(k, word) });
    });
  });

  it('reads an entry that is not mapped as the helpers do, and finds its kind by the same predicates', () => {
    check(function* (k, word) {
      const d = decode(k, word);
      if (mapped(d) || d.kind === 'none') return;
      yield* wrongFields(k, word, d, swapFields(k, word));
      if (kindSaid(d) !== kindOf(k, word)) yield { kernel: k.name, word, expected: kindOf(k, word), got: d.kind };
    });
  });

  it('reads young, dirty and page frame number of a migration entry as the helpers do', () => {
    const from = kernels.filter((k) => k.mask.migYoung !== 0n);
    expect(from.length).toBeGreaterThan(0);
    for (const k of from)
      for (const word of words) {
        const d = decode(k, word);
        const entry = swp.pteToSwpEntry(k, word);
        if (!('young' in d) || !('swapType' in d)) continue;
        expect([d.young, d.dirty, d.pfn]).toEqual([
          swp.isMigrationEntryYoung(k, entry),
          swp.isMigrationEntryDirty(k, entry),
          swp.swpOffsetPfn(k, entry),
        ]);
      }
  });
});
