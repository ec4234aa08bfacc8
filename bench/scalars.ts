/** One entry at a time: each call beside a plain & of bigints, or beside decode(), in turns. */
import * as pte from '../lib/index.ts';
import { byTurns, median } from './byTurns.ts';

const k = pte.kernel('6.12');
const calm = pte.quiet(k);
/** One of each common kind: tables of examples from the kernel's headers (test/data/vectors). */
const words = [
  0x8000000012345067n,
  0x000fffffedcba120n,
  0x07fffffffffbfe0an,
  0xf7ffe7fffdb97400n,
  0xfffffffffffffa00n,
  0n,
];
const entries = words.map((word) => pte.decode(k, word));
const changed = entries.slice(0, -1).map((entry) => ({ ...entry, unexplained: 0n, raw: 0n }));

const mapping = pte.vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite'] });
const migrating = [pte.makeReadableMigrationEntry, pte.makeWritableMigrationEntry].flatMap((make) => {
  const word = pte.swpEntryToPte(k, make(k, 0x12345n));
  return [word, pte.pteSwpMksoftDirty(k, word), pte.pteSwpMkuffdWp(k, word)];
});
const swapped = [0n, 0x1000n].flatMap((offset) => {
  const word = pte.swpEntryToPte(k, pte.swpEntry(k, 0, offset));
  return [word, pte.pteSwpMksoftDirty(k, word), pte.pteSwpMkexclusive(k, word)];
});
const pages = [false, true].flatMap((anon) =>
  [false, true].map((dirty) => pte.folio({ anon, dirty, reusable: dirty })),
);
const write = pte.fault({ write: true });
const how = { copyPfn: 0x54321n };
const at = <T>(list: readonly T[], i: number): T => list[i % list.length] as T;
const bit = k.mask.uffdWp;

/** A call, and what it is compared with. */
interface Row {
  readonly name: string;
  readonly beside?: string;
  readonly call: (i: number) => unknown;
}
const moved = (on: pte.Kernel) => (i: number) =>
  pte.removeMigrationPte(on, at(migrating, i), mapping, at(pages, i), 0x54321n);
const cameIn = (on: pte.Kernel) => (i: number) =>
  pte.doSwapPage(on, at(swapped, i), mapping, at(pages, i), 0x54321n, write, how);
const rows: readonly Row[] = [
  { name: 'plain &', call: (i) => at(words, i) & bit },
  { name: 'ptePresent', beside: 'plain &', call: (i) => pte.ptePresent(k, at(words, i)) },
  { name: 'pteDirty', beside: 'plain &', call: (i) => pte.pteDirty(k, at(words, i)) },
  { name: 'pteMkdirty', beside: 'plain &', call: (i) => pte.pteMkdirty(k, at(words, i)) },
  { name: 'pteMkuffdWp', beside: 'plain &', call: (i) => pte.pteMkuffdWp(k, at(words, i)) },
  { name: 'pteWrprotect', beside: 'plain &', call: (i) => pte.pteWrprotect(k, at(words, i)) },
  { name: 'ptePfn', beside: 'plain &', call: (i) => pte.ptePfn(k, at(words, i)) },
  { name: 'decode', call: (i) => pte.decode(k, at(words, i)) },
  { name: 'encode', beside: 'decode', call: (i) => pte.encode(k, at(entries, i)) },
  { name: 'encode, out of fields', beside: 'decode', call: (i) => pte.encode(k, at(changed, i)) },
  { name: 'removeMigrationPte', beside: 'decode', call: moved(k) },
  { name: 'removeMigrationPte, quiet', beside: 'decode', call: moved(calm) },
  { name: 'doSwapPage', beside: 'decode', call: cameIn(k) },
  { name: 'doSwapPage, quiet', beside: 'decode', call: cameIn(calm) },
];

/** What one call took. */
export interface ScalarResult {
  readonly name: string;
  readonly nsPerCall: number;
  /** As `2.3 plain &`: how many times another call; none for the two that others are compared with. */
  readonly times?: string;
}

const calls = 500;
const rounds = 51;

/** Each call in turn, often. */
export async function scalarResults(): Promise<readonly ScalarResult[]> {
  let kept: unknown;
  const tasks = rows.map(({ call }) => () => {
    for (let i = 0; i < calls; i++) kept = call(i);
  });
  const nanoseconds = (await byTurns([...tasks, () => kept], rounds)).map((times) => median(times) / calls);
  const of = (name: string) => nanoseconds[rows.findIndex((row) => row.name === name)] as number;
  return rows.map(({ name, beside }) => ({
    name,
    nsPerCall: of(name),
    ...(beside !== undefined && { times: `${(of(name) / of(beside)).toFixed(1)} ${beside}` }),
  }));
}
