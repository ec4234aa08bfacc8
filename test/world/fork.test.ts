/** fork() in a life: what the child gets. */
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';

const last = (version: string, script: string): ScenarioRow =>
  play(kernel(version), parseScript(script)).at(-1) as ScenarioRow;
const fills = "the child's entry: 0x0000000000000000, its own fault fills it";

// copy_page_range() of 4.19.0, 5.4.1, 5.10.0, 5.15.0; vma_needs_copy() of 6.1.8, 6.12.0, 7.3.4
describe.each(['4.19', '5.4', '5.15', '6.1', '6.12', '7.3'])('fork() on %s', (version) => {
  it.each([
    'shmem; write',
    'file; write',
    'file-private; read',
    'file-readonly; read',
    'anon; read', // the zero page: do_anonymous_page() comes to no anon_vma_prepare()
  ])('copies no entry of a mapping that has no page of its own: %s', (script) => {
    const row = last(version, `${script}; fork`);
    expect(row.events).toEqual([fills]);
    expect(row.after).toBe(row.before);
  });

  it.each([
    'anon; write',
    'anon; write; dontneed; read',
    'file-private; write',
    'file-private; read; write',
    'anon; write; pageout',
    'anon; uffd-zeropage',
  ])('copies the entry where there is an anon_vma: %s', (script) => {
    expect(last(version, `${script}; fork`).events[0]).toMatch(/^the child's entry: 0x(?!0{16})/);
  });
});

// madvise_guard_install() of 6.13.0 and 6.18.2: anon_vma_prepare(); from 6.19 on VM_MAYBE_GUARD is in VM_COPY_ON_FORK
it.each(['6.13', '6.18', '6.19', '7.3'])('fork() copies guards on %s', (version) => {
  const row = last(version, 'anon; guard-install; fork');
  expect(row.events).toEqual([`the child's entry: 0x${row.after.toString(16)}`]);
});

// change_pte_range() of 4.19.1, 5.4.286, 5.10.262, 5.15.135, 6.12.118, 7.3.4: page_mapcount() or folio_maybe_mapped_shared()
it.each(['4.19', '5.4', '5.10', '5.15', '6.12', '7.3'])('NUMA hints leave what a child maps, on %s', (version) => {
  const hint = (script: string) => last(version, `${script}; numa-hint`);
  const shared = hint('anon; write; fork');
  expect(shared.after).toBe(shared.before);
  for (const script of ['anon; write', 'anon; write; fork; child-exit', 'shmem; write; fork']) {
    const row = hint(script);
    expect(row.after).not.toBe(row.before);
  }
});

// copy_pte_range() of 5.15.100, 6.12.118, 7.3.4 goes on with the entry that copy_nonpresent_pte() has restored
it.each(['5.15', '6.12', '7.3'])('fork() shares what a device had alone, once it is mapped again, on %s', (version) => {
  const restored = last(version, 'anon; write; device-exclusive; fork');
  const plain = last(version, 'anon; write; fork');
  const readOnly = (row: ScenarioRow) => (row.after & 3n) === 1n;
  expect([readOnly(restored), readOnly(plain)]).toEqual([true, true]);
  expect(restored.events).toHaveLength(1);
  expect(restored.events[0]).toMatch(/^the child's entry: 0x8/);
  expect(last(version, 'anon; write; device-exclusive; fork; write').after >> 12n).not.toBe(restored.after >> 12n);
});
