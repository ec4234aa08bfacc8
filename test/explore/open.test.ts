/**
 * What docs/findings.md lists as open: read in the source of 7.3.4 (mm/migrate_device.c), found by the search on the newest release. One that
 * a release mends becomes a line of history.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scriptText } from '../../cli/commands/explore/asJson.ts';
import { searchLine } from '../../explorer/tryLine.ts';
import { allInvariants, explore } from '../../lib/explore/index.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { parseScript } from '../../lib/world/script.ts';
import type { MappingName } from '../../lib/world/start/mappings.ts';
import { toC } from '../../lib/world/toC/toC.ts';
import { type ExploredBug, explored, lineName } from '../../spec/explored.ts';
import { whole } from '../support/whole.ts';

const page = readFileSync(new URL('../../docs/findings.md', import.meta.url), 'utf8');
type Asked = readonly [release: string, mapping: MappingName, operations: string, breaks: string];
const broken = (...[release, mapping, operations, breaks]: Asked): string | undefined => {
  const { invariants } = explore(kernel(release), {
    ...{ mapping, operations: operations.split('; '), bounds: { depth: 5 }, all: true },
    invariants: allInvariants.filter(({ name }) => name === breaks),
  });
  const script = invariants[0]?.script;
  return script && scriptText(script);
};

const none = parseScript('anon; read');
/** As the page has it: of one process, on whichever CPU. */
const plain = (script: string): string => script.replaceAll(/cpu\d: /g, '');
const listed = readFileSync(new URL('../../record/confirm/findings.txt', import.meta.url), 'utf8').split('\n');
const told = page.slice(page.indexOf('### Told by cause'), page.indexOf('## By design'));

/** Found, and asked of a running kernel in another form, for the reason that the page gives. */
const reasons: Readonly<Record<string, string>> = {
  'anon-folio; write; clear-refs; numa-hint': 'no program sees whether NUMA balancing has been there',
  'anon; write; mprotect r; clear-refs; mmap-next; mprotect rw; pin; clear-refs': 'VM_ACCOUNT',
};

describe('what is open and breaks a promise', () => {
  const open = explored
    .filter(({ spans, design }) => spans.at(-1)?.[1] === undefined && !design)
    .map((line) => ({ ...line, name: lineName(line) }));
  const some = open.filter(({ bug }) => whole || /^C1[1-57]/.test(bug));
  const raced = ['C1', 'C2']; // a whole migration is asked there, of which the search finds the halves
  const scriptOf = (line: ExploredBug) => searchLine(kernel('7.3.4'), line).invariants[0]?.script ?? none;

  it.each(some.filter(({ held, bug }) => !held && !raced.includes(bug)))(
    'is in docs/findings.md as it is found: $name',
    (line) => {
      const script = plain(scriptText(scriptOf(line)));
      const reason = Object.entries(reasons).find(([one]) => one === script)?.[1];
      expect(page).toContain(reason ?? `'${script}`);
      if (reason === undefined) expect(listed.some((one) => one.startsWith(script))).toBe(true);
    },
  );

  // insert_page_into_pte_locked() and filemap_fault_recheck_pte_none() of 7.3.4: nothing ends such a fault but the end of the marker
  it.each(some.filter(({ held }) => held))('is told without a program: $name', (line) => {
    const script = scriptOf(line);
    expect(() => toC(kernel('7.3.4'), script)).toThrow('ties up a processor');
    expect(told).toContain(line.mapping === 'dax' ? 'vmf_insert_page_mkwrite()' : 'filemap_fault_recheck_pte_none()');
    expect(page).not.toContain(plain(scriptText(script)));
  });

  it.each(open)('has $name', ({ bug }) => {
    expect(page).toContain(`(${bug}, `);
  });
});

describe('docs/findings.md', () => {
  it.each<Asked>([
    ['7.3', 'anon', 'uffd-wp; to-device', 'armed-write-trapped'],
    ['7.3', 'thp', 'uffd-wp; to-device', 'zero-page-uffd-wp-kept'],
    ['7.3', 'anon', 'clear-refs; to-device', 'soft-dirty-kept'],
    ['7.3', 'thp', 'clear-refs; pageout', 'huge-soft-dirty-not-invented'],
    ['7.3', 'file', 'clear-refs; pageout', 'file-soft-dirty-kept'],
    ['6.1', 'hugetlb-shared', 'uffd-wp; mprotect', 'page-behind-entry'],
  ])('has what the search finds: %s, %s, %s', (...asked) => {
    expect(page).toContain(`pte run -k ${asked[0]} '${broken(...asked)}'`);
  });

  // change_softleaf_pte() of 7.3.4, change_pte_range() before; up to 5.8 nothing of it is left by then (H4)
  it.each(['5.10', '6.12', '7.3'])('device memory forgets soft-dirty by design, on %s', (release) => {
    const operations = 'clear-refs; to-device; mprotect';
    expect(broken(release, 'anon', operations, 'device-soft-dirty-kept')).toBeDefined();
  });

  // the first releases that have what they need: UFFDIO_WRITEPROTECT (5.7), migrate_vma() that fills holes (4.14)
  it.each(['5.7', '5.10', '5.19', '6.6'])('the zero page loses uffd-wp on %s', (release) => {
    expect(broken(release, 'anon', 'uffd-wp; to-device', 'zero-page-uffd-wp-kept')).toBeDefined();
  });
  it.each(['4.19', '5.15', '6.12'])('a hole that a driver fills is not soft-dirty on %s', (release) => {
    expect(broken(release, 'anon', 'clear-refs; to-device', 'soft-dirty-trap')).toBeDefined();
  });

  // pte_mkwrite_shstk(); vma_soft_dirty_enabled(); ttu_anon_lazyfree_folio()
  it.each<Asked>([
    ['7.3', 'shadow-stack', 'to-device', 'dirty-not-invented'],
    ['7.3', 'anon', 'to-device; device-exclusive', 'soft-dirty-not-invented'],
    ['7.3', 'anon', 'free; uffd-wp; pageout', 'uffd-wp-kept'],
    ['7.3', 'anon', 'free; uffd-wp; pageout', 'armed-write-trapped'],
  ])('what is so by design breaks no promise: %s, %s, %s', (...asked) => {
    expect(broken(...asked)).toBeUndefined();
  });
});
