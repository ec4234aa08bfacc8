import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { vmNormalPage } from '../../lib/mm/memory/vmNormalPage.ts';
import { anonVma, shmemVma } from './entries.ts';

// vm_normal_page() of 4.19.0, 5.10.262, 6.12.118 and __vm_normal_page() of 7.3.4, with CONFIG_ARCH_HAS_PTE_SPECIAL
describe.each(['4.19', '5.10', '6.12', '7.3'])('vmNormalPage on %s', (version) => {
  const k = kernel(version);

  it('gives the page of an ordinary entry, NUMA hints and page 0 among them', () => {
    expect(vmNormalPage(k, 0x8000000012345867n, anonVma(k))).toBe('page');
    expect(vmNormalPage(k, 0x000fffffedcba960n, anonVma(k))).toBe('page');
    expect(vmNormalPage(k, 0x000ffffffffff500n, shmemVma(k))).toBe('page'); // C3.5
    expect(vmNormalPage(k, 0x8000000012345867n, anonVma(k), { lastPfn: 0x12344n })).toBe('bad');
  });

  it('gives none for a special entry, and complains where none should be', () => {
    const zero = 0x8000000002000225n;
    expect(vmNormalPage(k, zero, anonVma(k), { zeroPfn: 0x2000n })).toBe('none');
    expect(vmNormalPage(k, zero, anonVma(k, { vmFlags: ['read', 'pfnmap'] }))).toBe('none');
    expect(vmNormalPage(k, zero, anonVma(k, { vmFlags: ['read', 'mixedmap'] }))).toBe('none');
    expect(vmNormalPage(k, 0x000ffffffffff700n, shmemVma(k), { zeroPfn: 0x2000n })).toBe('bad'); // C3.15
  });

  it('takes nothing that is not present', () => {
    expect(() => vmNormalPage(k, 0n, anonVma(k))).toThrow('expected a present entry');
  });
});

describe('device memory', () => {
  it('is none of the pages that are counted, as long as entries tell', () => {
    // pte_devmap() is gone before 7.3
    const special = 0x0000000012345200n | 1n;
    const kernels = ['5.10', '6.12', '7.3'].map((version) => kernel(version));
    const seen = kernels.map((k) => vmNormalPage(k, special | k.mask.devmap, shmemVma(k)));
    expect(seen).toEqual(['none', 'none', 'bad']);
  });
});
