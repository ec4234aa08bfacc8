/** How `npm run judge` reads judges, cuts names out of C text, and compares. */
import { describe, expect, it } from 'vitest';
import { compared, cut, piecesOf } from '../../crosscheck/judge/cutC.ts';
import { judgeRecording } from '../../crosscheck/judge/judgeRecording.ts';
import { judgeSource } from '../../crosscheck/judge/judgeSource.ts';
import { formProblems, type JudgedRow, parseJudge } from '../../crosscheck/judge/parseJudge.ts';
import type { SourceTree } from '../../crosscheck/judge/trees.ts';
import { parseRelease } from '../../lib/kernel/release.ts';
import { behaviours } from '../../spec/behaviours.ts';
import type { Judge, Row } from '../../spec/schema.ts';
import { recordings } from '../support/observations.ts';

const row = (given: Partial<Row>): JudgedRow => ({
  table: 'behaviours',
  row: { id: 'x', since: '5.7', kernel: 'f', ...given },
});
const problems = (given: Partial<Row>) => [...formProblems(row(given))];

describe('the form of a judge', () => {
  const source = (text: string) => [`source: ${text}`] as Judge[];

  it.each([
    [{ judge: source('5.6.4, 5.7.0, mm/memory.c, f') }, []],
    [{ judge: 'recording: linux-6.12.json#3' as const }, []],
    [{ since: '4.19' as const, judge: source('4.19.0, 7.3.4, mm/memory.c, f') }, []],
    [{ sinceStable: { '5.4': 33 }, judge: source('5.4.1, 5.4.286, mm/memory.c, f') }, []],
  ])('is sound: %j', (given, expected) => {
    expect(problems(given)).toEqual(expected);
  });

  it.each([
    [{}, 'expected a judge, got none'],
    [{ judge: source('5.7.0, 5.6.4, mm/memory.c, f') }, 'expected two releases, the older first'],
    [
      { judge: source('5.8.0, 5.9.0, mm/memory.c, f') },
      'expected releases on both sides of a date of the row (since 5.7)',
    ],
    [{ judge: source('5.6.4, 5.7.0, tools/x.c, f') }, 'expected a file under mm, fs, include, arch, kernel or drivers'],
    [{ judge: source('5.6.4, 5.7.0, mm/memory.c') }, 'expected headers: A, B or recording'],
    [{ judge: source('5.6.4, 9.9.0, mm/memory.c, f') }, 'expected a kernel from 4.19 to 7.3'],
    [{ until: '6.0' as const, judge: source('5.6.4, 5.7.0, mm/memory.c, f') }, 'expected a judge of its until'],
  ])('is refused: %j', (given, expected) => {
    expect(problems(given).join()).toContain(expected);
  });
});

describe('what a name stands for in C text', () => {
  const text = `
#define ONE 1 /* not two */
#ifdef CONFIG_X
# define TWO(a) \\
	((a) + ONE)
#endif
enum { A, B,	// C, no
  C = 1 << 3 };
static int twice(int x)
{
#ifdef CONFIG_X
	if (x) {
#else
	if (!x) {
#endif
		return TWO("}");
	}
	return twice(x);
}
PAGEFLAG(Locked, locked)
pgprot_t map[2] __ro_after_init = { 1, 2 };
int declared(int x);
SYSCALL_DEFINE2(call, int, x) { return declared(x); }
struct kind { int a; };
`;
  const of = (name: string) => {
    const found = cut(piecesOf(text), name);
    return found === undefined ? undefined : compared(found);
  };

  it.each([
    ['ONE', '#define ONE 1'],
    ['TWO', '#ifdef CONFIG_X#define TWO(a)((a)+ONE)'],
    ['C', 'C=1<<3'],
    ['B', 'enum{A,B'],
    ['map', 'pgprot_t map[2]__ro_after_init={1,2};'],
    ['call', 'SYSCALL_DEFINE2(call,int,x){return declared(x);}'],
    ['kind', 'struct kind{int a;};'],
    ['declared', undefined],
    ['Unknown', undefined],
  ])('%s', (name, expected) => {
    expect(of(name)).toBe(expected);
  });

  it('is the whole body of a function, whatever the branches of the preprocessor open twice', () => {
    expect(of('twice')).toMatch(/^static int twice\(int x\)\{.*return twice\(x\);\}$/);
  });
});

