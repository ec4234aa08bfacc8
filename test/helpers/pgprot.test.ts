/**
 * pgprot_modify() of asm/pgtable.h. 4.19.1, 5.4.1 and 5.6.4 OR the whole new protection to what they keep; 4.19.222, 5.4.286 and 5.7.14
 * (6db73f17c5f1) take from it only what _PAGE_CHG_MASK does not have.
 */
import { describe, expect, it } from 'vitest';
import { pgprotModify, pteModify, vmGetPageProt } from '../../lib/helpers/pgtable.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';

const uncached = 0x18n; // PWT and PCD

describe('pgprot_modify()', () => {
  it.each(['4.19.1', '4.19.115', '4.20', '5.4.32', '5.5.17', '5.6.4'])(
    'of %s adds all of the new protection',
    (version) => {
      const k = kernel(version);
      expect(pgprotModify(k, 0n, 0x8000000000000025n)).toBe(0x8000000000000025n);
      expect(pgprotModify(k, 0x27n, 0x8000000000000005n | uncached)).toBe(0x800000000000003dn);
      expect(pgprotModify(k, 0x8000000000000067n, 0x125n)).toBe(0x165n);
    },
  );

  it.each(['4.19.116', '4.19.222', '5.4.33', '5.4.286', '5.5.18', '5.6.5', '5.7', '7.3'])(
    'of %s takes from it what it does not keep',
    (version) => {
      const k = kernel(version);
      expect(pgprotModify(k, 0n, 0x8000000000000025n)).toBe(0x8000000000000005n);
      expect(pgprotModify(k, 0x27n, 0x8000000000000005n | uncached)).toBe(0x8000000000000025n);
      expect(pgprotModify(k, 0x8000000000000067n, 0x125n)).toBe(0x165n);
    },
  );

  it('is another matter than pte_modify(), which masked the new protection on 4.19.1 too', () => {
    expect(pteModify(kernel('4.19.1'), 0x8000000012345007n, 0x8000000000000025n | uncached)).toBe(0x8000000012345005n);
  });

  it('lets a driver change the memory type of a mapping, on every release', () => {
    for (const version of ['4.19.1', '5.6.4', '5.7', '7.3']) {
      const k = kernel(version);
      const vmPageProt = vmGetPageProt(k, 1n) | uncached;
      expect(
        vma(k, { vmFlags: ['read', 'shared', 'mayread', 'mayshare'], anonymous: false, vmPageProt }).vmPageProt,
      ).toBe(vmPageProt);
      expect(() => vma(k, { vmFlags: ['read'], vmPageProt: vmPageProt | 2n })).toThrow('vmPageProt');
    }
  });
});
