/** What changed between two kernels, from their rows: bits, types, markers, kept bits, behaviours, helpers, and proposals. */
import { kernels } from '../../spec/kernels.ts';
import { type ProposalRow, proposals } from '../../spec/proposals.ts';
import type { Row } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';
import { nameOf, saysOf } from './inForce.ts';
import type { Kernel } from './kernel.ts';
import type { Release } from './release.ts';

/** One thing that differs between two kernels. A side that lacks it is undefined. */
export interface Change {
  /** The part of the layout that it belongs to, as a heading: `flags of a swap entry`. */
  readonly section: string;
  /** What it is about: a bit position in decimal, a type's identifier, the id of a behaviour. */
  readonly subject: string;
  /** What it is on the first kernel: the name of the bit, the type's number, `yes` for a row that is there; undefined where it is absent. */
  readonly before: string | undefined;
  /** The same on the second kernel. */
  readonly after: string | undefined;
  /** What the rows say about it, and the commit. */
  readonly note: string | undefined;
}

type Side = ReadonlyMap<string, { readonly text: string; readonly row: Row }>;
type TableName = keyof typeof tables;

const held = (k: Kernel, table: TableName): readonly Row[] =>
  (tables[table] as readonly Row[]).filter((row) => k.holds(table, row));

/** What stands where there is no row. */
const oldest: Row = { id: '', kernel: '', since: kernels[0].series };

/** Names by bit position; two names of one place are joined. */
function bits(k: Kernel, table: TableName): Side {
  const side = new Map<string, { text: string; row: Row }>();
  for (const row of held(k, table)) {
    const at = String((row as Row & { bit: number }).bit);
    const before = side.get(at);
    const name = nameOf(row, k.release);
    side.set(at, { text: before && before.text !== name ? `${before.text}, ${name}` : name, row });
  }
  return side;
}

function types(k: Kernel): Side {
  const entries = held(k, 'swapTypes').map(
    (row) => [nameOf(row, k.release), { text: String(k.type[row.id as keyof typeof k.type]), row }] as const,
  );
  return new Map([['MAX_SWAPFILES', { text: String(k.mask.maxSwapfiles), row: oldest }], ...entries]);
}

/** Rows that are there or not, by name. */
const presence =
  (table: TableName, name: (row: Row, k: Kernel) => string) =>
  (k: Kernel): Side =>
    new Map(held(k, table).map((row) => [name(row, k), { text: 'yes', row }]));

/** Proposals that a kernel has, with who proposed them and where that is discussed. */
function proposed(k: Kernel): Side {
  const held = proposals.filter(({ id }) => k.does(id));
  return new Map(
    held.map((row) => [row.id, { text: 'yes', row: { ...oldest, says: `${row.says} (${source(row)})` } }]),
  );
}

/** Where a proposal comes from: `David Hildenbrand, 2022-11-14; discussion 0, C0.1, C0.2`. */
export const source = ({ author, date, discussion, claims }: ProposalRow): string =>
  `${author}${date ? `, ${date}` : ''}; discussion ${discussion}, ${claims.join(', ')}`;

const kernelName = (row: Row, k: Kernel) => nameOf(row, k.release);

const sections: readonly (readonly [string, (k: Kernel) => Side])[] = [
  ['bits of a present entry', (k) => bits(k, 'presentBits')],
  ['other names of bits', (k) => bits(k, 'otherBits')],
  ['flags of a swap entry', (k) => bits(k, 'swapBits')],
  ['swap types', types],
  ['markers', (k) => bits(k, 'markerBits')],
  ['above the PFN of a migration entry', presence('migrationBits', kernelName)],
  ['kept by pte_modify', presence('keptByModify', kernelName)],
  [
    'protections',
    (k) =>
      new Map(
        held(k, 'protections').map((row) => [
          row.id,
          { text: (row as Row & { bits: readonly string[] }).bits.join(' '), row },
        ]),
      ),
  ],
  ['bits of vm_flags', (k) => bits(k, 'vmFlagBits')],
  ['behaviours', presence('behaviours', (row) => row.id)],
  ['helpers', presence('helpers', kernelName)],
  ['proposals', proposed],
];

const byNumberOrOrder = (a: string, b: string) => (/^\d+$/.test(a) && /^\d+$/.test(b) ? Number(a) - Number(b) : 0);

function* changes(section: string, before: Side, after: Side, at: Release): Generator<Change> {
  const subjects = [...new Set([...before.keys(), ...after.keys()])].sort(byNumberOrOrder);
  for (const subject of subjects) {
    const [a, b] = [before.get(subject), after.get(subject)];
    if (a?.text === b?.text) continue;
    const row = (b ?? a)?.row as Row;
    const note = [saysOf(row, at), row.cite].filter(Boolean).join(' ') || undefined;
    yield { section, subject, before: a?.text, after: b?.text, note };
  }
}

/**
 * What changed from kernel `a` to kernel `b`, with their configurations: bits of entries, swap types, markers, protections,
 * flags of mappings, behaviours, helpers, proposals, in this order. Empty where nothing did.
 */
export const diffKernels = (a: Kernel, b: Kernel): readonly Change[] =>
  sections.flatMap(([section, side]) => [...changes(section, side(a), side(b), b.release)]);
