import { describe, expect, it } from 'vitest';
import { fromFormat1 } from '../../lib/replay/format1.ts';
import { parseRecording } from '../../lib/replay/recording.ts';
import { recordings, textOf } from '../support/observations.ts';

const kernel = { release: '6.12.107', version: '', paging_levels: 4, config: {} };
const record = (step: string, ...fns: readonly string[]) => ({
  scenario: 'recorded',
  step,
  vaddr: '0x1000',
  level: 'pte',
  raw: '0x0',
  pagemap: '0x0',
  vmflags: ['rd', 'wr'],
  kernel_calls: fns.map((fn) => ({ fn })),
});
const read = (step: string, ...fns: readonly string[]) =>
  parseRecording(JSON.stringify({ format: 1, kernel, records: [record(step, ...fns)] })).records[0];

describe('a recording in format 1', () => {
  it.each([...recordings()])('is read as its form in format 2 is: %s', (file, old1) => {
    const form2 = fromFormat1(JSON.parse(textOf(file)));
    expect(form2).toMatchObject({ format: 2 });
    const new2 = parseRecording(JSON.stringify(form2));
    expect(new2.records).toEqual(old1.records);
    expect([new2.kernel.release, new2.kernel.config]).toEqual([old1.kernel.release, old1.kernel.config]);
  });

  it('says in format 2 all that it said in format 1', () => {
    const given = { format: 1, kernel, records: [record('74 write', 'do_wp_page')], more: true };
    const added = { at: 74, operation: { name: 'other' } };
    expect(fromFormat1(given)).toEqual({ ...given, format: 2, records: [{ ...given.records[0], ...added }] });
  });

  // Steps of recordings in test/data/observations, and what the test programs did there
  it.each([
    ['UFFDIO_WRITEPROTECT', 'uffd-wp'],
    ['74 UFFDIO_WRITEPROTECT (child alive)', 'uffd-wp'],
    ['write-protected', 'uffd-wp'],
    ['wp none pte', 'uffd-wp'],
    ['wp none anon pte', 'uffd-wp'],
    ['74 UFFDIO_WRITEPROTECT off (child alive)', 'uffd-wp-resolve'],
    ['swapped, then un-write-protected', 'uffd-wp-resolve'],
    ['marker then un-write-protect', 'uffd-wp-resolve'],
    ['UFFDIO_RWPROTECT', 'uffd-rwp'],
    ['UFFDIO_RWPROTECT off', 'uffd-rwp-resolve'],
    ['after clear_refs 4', 'clear-refs'],
    ['swapped out, then clear_refs 4', 'clear-refs'],
    ['wp page after MADV_DONTNEED', 'dontneed'],
    ['wp page after a hole punch', 'truncate'],
    ['MADV_GUARD_INSTALL', 'guard-install'],
    ['12 MADV_GUARD_REMOVE', 'guard-remove'],
    ['fork', 'fork'],
    ['74 fork (child alive)', 'fork'],
    ['parent after fork: swapped', 'fork'],
    ['wp page in the parent after fork', 'fork'],
    ['wp page after the uffd closed', 'uffd-close'],
    ['mremap to a new address', 'mremap'],
    ['2 hinting scan (anon)', 'numa-hint'],
    ['2 hinting read fault (remote)', 'numa-read'],
    ['2 hinting write fault (anon)', 'other'],
    ['74 child exits', 'other'],
    ['74 mprotect READ|WRITE|EXEC', 'other'],
    ['before: present', 'other'],
    ['wp zero page', 'other'],
    ['thp, write-protected', 'other'],
  ])('is told by the words of a step: %s', (step, name) => {
    expect(read(step)?.operation.name).toBe(name);
  });

  it('has a page poisoned where it is unmapped for that, whatever else the step names', () => {
    expect(read('MADV_HWPOISON', 'try_to_unmap_one')?.operation.name).toBe('hwpoison');
    expect(read('after fork, MADV_HWPOISON', 'try_to_unmap_one')?.operation.name).toBe('hwpoison');
    expect(read('MADV_HWPOISON page after fork')?.operation.name).toBe('fork');
  });

  it('has the time from the number of a step, and the child from its end', () => {
    expect(read('74 read (child alive)')).toMatchObject({ at: 74, operation: { child: true } });
    expect(read('read')).toMatchObject({ at: 0, operation: { child: undefined } });
    expect(read('74: read')).toMatchObject({ at: 0 });
  });
});
