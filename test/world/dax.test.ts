/** A file on a DAX device, as fs/dax.c and mm/memory.c have it: insert_pfn() of 4.19.1, 5.10.0, 6.14.0, insert_page_into_pte_locked() of 6.17.0, 7.3.4. */
import { describe, expect, it } from 'vitest';
import { type BehaviourId, type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';

const on = (k: Kernel, script: string) => play(k, parseScript(script)).at(-1) as ScenarioRow;
const last = (version: string, script: string) => on(kernel(version), script);
const lacking = (version: string, id: BehaviourId) => kernel(version, { without: [`behaviours.${id}`] });
const hex = ({ after }: ScenarioRow) => `0x${after.toString(16).padStart(16, '0')}`;
const kinds = ({ happened }: ScenarioRow) => happened.map(({ kind }) => kind);
const fault = (...returned: string[]) => ({ kind: 'fault', returned });

describe('memory of a DAX device', () => {
  // pte_mkdevmap() sets SPECIAL (bit 9) and DEVMAP (bit 58, and 57 from 6.6 on); writes go through page_mkwrite(), so that a page that is read is read-only
  it.each([
    ['6.14', 'read', '0x82000000fd000225'],
    ['6.14', 'write', '0x82000000fd000a67'],
    ['6.15', 'read', '0x80000000fd000025'],
    ['6.15', 'write', '0x80000000fd000867'],
  ])('is mapped on %s by a %s as %s', (version, access, entry) => {
    const row = last(version, `dax; ${access}`);
    expect([hex(row), row.happened]).toEqual([entry, [fault('VM_FAULT_NOPAGE')]]);
  });

  it('is written to by the driver’s leave, which from 6.15 on forgets Dirty and soft-dirty', () => {
    const written = 'dax; read; clear-refs; write';
    expect(hex(last('4.19', written))).toBe('0x84000000fd000a67');
    expect(kinds(last('6.14', written))).not.toContain('softDirtyLost');
    const row = last('6.15', written);
    expect([hex(row), kinds(row)]).toEqual(['0x80000000fd000067', ['fault', 'softDirtyLost']]); // Dirty is the processor's
    expect(hex(on(lacking('6.15', 'daxMapsPages'), written))).toBe('0x82000000fd000a67');
  });

  it('takes a marker for another page: a read never ends, a write is killed from 6.15 on', () => {
    const marked = 'dax; read; uffd-register wp-async; pagemap-scan; dontneed';
    for (const version of ['6.7', '6.14', '6.15', '7.3'])
      expect(kinds(last(version, `${marked}; read`)), version).toEqual(['fault', 'faultsForEver']);
    expect(kinds(last('6.14', `${marked}; write`))).toEqual(['fault', 'faultsForEver']);
    expect(last('6.15', `${marked}; write`).happened).toEqual([fault('VM_FAULT_SIGBUS')]);
  });

  // vma_can_userfault(): for write protection by the kernel alone, from 6.7 on
  it('is registered with userfaultfd for asynchronous write protection alone', () => {
    expect(last('6.6', 'dax; uffd-register wp-async').events[0]).toContain('-EINVAL');
    expect(last('7.3', 'dax; uffd-register wp').events[0]).toContain('-EINVAL');
    expect(last('7.3', 'dax; uffd-register wp-async').result).toBe('done');
  });

  it('is neither moved nor reclaimed, and no NUMA hint is made of it', () => {
    for (const version of ['6.14', '7.3'])
      for (const operation of ['pageout', 'migrate', 'numa-hint']) {
        const row = last(version, `dax; read; ${operation}`);
        expect([row.after, row.result], `${version} ${operation}`).toEqual([row.before, 'nothing']);
      }
  });
});

describe('a page of a file that is not in the page cache', () => {
  const marked = 'file; read; uffd-register wp-async; pagemap-scan; pageout';

  // filemap_fault_recheck_pte_none() of 6.9.0 and 7.3.4, which 6.8.0 lacks: for VM_LOCKED alone
  it('is never read over a marker of a locked mapping, from 6.9 on', () => {
    expect(kinds(last('6.9', `${marked}; mlock; read`))).toEqual(['fault', 'faultsForEver']);
    expect(kinds(last('7.3', `${marked}; mlock; write`))).toEqual(['fault', 'faultsForEver']);
    expect(kinds(on(lacking('7.3', 'filemapRechecksEntry'), `${marked}; mlock; read`))).toEqual(['fault']);
  });

  it.each([
    ['6.8', `${marked}; mlock; read`],
    ['7.3', `${marked}; read`],
    ['7.3', 'file; read; pageout; mlock; read'],
    ['7.3', 'shmem; write; uffd-wp; pageout; mlock; read'], // shmem_fault() does not ask
  ])('comes on %s after %s', (version, script) => {
    const row = last(version, script);
    expect([kinds(row), row.after !== row.before]).toEqual([['fault'], true]);
  });
});
