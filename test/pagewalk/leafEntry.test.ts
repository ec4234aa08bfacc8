import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { leafOf } from '../../lib/pagewalk/leafEntry.ts';

// Intel SDM volume 3, "Paging": nine bits of the address index each table, from bit 48 or 39 down to bit 12; bit 7 of an
// entry of the middle tables maps a large page; bits 12 to 51 are the address of the next table
const address = (...indices: readonly number[]) => indices.reduce((sum, i) => (sum << 9n) | BigInt(i), 0n) << 12n;
const table = 0x63n; // present, writable, accessed, dirty
const huge = 0x80n;

/** Memory with a chain of tables at 0x1000, 0x2000 and on: the entry at each index leads to the next, the last is `leaf`. */
function memory(indices: readonly number[], leaf: bigint) {
  const words = new Map(
    indices.map((index, i) => {
      const next = i === indices.length - 1 ? leaf : (BigInt(i + 2) << 12n) | table;
      return [(BigInt(i + 1) << 12n) + BigInt(8 * index), next];
    }),
  );
  return async (at: bigint) => words.get(at) ?? 0n;
}
const root = 0x1000n;
const entry = 0x8000000012345027n;

describe('leafOf', () => {
  it('finds the entry of a page through four tables, and through five', async () => {
    const at = address(0xff, 0x1aa, 0, 0x1ff) + 0xabcn;
    const four = memory([0xff, 0x1aa, 0, 0x1ff], entry);
    expect(await leafOf(kernel('6.12'), root, at, four)).toEqual({ level: 'pte', entry });
    const five = memory([0, 0xff, 0x1aa, 0, 0x1ff], entry);
    expect(await leafOf(kernel('6.12', { pagingLevels: 5 }), root, at, five)).toEqual({ level: 'pte', entry });
    const high = memory([0x42, 0xff, 0x1aa, 0, 0x1ff], entry);
    const far = address(0x42, 0xff, 0x1aa, 0, 0x1ff);
    expect(await leafOf(kernel('6.12', { pagingLevels: 5 }), root, far, high)).toEqual({ level: 'pte', entry });
  });

  it('stops at a large page', async () => {
    const pud = memory([1, 2], entry | huge);
    expect(await leafOf(kernel('6.12'), root, address(1, 2, 3, 4), pud)).toEqual({ level: 'pud', entry: entry | huge });
    const pmd = memory([1, 2, 3], entry | huge);
    expect(await leafOf(kernel('6.12'), root, address(1, 2, 3, 4), pmd)).toEqual({ level: 'pmd', entry: entry | huge });
  });

  it('stops at a large page that migrates', async () => {
    const migrates = 0xeffffffffdb97400n; // a migration entry: not present, and bit 7 is clear
    const pmd = memory([1, 2, 3], migrates);
    expect(await leafOf(kernel('6.12'), root, address(1, 2, 3, 4), pmd)).toEqual({ level: 'pmd', entry: migrates });
  });

  it('is empty where a table or an entry is missing', async () => {
    const nothing = { level: 'pte', entry: 0n };
    for (const depth of [1, 2, 3, 4]) {
      const there = memory([1, 2, 3, 4].slice(0, depth), 0n);
      expect(await leafOf(kernel('6.12'), root, address(1, 2, 3, 4), there)).toEqual(nothing);
    }
  });

  it('goes on through a table of kernels with page-table isolation, whose top entries have NX', async () => {
    // arch/x86/mm/pti.c, __pti_set_user_pgtbl() sets NX in the kernel's copy of an entry of the top table
    const nx = 1n << 63n;
    const words = memory([1, 2, 3, 4], entry);
    const poisoned = async (at: bigint) => (await words(at)) | (at === root + 8n ? nx : 0n);
    expect(await leafOf(kernel('6.12'), root, address(1, 2, 3, 4), poisoned)).toEqual({ level: 'pte', entry });
  });
});
