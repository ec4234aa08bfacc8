/** What CONFIG_PAGE_TABLE_CHECK and CONFIG_DEBUG_VM would say of the entries of a life. */
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { shownRows } from '../../lib/picture/shownRows.ts';
import { timelineSvg } from '../../lib/picture/timelineSvg.ts';
import { play } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';

/** Operation and warning, for each that warns. */
const warnings = (version: string, script: string): string[] =>
  play(kernel(version), parseScript(script)).flatMap(({ operation, events }) =>
    events.filter((event) => event.includes('would warn')).map((event) => `${operation}: ${event}`),
  );
const debugVm = 'DEBUG_VM would warn: writable and uffd-wp';
const pageTableCheck = 'page_table_check would warn: writable and uffd-wp';

describe('a bit that stays when userfaultfd is gone', () => {
  // pte_uffd_wp() of 6.2 to 6.9; userfaultfd_release() clears the bit from 6.9, 6.1.191, 6.6.31 and 6.8.10 on (H24)
  const closed = 'anon; write; uffd-wp; uffd-close; write';
  it.each<readonly [string, readonly string[]]>([
    ['6.1.192', []],
    ['6.1', []],
    ['6.2', [`write: ${debugVm}`]],
    ['6.6.30', [`write: ${debugVm}`]],
    ['6.6.31', []],
    ['6.8', [`write: ${debugVm}`]],
    ['6.8.10', []],
    ['6.9', []],
  ])('and closed, on %s', (version, expected) => expect(warnings(version, closed)).toEqual(expected));

  // change_pte_range() sets the entry by ptep_modify_prot_commit(), hence set_pte_at(); move_ptes() clears the bit from 6.13 and 6.12.11 on
  const moved = 'anon; write; uffd-wp; mremap; mprotect r; mprotect rw';
  it.each<readonly [string, readonly string[]]>([
    ['6.1.100', []],
    ['6.6.46', [`mprotect rw: ${debugVm}`]],
    ['6.6.47', [`mprotect rw: ${pageTableCheck}`]],
    ['6.9', [`mprotect rw: ${debugVm}`]],
    ['6.10', [`mprotect rw: ${pageTableCheck}`]],
    ['6.12.10', [`mprotect rw: ${pageTableCheck}`]],
    ['6.12.11', []],
    ['6.13', []],
  ])('and moved away, on %s', (version, expected) => expect(warnings(version, moved)).toEqual(expected));

  // wp_page_reuse() sets the entry by ptep_set_access_flags(), which calls set_pte() on x86 and is not looked at: 6.12.0, pgtable.c
  it('is not seen where a fault makes a mapped page writable, but at the next set_pte_at()', () => {
    expect(warnings('6.12.10', 'anon; write; uffd-wp; mremap; write')).toEqual([]);
    expect(warnings('6.12.10', 'anon; write; uffd-wp; mremap; write; migrate')).toEqual([`migrate: ${pageTableCheck}`]);
    expect(warnings('6.9', 'anon; write; uffd-wp; mremap; write')).toEqual([`write: ${debugVm}`]);
  });

  // do_swap_page() of 6.12.0 makes the entry writable, since the mapping is not registered, and sets it by set_ptes()
  it('is seen when the page comes back from swap', () => {
    expect(warnings('6.12.10', 'anon; write; uffd-wp; pageout; mremap; write')).toEqual([`write: ${pageTableCheck}`]);
  });
});

// make_uffd_wp_pte() of 6.7.3 and 7.3.4, page_table_check_pte_flags() of 6.10.0 (C2)
describe('PAGEMAP_SCAN of a page that is migrating', () => {
  const script = 'anon; write; uffd-register wp-async; migrate-begin; pagemap-scan; migrate-end';
  it.each([
    ['6.9', []],
    ['6.10', [`pagemap-scan: ${pageTableCheck}`]],
    ['7.3', [`pagemap-scan: ${pageTableCheck}`]],
  ])('marks a writable entry, on %s', (version, expected) => expect(warnings(version, script)).toEqual(expected));

  it('and the page comes back writable, without the bit', () => {
    expect(play(kernel('7.3'), parseScript(script)).at(-1)?.after).toBe(0x8000000012346867n);
  });

  it('is refused where the mapping is not registered, and unknown before 6.7', () => {
    const events = (version: string) => play(kernel(version), parseScript('anon; write; pagemap-scan')).at(-1)?.events;
    expect(events('6.7')).toEqual(['-EPERM: pagemap_scan_test_walk(): the mapping is not registered for wp-async']);
    expect(events('6.6')?.[0]).toMatch(/^not possible: expected a kernel that has PAGEMAP_SCAN/);
  });
});

describe('an entry that is wrong already', () => {
  it('is told once, not again when the processor writes', () => {
    const without = kernel('6.2', { without: ['behaviours.writenotifyForUffdWp'] });
    const rows = play(without, parseScript('shmem; read; uffd-wp; migrate; write'));
    const untrapped = 'the entry was write-protected for userfaultfd, and the write was not trapped: LOST';
    expect(rows.slice(-2).map(({ events }) => events)).toEqual([[debugVm, 'flush_tlb_page'], [untrapped]]);
  });
});

describe('a kernel that does not check', () => {
  // 6.0: shared memory loses its protection by migrating (H1), and nothing in the kernel sees it
  it('says nothing', () => {
    for (const version of ['5.19', '6.0', '6.1.7'])
      expect(warnings(version, 'shmem; read; uffd-wp; migrate; write')).toEqual([]);
  });

  it('says nothing of entries as they should be', () => {
    for (const version of ['6.6.47', '6.12', '7.3'])
      expect(warnings(version, 'shmem; write; uffd-wp; migrate; pageout; read; uffd-wp-resolve; write')).toEqual([]);
  });
});

describe('a warning', () => {
  const k = kernel('6.12.0');
  const script = parseScript('anon; write; uffd-wp; mremap; mprotect r; mprotect rw');

  it('is data: who looks where, and what is wrong', () => {
    expect(play(k, script).at(-1)?.happened).toContainEqual({
      kind: 'warning',
      warning: { by: 'page_table_check', in: 'page_table_check_pte_flags', why: 'writable and uffd-wp' },
    });
  });

  it('stands in the picture', () => {
    const text = timelineSvg('x', [{ kernel: k, rows: shownRows(k, play(k, script)) }]).replaceAll(/<[^>]+>/g, ' ');
    expect(text).toContain(pageTableCheck);
  });
});
