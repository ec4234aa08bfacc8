import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { play } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';
import { everyNth } from '../support/whole.ts';

const from = (version: string, word: bigint, script: string) =>
  play(kernel(version), parseScript(script), { from: word });

describe('a life that starts with a word', () => {
  // C3.5, C3.6: an entry of PROT_NONE counts as present, and page 0 stands behind it (pgtable.h of 5.10)
  it('says that a marker made of PROT_NONE is a page, pfn 0', () => {
    const of = (script: string) => from('5.10', 0x000ffffffffff500n, script).at(-1);
    expect(of('shmem; read')).toMatchObject({
      taken: 'handle_pte_fault(): a PROT_NONE page, pfn 0x0: do_numa_page() maps it',
      after: 0x8000000000000427n,
    });
    expect(of('shmem; dontneed')).toMatchObject({
      taken:
        'zap_pte_range(): a PROT_NONE page, pfn 0x0: gets it from vm_normal_page(), drops its mapping and its reference',
      after: 0n,
    });
    expect(of('anon; fork')?.taken).toBe(
      'copy_present_pte(): a PROT_NONE page, pfn 0x0: gets it from vm_normal_page(), maps it a second time and takes a reference',
    );
  });

  // C2.5: copy_one_pte() of 5.7 makes the writable migration entry read-only in both and keeps the flag
  it('keeps uffd-wp on a writable migration entry through fork on 5.7', () => {
    const row = from('5.7', 0xeffffffffdb97406n, 'anon; fork').at(-1);
    expect(row?.after).toBe(0xe7fffffffdb97406n);
    expect(row?.events).toContain("the child's entry: 0xe7fffffffdb97406");
    expect(row?.taken).toMatch(/^copy_one_pte\(\): a migration entry, pfn 0x12345/);
  });

  // C2.19: change_pte_range() keeps the flag to 6.3 and drops it from 6.4 on
  it('keeps uffd-wp on it through mprotect on 5.7', () => {
    expect(from('5.7', 0xeffffffffdb97406n, 'anon; mprotect r').at(-1)?.after).toBe(0xe7fffffffdb97406n);
  });

  it('never crashes, whatever the word is', () => {
    const words = [
      1n,
      0x200n,
      0x100n,
      0x80n,
      2n ** 64n - 1n,
      0xf7ffffffffffffffn,
      0x0123456789abcdefn,
      0xffff000000000000n,
    ];
    const names = ['read', 'write', 'fork', 'mprotect r', 'pageout', 'migrate', 'dontneed', 'clear-refs', 'uffd-wp'];
    for (const word of everyNth(words, 3))
      for (const name of names)
        for (const version of ['5.10', '7.3']) {
          const script = parseScript(`anon; ${name}; read`);
          const rows = play(kernel(version), script, { from: word, keepGoing: true });
          expect(rows.length).toBeGreaterThanOrEqual(2);
        }
  });

  it('wants a word of 64 bits', () => {
    expect(() => from('7.3', 2n ** 64n, 'anon; read')).toThrow(/64 bits/);
  });
});
