/** Words of /proc/PID/pagemap: what fs/proc/task_mmu.c of each release puts there. */
import { describe, expect, it } from 'vitest';
import { decodePagemap, pagemapLine } from '../../lib/codec/pagemap.ts';
import { kernel } from '../../lib/kernel/kernel.ts';

const line = (version: string, word: bigint) => pagemapLine(decodePagemap(kernel(version), word)).slice(20);

describe('a word of pagemap', () => {
  it.each([
    ['6.12', 0x8180000000012345n, 'present, pfn 0x12345, soft-dirty, mapped once'],
    ['6.12', 0x8180000000000000n, 'present, pfn hidden, soft-dirty, mapped once'],
    ['6.12', 0xa000000000012345n, 'present, pfn 0x12345, of a file or shared memory'],
    ['6.12', 0x0080000000000000n, 'not present, not swapped, soft-dirty'],
    ['6.12', 0x0008000000000000n, 'not present, not swapped, unexplained 0x8000000000000'],
    ['6.12', 0n, 'not present, not swapped'],
    // Type in the low 5 bits, offset above: swap area 0, page 0x200
    ['6.12', 0x4000000000004000n, 'swapped, type 0, offset 0x200'],
    ['6.12', 0x4000000000000000n, 'swapped, slot hidden'],
    // SWP_HWPOISON of 6.9 is type 23; the page is behind its number
    ['6.9', 0x60800000002468b7n, 'swapped (hwpoison), pfn 0x12345, soft-dirty, of a file or shared memory'],
    // A marker for write protection: type 31, PM_UFFD_WP; a guard: PM_GUARD_REGION of 6.15
    ['6.12', 0x420000000000003fn, 'swapped (pte-marker), type 31, offset 0x1, uffd-wp'],
    ['6.15', 0x440000000000009fn, 'swapped (pte-marker), type 31, offset 0x4, guard region'],
    ['6.14', 0x440000000000009fn, 'swapped (pte-marker), type 31, offset 0x4, unexplained 0x400000000000000'],
    ['5.13', 0x8200000000012345n, 'present, pfn 0x12345, unexplained 0x200000000000000'],
    ['5.14', 0x8200000000012345n, 'present, pfn 0x12345, uffd-wp'],
  ])('on %s: %s', (version, word, expected) => {
    expect(line(version, word)).toBe(expected);
  });

  it('of every kind has all its bits in some field', () => {
    for (const version of ['4.19', '5.14', '6.12', '7.3'])
      for (let bit = 0n; bit < 64n; bit++) {
        const said = decodePagemap(kernel(version), 1n << bit);
        const isTold = said.kind !== 'absent' || said.softDirty || said.uffdWp;
        expect([version, bit, said.unexplained !== 0n]).toEqual([version, bit, !isTold]);
      }
  });
});
