/** Why an access faulted. Walks and codes of public reports; the causes by Intel SDM 3A, 4.6 and 4.7. */
import { describe, expect, it } from 'vitest';
import { faultCause } from '../../lib/check/faultCause.ts';
import { decode, kernel } from '../../lib/index.ts';

const four = ['pgd', 'p4d', 'pud', 'pmd', 'pte'] as const;
const cause = (release: string, words: readonly bigint[], code: bigint) => {
  const k = kernel(release);
  return faultCause(
    k,
    words.map((word, i) => decode(k, word, { level: four[i] as (typeof four)[number] })),
    code,
  );
};
const tables = [0x10b5f7067n, 0x10b5f7067n, 0x10b5f8067n, 0x10b5f9067n];

describe('faultCause', () => {
  it.each([
    [
      'a fetch from a huge page with NX',
      '5.15',
      [0x1e5c01067n, 0x1e5c01067n, 0x342f3d063n, 0x80000003518001e3n],
      0x11n,
      'NX is set in the PMD',
    ],
    [
      'a write to a read-only huge page',
      '5.4',
      [0x12e815067n, 0x12e815067n, 0x12e817063n, 0x12e2001e1n],
      3n,
      'RW is clear in the PMD',
    ],
    [
      'user space in the kernel',
      '6.8',
      [0x2a15067n, 0x2a15067n, 0x2a16063n, 0x10001a1n],
      5n,
      'USER is clear in the PUD and the PMD',
    ],
    [
      'the kernel at a page of user space',
      '6.6',
      [...tables, 0x800000010abcd867n],
      1n,
      'USER is set in every level: SMAP keeps the kernel from a page of user space',
    ],
    [
      'the kernel fetching there',
      '5.4',
      [...tables, 0x10abcd025n],
      0x11n,
      'USER is set in every level: SMEP keeps the kernel from a page of user space',
    ],
    [
      'the kernel fetching there past page-table isolation',
      '5.4',
      [0x800000010b5f7067n, 0x800000010b5f7067n, 0x10b5f8067n, 0x10b5f9067n, 0x10abcd025n],
      0x11n,
      'NX is set in the PGD; USER is set in every level: SMEP keeps the kernel from a page of user space',
    ],
    [
      'a write of a Xen PV guest',
      '6.1',
      [0x2c0c067n, 0x2c0c067n, 0x3ff7f067n, 0x3ff68067n, 0x8010000008337065n],
      3n,
      'RW is clear in the PTE',
    ],
    ['a protection key', '6.6', [...tables, 0x980000010abcd067n], 0x27n, 'protection key 3 of the PTE'],
    ['a table that is not there', '4.19', [0n, 0n], 2n, 'the PGD is empty'],
    ['no PMD', '5.14', [0x1e5c01067n, 0x1e5c01067n, 0x342f3d063n, 0n], 0n, 'the PMD is empty'],
    ['a swap entry', '6.12', [...tables, 0x07fffffffffbfe0an], 4n, 'the PTE is not present: swap'],
    [
      'a width below the address',
      '6.1',
      [0x3400067n, 0x3400067n, 0x35a7067n, 0x35a8067n, 0x800000fffffee163n],
      0xbn,
      'no bit is reserved on every machine; the PTE needs the widest address of the walk: reserved if the width is 39 or less',
    ],
    [
      'the width of a table',
      '6.11',
      [0x100000067n, 0x100000067n, 0x8f000b8f2d5067n],
      9n,
      'no bit is reserved on every machine; the PUD needs the widest address of the walk: reserved if the width is 51 or less',
    ],
    [
      'a huge page that is none',
      '6.11',
      [0x100000067n, 0x100000067n, 0x10b5f8067n, 0x80000001234050e7n],
      9n,
      'reserved in the PMD: bit 14',
    ],
    [
      'a fault that should not be',
      '6.6',
      [...tables.slice(0, 3), 0x10b5f9063n, 0x800000010abcd063n],
      3n,
      'the entries allow it: they were set since, or a TLB had older ones',
    ],
    ['a walk that stops at a table', '6.6', tables.slice(0, 3), 1n, undefined],
    ['an entry that was cleared since', '6.6', [...tables, 0n], 7n, undefined],
    ['the RMP', '6.12', [...tables, 0x800000010abcd063n], 0x80000003n, undefined],
  ])('%s', (_, release, words, code, says) => {
    expect(cause(release, words, code)).toBe(says);
  });
});
