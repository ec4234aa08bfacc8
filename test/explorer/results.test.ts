/** The file of `npm run bugs --resume`: what was tried is not tried again, and another program's is refused. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openResults } from '../../explorer/results.ts';
import { type Tried, tryLine } from '../../explorer/tryLine.ts';
import { removeTemporary, temporaryFolder } from '../../files/temporary.ts';
import { explored } from '../../spec/explored.ts';

const folder = temporaryFolder('results');
afterAll(() => removeTemporary(folder));
const line = explored.find(({ bug }) => bug === 'H4');

describe('results of the explorer', () => {
  it('are found again, and nothing is searched twice', () => {
    const path = join(folder, 'kept.jsonl');
    const releases = ['5.8.0', '5.9.0'];
    const first = openResults(path);
    const found = line && tryLine(line, releases, first.known, first.add);
    const again = openResults(path);
    const searched: Tried[] = [];
    expect(line && tryLine(line, releases, again.known, (one) => searched.push(one))).toEqual(found);
    expect([again.known.length, searched]).toEqual([2, []]);
  });

  it('may end in half a line', () => {
    const path = join(folder, 'cut.jsonl');
    openResults(path);
    appendFileSync(path, '{"line":"H4","numb');
    expect(openResults(path).known).toEqual([]);
  });

  it('of another program are refused', () => {
    const path = join(folder, 'stale.jsonl');
    openResults(path);
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"key":"[\da-f]{16}"/, '"key":"0123456789abcdef"'));
    expect(() => openResults(path)).toThrow(
      /^expected results of this program \([\da-f]{16}\) in .*, got those of 0123456789abcdef/,
    );
  });

  it.each(['', '{}\n', '[1]\n', 'null\n', 'text\n'])('are no other text: %j', (text) => {
    const path = join(folder, 'other.jsonl');
    writeFileSync(path, text);
    expect(() => openResults(path)).toThrow(/^expected results of the explorer in /);
  });
});
