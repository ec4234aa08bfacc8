/** When a row holds: what stable trees alone have or have lost, which no mainline release follows yet. */
import { describe, expect, it } from 'vitest';
import { formProblems } from '../../crosscheck/judge/parseJudge.ts';
import { doubtsOf } from '../../lib/kernel/doubts.ts';
import { dated } from '../../lib/kernel/inForce.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { parseRelease } from '../../lib/kernel/release.ts';
import type { Judge, Row } from '../../spec/schema.ts';
import { dateProblems } from '../../spec/tools/check.ts';
import { when } from '../../spec/tools/historyPage.ts';

const row = (parts: Partial<Row>): Row => ({ id: 'row', kernel: 'f', since: '6.11', ...parts });
const holdsIn = (of: Row, releases: readonly string[]) =>
  releases.filter((release) => dated(of, parseRelease(release)));

const lost = row({ untilStable: { '6.12': 117, '7.3': 2 } });
const only = row({ since: '7.3', until: '7.3', sinceStable: { '6.12': 117, '7.3': 4 } });

describe('a row with untilStable and no until', () => {
  it('holds in every release from since on but those of stable trees', () => {
    const all = [
      '6.10',
      '6.11',
      '6.12.116',
      '6.12.117',
      '6.12.200',
      '6.13',
      '7.2.99',
      '7.3-rc7',
      '7.3',
      '7.3.1',
      '7.3.2',
    ];
    expect(holdsIn(lost, all)).toEqual(['6.11', '6.12.116', '6.13', '7.2.99', '7.3-rc7', '7.3', '7.3.1']);
  });

  it('is sound, unless a tree loses what it never had', () => {
    expect([...dateProblems(lost)]).toEqual([]);
    expect([...dateProblems(row({ untilStable: { '6.6': 9 } }))]).toEqual([
      'stable series 6.6 cannot lose what came in 6.11',
    ]);
    expect([...dateProblems(row({ until: '6.13', untilStable: { '6.13': 1 } }))]).toEqual([
      'stable series 6.13 is not between since and until',
    ]);
  });

  it('needs a judge of its end', () => {
    const judged = (...judge: Judge[]) => [...formProblems({ table: 'behaviours', row: { ...lost, judge } })];
    const came = 'source: 6.10.0, 6.11.11, mm/rmap.c, f';
    expect(judged(came)).toEqual([
      'behaviours.row since 6.11: expected a judge of its until (since 6.11, until 6.12.117, 7.3.2), got none',
    ]);
    expect(judged(came, 'source: 6.12.116, 6.12.117, mm/rmap.c, f')).toEqual([]);
  });

  it('reads so', () => expect(when(lost)).toBe('from 6.11; not from 6.12.117, 7.3.2'));

  it('is in doubt on a candidate of the stable release', () => {
    const rows = (release: string) => doubtsOf(kernel(release)).rows;
    const doubt = { row: 'behaviours.unmapDropsHugeLazyfree', has: false, series: '6.12' };
    expect(rows('6.12.117-rc1')).toContainEqual(expect.objectContaining(doubt));
    expect(rows('6.12.117')).toEqual([]);
    expect(rows('7.3-rc5').map((found) => found.row)).not.toContain(doubt.row);
  });
});

describe('a row of stable trees alone', () => {
  it('holds there, also in that of since', () => {
    const all = ['6.12.116', '6.12.117', '6.13', '7.2.99', '7.3-rc7', '7.3', '7.3.3', '7.3.4', '7.3.99'];
    expect(holdsIn(only, all)).toEqual(['6.12.117', '7.3.4', '7.3.99']);
  });

  it('is sound, unless a tree is newer than since', () => {
    expect([...dateProblems(only)]).toEqual([]);
    expect([...dateProblems(row({ until: '6.11', sinceStable: { '6.12': 1 } }))]).toEqual([
      'stable series 6.12 is newer than since 6.11',
    ]);
    expect([...dateProblems(row({ sinceStable: { '6.11': 1 } }))]).toEqual([
      'stable series 6.11 does not precede since 6.11',
    ]);
    expect([...dateProblems(row({ until: '6.11' }))]).toEqual(['until 6.11 is not after since 6.11']);
  });

  it('reads so', () => expect(when(only)).toBe('from 6.12.117, 7.3.4, there alone'));

  it('is in no doubt on a candidate of since', () => {
    const rows = (release: string) => doubtsOf(kernel(release)).rows.map((found) => found.row);
    expect(rows('7.3-rc5')).not.toContain('behaviours.coldClearsYoungAtomically');
    expect(rows('7.3.4-rc1')).toContain('behaviours.coldClearsYoungAtomically');
  });
});
