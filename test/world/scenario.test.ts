import { describe, expect, it } from 'vitest';
import { hex } from '../../lib/base/hex.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { scenario } from '../../lib/world/scenarioBuilder.ts';
import { parseScript } from '../../lib/world/script.ts';
import { checkedSeries, lines, onePair, pairs } from '../support/pairs.ts';
import { everyNth } from '../support/whole.ts';

const entries = (version: string, script: string): string[] =>
  play(kernel(version), parseScript(script)).map((row) => row.after.toString(16).padStart(16, '0'));
const last = (version: string, script: string): ScenarioRow =>
  play(kernel(version), parseScript(script)).at(-1) as ScenarioRow;

describe('a life', () => {
  // The bug of shared memory that loses its write protection when the page moves
  it('differs where the kernels did', () => {
    const script = 'shmem; read; uffd-wp; migrate; write';
    expect(entries('6.0', script).at(-2)).toBe('8000000012346407');
    expect(last('6.0', script).events).toEqual([
      'the entry was write-protected for userfaultfd, and the write was not trapped: LOST',
    ]);
    expect(entries('6.2', script).at(-2)).toBe('8000000012346425');
    expect(last('6.2', script).events).toEqual(['trapped: a message to userfaultfd, the task sleeps']);
  });

  // do_wp_page() counted mappings before 5.9 (09854ba94c6a), references then; clear_refs leaves pinned pages alone from 5.11 on
  it("copies a pinned page whose write protection is a tracker's on 5.9 and 5.10 alone", () => {
    const script = 'anon; write; pin; clear-refs; write';
    const copies = ['4.19', '5.4', '5.8', '5.9', '5.10', '5.15', '5.18', '5.19', '6.12'].filter(
      (version) => entries(version, script).at(-1) !== '8000000012345867',
    );
    expect(copies).toEqual(['5.9', '5.10']);
    expect(entries('5.9', script).at(-1)).toBe('8000000012346867');
  });

  it('goes through swap and back', () => {
    expect(entries('6.12', 'anon; write; pageout; read')).toEqual([
      '8000000012345867',
      '07ffffffffdffe0a',
      '8000000012346827',
    ]);
    expect(entries('6.5', 'anon; write; pageout; read').at(-1)).toBe('8000000012346825');
  });

  it('is write-protected by fork, and copied on the next write', () => {
    const [, shared, copied] = play(kernel('6.6'), parseScript('anon; write; fork; write'));
    expect(hex(shared?.after ?? 0n)).toBe('0x8400000012345825');
    expect(shared?.events).toEqual(["the child's entry: 0x8400000012345805"]);
    expect(hex(copied?.after ?? 0n)).toBe('0x8000000012346867');
    expect(entries('6.6', 'anon; write; fork; child-exit; write').at(-1)).toBe('8000000012345867');
  });

  it('reads the zero page first', () => {
    expect(entries('6.12', 'anon; read; write')).toEqual(['8000000002000225', '8000000012345867']);
  });

  it('leaves a marker of a file page, and no trace of an anonymous one', () => {
    expect(entries('6.12', 'shmem; write; uffd-wp; dontneed; read').slice(-2)).toEqual([
      'fffffffffffffc00',
      '8000000012345425',
    ]);
    expect(entries('6.12', 'anon; write; uffd-wp; dontneed').at(-1)).toBe('0000000000000000');
    expect(entries('6.12', 'shmem; write; uffd-wp; munmap').at(-1)).toBe('0000000000000000');
  });

  it('waits for a page that moves', () => {
    expect(last('6.12', 'anon; write; migrate-begin; read').events).toEqual(['waits for the migration to end']);
    expect(entries('6.12', 'anon; write; migrate-begin; migrate-end').at(-1)).toBe('8000000012346867');
  });

  it('says what a kernel does not have', () => {
    expect(last('6.1', 'anon; guard-install').events[0]).toMatch(/^not possible: expected a kernel that has guard/);
    // 5.6, fs/userfaultfd.c, userfaultfd_copy(): -EINVAL for any mode but UFFDIO_COPY_MODE_DONTWAKE
    expect(last('5.6', 'anon; uffd-copy-wp')).toMatchObject({
      after: 0n,
      events: ['not possible: expected a kernel that has UFFDIO_WRITEPROTECT (5.7 and later), got 5.6'],
    });
    expect(last('5.7', 'anon; uffd-copy-wp').events).toEqual([]);
    expect(last('6.13', 'anon; guard-install; write').events).toEqual(['fault: VM_FAULT_SIGSEGV']);
    expect(last('7.3', 'anon; mprotect r; write').events).toEqual(['SIGSEGV: the mapping is not writable']);
  });

  it('is the same written as methods', () => {
    const k = kernel('6.12');
    const life = scenario(k).anon().write().uffdWp().pageout().mprotect('r');
    expect(life.rows).toEqual(play(k, parseScript('anon; write; uffd-wp; pageout; mprotect r')));
    expect(life.pte).toBe(0x07ffffffffdffe0en);
    expect(() => scenario(k).anon().mprotect('x')).toThrow('expected one of none, r, rw, rx, rwx, got "x"');
    expect(() => scenario(k).anon().mprotect()).toThrow('expected one of none, r, rw, rx, rwx, got nothing');
    expect(() => scenario(k).anon().write('twice')).toThrow('expected no word after write, got "twice"');
  });
});