describe('a row against sources', () => {
  const tree = (release: string, texts: Readonly<Record<string, string>>): SourceTree => ({
    release: parseRelease(release),
    find: (file, name) => (texts[name] === undefined ? undefined : { file, text: texts[name] }),
  });
  const judge = (trees: readonly SourceTree[], given: Partial<Row> = {}, text = '5.6.4, 5.7.0, mm/memory.c, f') => {
    const read = parseJudge(`source: ${text}` as Judge);
    if (read.kind !== 'source') throw new Error('expected a source judge');
    const { verdict, says } = judgeSource(row(given), read, trees);
    return `${verdict}: ${says}`;
  };
  const [old, changed] = [{ f: 'f() { a(); }' }, { f: 'f()\n{ a(); b(); }' }];

  it.each([
    ['ok: differs between 5.6.4 and 5.7.0', [tree('5.6.4', old), tree('5.7.0', changed)]],
    ['wrong: same in 5.6.4 and 5.7.0', [tree('5.6.4', old), tree('5.7.0', { f: 'f()\n{ a(); }' })]],
    ['ok: only in 5.7.0', [tree('5.6.4', {}), tree('5.7.0', changed)]],
    ['wrong: expected f in one of 5.6.4 and 5.7.0, got it in neither', [tree('5.6.4', {}), tree('5.7.0', {})]],
    [
      'ok: differs between 5.4.1 and 6.1.0; 5.4.1 for 5.6.4, 6.1.0 for 5.7.0',
      [tree('4.19.0', old), tree('5.4.1', old), tree('6.1.0', changed), tree('7.3.0', old)],
    ],
    ['not to be had: no tree on the older side', [tree('5.10.0', old), tree('5.12.0', changed)]],
    ['not to be had: another name in 5.4.1 and 6.1.0', [tree('5.4.1', {}), tree('6.1.0', {})]],
  ])('%s', (expected, trees) => {
    expect(judge(trees)).toBe(expected);
  });

  it('what holds throughout is there on both sides, under the name of the time', () => {
    const renamed = { since: '4.19', kernel: 'g', renamed: [{ since: '5.14', kernel: 'f' }] } as const;
    const trees = [tree('4.19.0', { g: 'g() {}' }), tree('7.3.4', old)];
    expect(judge(trees, renamed, '4.19.0, 7.3.4, mm/memory.c, f')).toBe('ok: differs between 4.19.0 and 7.3.4');
    expect(judge([tree('4.19.0', {}), tree('7.3.4', old)], { since: '4.19' }, '4.19.0, 7.3.4, mm/memory.c, f')).toBe(
      'wrong: only in 7.3.4',
    );
  });
});

describe('a row against a record of a running kernel', () => {
  const file = 'linux-6.1.json';
  const recording = recordings().get(file);
  const masked = behaviours.find(({ id }) => id === 'swpOffsetPfnMasked');
  if (!recording || !masked) throw new Error(`expected ${file} and the row swpOffsetPfnMasked`);

  it.each([
    [10, 'ok: predicted with the row, not predicted without it'],
    [1, 'wrong: predicted with the row, predicted without it'],
    [0, 'wrong: expected a record that the model replays, got 0 of linux-6.1.json'],
    [9999, 'wrong: expected a record from 0 to 107 of linux-6.1.json, got 9999'],
  ])('record %i', (record, expected) => {
    const judged = { table: 'behaviours', row: masked };
    const { verdict, says } = judgeRecording(judged, { kind: 'recording', file, record }, recording);
    expect(`${verdict}: ${says}`).toBe(expected);
  });
});
