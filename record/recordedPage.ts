/** `node dist/record/recordedPage.js FILE...`: a page that tells which kernels were recorded, and how many of their calls are predicted. */
import { readFileSync } from 'node:fs';
import { parseRecording } from '../lib/replay/recording.ts';
import { replay } from '../lib/replay/replayCalls.ts';
import { replaySteps } from '../lib/replay/replaySteps.ts';
import { watchedFunctions } from '../lib/replay/watchedFunctions.ts';

interface Row {
  readonly release: string;
  readonly levels: number;
  /** Functions by name, `steps` and `words`: how many there are, and how many are as the model says. */
  readonly counts: ReadonlyMap<string, { readonly all: number; readonly right: number }>;
}

function rowOf(file: string): Row {
  const recording = parseRecording(readFileSync(file, 'utf8'));
  const { calls, words } = replay(recording);
  const steps = replaySteps(recording);
  const counted = (list: readonly { readonly verdict: string }[]) => ({
    all: list.length,
    right: list.filter(({ verdict }) => verdict !== 'mismatch').length,
  });
  const names = [...new Set(calls.map(({ fn }) => fn))];
  const { series, patch } = recording.kernel.release;
  return {
    release: `${series}.${patch}`,
    levels: recording.kernel.config.pagingLevels,
    counts: new Map([
      ...names.map((name) => [name, counted(calls.filter(({ fn }) => fn === name))] as const),
      ['steps', counted(steps)],
      ['words', { all: words.total, right: words.same }],
    ]),
  };
}

/** Recordings with the same key become one row. */
function gathered(rows: readonly Row[], key: (row: Row) => string): readonly Row[] {
  const groups = new Map<string, Row>();
  for (const row of rows) {
    const counts = new Map(groups.get(key(row))?.counts);
    for (const [name, { all, right }] of row.counts) {
      const held = counts.get(name) ?? { all: 0, right: 0 };
      counts.set(name, { all: held.all + all, right: held.right + right });
    }
    groups.set(key(row), { ...row, counts });
  }
  return [...groups.values()];
}

const columns = watchedFunctions.map(({ name }) => name);

function page(rows: readonly Row[]): string {
  const cells = ({ release, levels, counts }: Row) => [
    release,
    `${levels}`,
    ...[...columns, 'steps', 'words'].map((name) => {
      const { all, right } = counts.get(name) ?? { all: 0, right: 0 };
      return all === 0 ? '' : `${right} of ${all}`;
    }),
  ];
  const line = (list: readonly string[]) => `| ${list.join(' | ')} |`;
  const header = ['kernel', 'paging', ...columns.map((name) => `\`${name}()\``), 'steps', 'words'];
  return [
    '<!-- Written by record/recordedPage.ts. -->',
    '# Kernels that were recorded, and how much of what they did the model predicts',
    '',
    'Debian’s kernels under QEMU, each driven by the scripted lives of `record/guest/`, some also by random walks. Under a function stands how many of its calls left the entry, and returned the result, that the model predicts. Steps are what else was done to an entry, by mprotect() and fork() for example. Words are entries that decode and encode to the same 64 bits.',
    '',
    line(header),
    line(header.map(() => '---')),
    ...rows.map((row) => line(cells(row))),
    ...gathered(rows, () => 'all').map((row) => line(['all', '', ...cells(row).slice(2)])),
    '',
  ].join('\n');
}

const order = (a: Row, b: Row) => a.release.localeCompare(b.release, 'en', { numeric: true }) || a.levels - b.levels;
const read = process.argv.slice(2).map(rowOf);
process.stdout.write(page([...gathered(read, ({ release, levels }) => `${release} ${levels}`)].sort(order)));