describe('a script', () => {
  it.each([
    ['', /^expected one of anon, shmem, file, file-private, got nothing/],
    ['anno; write', /got "anno" \(did you mean anon\?\)\n {2}anno; write\n {2}\^{4}$/],
    ['anon; wrte', /, got "wrte" \(did you mean write\?\)\n {2}anon; wrte\n {8}\^{4}$/],
    ['anon; mprotect', /^expected one of none, r, rw, rx, rwx, got nothing/],
    ['anon; mprotect rw now', /^expected ';' between operations, got "now"/],
    ['anon; write twice', /^expected ';' between operations, got "twice"/],
    ['anon page; write', /^expected ';' between operations, got "page"/],
    ['Anon, write', /got "Anon," \(did you mean anon\?\)\n/],
    ['anon; uffd_wp', /got "uffd_wp" \(did you mean uffd-wp\?\)\n/],
    ['anon; uffd-register wpp', /got "wpp" \(did you mean wp\?\)\n/],
    ['anon; fliberty', /got "fliberty"\n/],
    ['write; read', /got "write" \(the mapping comes first\)\n/],
    ['anon; shmem', /got "shmem" \(the mapping comes first, and only once\)\n/],
    ['anon;; write', /got nothing/],
    ['anon; toString', /got "toString"/],
  ])('that is wrong is shown where: %j', (script, message) => {
    expect(() => parseScript(script)).toThrow(message);
  });

  it('may end with a semicolon, and be spaced as one likes', () => {
    expect(parseScript(' anon ;\n  mprotect   r ; ')).toEqual({
      mapping: 'anon',
      lines: [{ name: 'mprotect', word: 'r' }],
    });
  });
});

describe('every pair of operations', () => {
  it('are those of a script', () => {
    const { found, script } = onePair(kernel('6.12'));
    expect(found).toBe(play(kernel('6.12'), parseScript(script)).at(-1)?.after);
    expect(lines.length).toBeGreaterThan(40);
  });

  // page_table_check_pte_flags() of the kernel states it of every entry that is set, from 6.10 on; slow-pairs.test.ts asks all of these
  it.each([checkedSeries[0] as string, checkedSeries.at(-1) as string])(
    'of every sixth on %s leaves an entry that the kernel’s own check lets pass',
    (series) => {
      const { ends, refused } = pairs(kernel(series), everyNth(lines, 6));
      expect(ends).toBeGreaterThan(30);
      expect(refused).toEqual([]);
    },
  );
});
