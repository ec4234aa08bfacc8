/** What showed the rows: each has a judge, each with a date a commit. `npm run judge` asks the sources; here what needs none. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { judgeHeaders } from '../crosscheck/judge/judgeHeaders.ts';
import { judgeRecording } from '../crosscheck/judge/judgeRecording.ts';
import { formProblems, isDated, judgesOf, parseJudge, rowName } from '../crosscheck/judge/parseJudge.ts';
import { judgedRows } from '../crosscheck/judge/rows.ts';
import { constants } from './support/constants.ts';
import { recordings } from './support/observations.ts';

const files = new Set([...recordings()].map(([file]) => file));

/** Every row with each of its judges that can be read. */
const cases = judgedRows.flatMap((judged) =>
  judgesOf(judged.row).flatMap((judge) => {
    try {
      return [{ judged, judge: parseJudge(judge) }];
    } catch {
      return [];
    }
  }),
);

describe('every row', () => {
  const tables = [...new Set(judgedRows.map(({ table }) => table))];

  it.each(tables)('of %s has a judge between releases on both sides of each of its dates', (table) => {
    expect(
      judgedRows.filter((judged) => judged.table === table).flatMap((judged) => [...formProblems(judged)]),
    ).toEqual([]);
  });

  it('with a date has the commit that made it so, apart from those that are counted as not to be had', () => {
    const path = fileURLToPath(new URL('data/withoutCommit.txt', import.meta.url));
    const counted = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line && !line.startsWith('#'));
    const lacking = judgedRows.filter(({ row }) => isDated(row) && row.cite === undefined).map(rowName);
    expect(counted).toEqual([...new Set(lacking)].sort());
  });
});

describe('a judge that needs no sources', () => {
  it('is right: constants of headers tell the row from its contrary', () => {
    const wrong = cases.flatMap(({ judged, judge }) => {
      if (judge.kind !== 'headers') return [];
      const { verdict, says } = judgeHeaders(judged, judge, constants) ?? {
        says: 'expected releases of constants.txt',
      };
      return verdict === 'ok' ? [] : [`${rowName(judged)}: ${says}`];
    });
    expect(wrong).toEqual([]);
  });

  it('is right: a record is predicted with the row and not without', () => {
    const wrong = cases.flatMap(({ judged, judge }) => {
      if (judge.kind !== 'recording') return [];
      const recording = recordings().get(judge.file);
      if (!recording) return [`${rowName(judged)}: expected one of ${[...files].join(', ')}, got ${judge.file}`];
      const { verdict, says } = judgeRecording(judged, judge, recording);
      return verdict === 'ok' ? [] : [`${rowName(judged)}: ${says}`];
    });
    expect(wrong).toEqual([]);
  });
});
