import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { isUffdWpMarker, pteInstallUffdWpIfNeeded } from '../../lib/mm/memory/pteInstallUffdWpIfNeeded.ts';
import { shmemVma, show } from './entries.ts';

const k = kernel('6.13');
const vma = shmemVma(k, { vmFlags: ['read', 'write', 'shared', 'uffdWp', 'softdirty'] });
const left = (old: bigint) => show(pteInstallUffdWpIfNeeded(k, vma, old).pte);
const marker = 'fffffffffffffc00';

// linux/mm_inline.h, pte_install_uffd_wp_if_needed(): present with the bit, a swap-type entry with its bit, or a uffd-wp marker
describe('pteInstallUffdWpIfNeeded', () => {
  it.each<readonly [string, bigint, string]>([
    ['a present entry with uffd-wp', 0x8000000012345425n, marker],
    ['a present entry without', 0x8000000012345825n, '0000000000000000'],
    ['a swap entry with uffd-wp', 0x07ffffffffdffe06n, marker],
    ['a swap entry without', 0x07ffffffffdffe02n, '0000000000000000'],
    ['a uffd-wp marker', 0xfffffffffffffc00n, marker],
    ['a uffd-wp marker that is soft-dirty', 0xfffffffffffffc02n, marker],
    ['a guard marker', 0xfffffffffffff600n, '0000000000000000'],
    ['a poison marker', 0xfffffffffffffa00n, '0000000000000000'],
    ['nothing', 0n, '0000000000000000'],
    ['nothing but what an erratum sets', 0x60n, '0000000000000000'],
  ])('after %s', (_, old, now) => {
    expect(left(old)).toBe(now);
  });

  it('leaves nothing behind in a mapping that is not write-protected, or anonymous', () => {
    expect(pteInstallUffdWpIfNeeded(k, shmemVma(k), 0x8000000012345425n)).toEqual({ pte: 0n, effects: [], steps: [] });
    expect(pteInstallUffdWpIfNeeded(k, { ...vma, anonymous: true }, 0x8000000012345425n).pte).toBe(0n);
  });
});

describe('isUffdWpMarker', () => {
  it('looks at one bit of a marker', () => {
    expect(
      [0xfffffffffffffc00n, 0xfffffffffffff800n, 0xfffffffffffffa00n, 0xfffffffffffff600n].map((m) =>
        isUffdWpMarker(k, m),
      ),
    ).toEqual([true, true, false, false]);
  });
});
