/** docs/layouts.md: the rows as tables for people. */
import { kernels } from '../kernels.ts';
import type { Row } from '../schema.ts';
import { tables } from '../tables.ts';

const title: Readonly<Record<string, string>> = {
  presentBits: 'Bits of a present entry',
  otherBits: 'Other names of bits',
  presentFields: 'Page frame numbers',
  values: 'Numbers',
  keptByModify: 'Kept by pte_modify (_PAGE_CHG_MASK)',
  protections: 'Protections',
  vmFlagBits: 'Bits of vm_flags',
  swapFields: 'Fields of a swap entry',
  swapBits: 'Flags of a swap entry',
  swapTypes: 'Special swap types, from MAX_SWAPFILES up in this order',
  markerBits: 'PTE markers',
  migrationBits: 'Above the page frame number of a migration entry',
  vmFaultBits: 'VM_FAULT bits',
  faultFlagBits: 'FAULT_FLAG bits',
  ttuFlagBits: 'TTU bits',
  cpFlagBits: 'MM_CP bits',
  uffdFeatureBits: 'UFFD_FEATURE bits',
  pagemapBits: 'Bits of a pagemap word',
  behaviours: 'Behaviours',
  helpers: 'Helpers that some kernels lack',
};

const stable = (dates: Row['sinceStable']) => Object.entries(dates ?? {}).map(([series, patch]) => `${series}.${patch}`).join(', ');
const since = (row: Row) => [row.since === kernels[0].series ? '' : row.since, stable(row.sinceStable)].filter(Boolean).join('; ');
const until = (row: Row) => [row.until ?? '', stable(row.untilStable)].filter(Boolean).join('; ');
const names = (row: Row) => [row.kernel, ...(row.renamed ?? []).map((r) => `${r.kernel} (${r.since})`)].map((n) => `\`${n}\``).join(', ');

const says = (row: Row) => [row.says ?? '', ...(row.laterSays ?? []).map((later) => `from ${later.since} on: ${later.says}`)].filter(Boolean).join('; ');

function place(row: Row & { bit?: number; hi?: number; lo?: number; value?: number; bits?: readonly string[] }): string {
  if (row.bit !== undefined) return String(row.bit);
  if (row.hi !== undefined) return `${row.hi}..${row.lo}`;
  if (row.value !== undefined) return String(row.value);
  return row.bits?.join(' ') ?? '';
}

const line = (cells: readonly string[]) => `| ${cells.map((c) => c.replaceAll('|', '\\|')).join(' | ')} |`;

function section(name: string, rows: readonly (Row & { inverted?: boolean; levels?: readonly string[] })[]): string {
  const body = rows.map((row) =>
    line([
      place(row), names(row), since(row), until(row), (row.needs ?? []).join(', '), (row.levels ?? []).join(', '),
      [row.inverted ? 'stored inverted' : '', says(row), row.cite ?? ''].filter(Boolean).join('; '),
    ]),
  );
  const head = ['place', 'kernel', 'since', 'until', 'needs', 'levels', 'says, commit'];
  return [`## ${title[name] ?? name}`, '', line(head), line(head.map(() => '---')), ...body, ''].join('\n');
}

/** The text of the page, a section for each table. */
export const layoutsPage = (): string =>
  [
    '<!-- Generated from spec/ by spec/tools/generate.ts. Do not edit: change a row and run npm run spec. -->',
    `# Layouts of x86-64 page-table entries, Linux ${kernels[0].series} to ${kernels.at(-1)?.series}`,
    '',
    '*since* is the first mainline release that has a row and *until* the first that no longer has it; after a semicolon stand stable releases that took the change. An empty *since* means 4.19 or older. *needs* are options without which it is absent.'.replace('4.19', kernels[0].series),
    '',
    ...Object.entries(tables).map(([name, rows]) => section(name, rows)),
  ].join('\n');
