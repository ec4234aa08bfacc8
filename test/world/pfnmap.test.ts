/** Mappings of page frames (C3.17): insert_pfn() of 4.19.0 and 7.3.4, wp_pfn_shared(), can_madv_dontneed_vma(), vm_normal_page(). */
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { vmfInsertPfn } from '../../lib/mm/memory/vmfInsertPfn.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';

const last = (version: string, script: string): ScenarioRow =>
  play(kernel(version), parseScript(script), { keepGoing: true }).at(-1) as ScenarioRow;
const hex = (n: bigint) => n.toString(16).padStart(16, '0');

describe.each(['4.19', '5.10', '6.12', '7.3'])('a page frame without a page, on %s', (version) => {
  it('is special, and as the mapping says', () => {
    const row = last(version, 'pfnmap; read');
    expect(hex(row.after)).toBe('80000000fd000227');
    expect(row.events).toEqual(['fault: VM_FAULT_NOPAGE']);
    expect(hex(last(version, 'pfnmap; write').after)).toBe('80000000fd000267');
  });

  it('is never swapped, moved or dropped by MADV_DONTNEED', () => {
    for (const name of ['pageout', 'migrate', 'numa-hint'])
      expect(last(version, `pfnmap; write; ${name}`).after).toBe(last(version, 'pfnmap; write').after);
    expect(last(version, 'pfnmap; write; dontneed').events[0]).toMatch(/^-EINVAL/);
    expect(last(version, 'pfnmap; write; munmap').after).toBe(0n);
  });

  it('is shared by fork, and writable again after clear_refs', () => {
    expect(last(version, 'pfnmap; write; fork').events).toEqual(["the child's entry: 0x80000000fd000207"]);
    expect(hex(last(version, 'pfnmap; write; clear-refs; write').after).slice(-2)).toBe('67');
  });

  it('an entry that is there stays', () => {
    const k = kernel(version);
    expect(vmfInsertPfn(k, 0x80000000fd000227n, { vmPageProt: 0x8000000000000027n }, 5n).pte).toBe(0x80000000fd000227n);
  });
});
