import { describe, expect, it } from 'vitest';
import { machinesOf } from '../../crosscheck/compareKernel.ts';
import { knownOnly, verdictOf } from '../../crosscheck/news.ts';
import { hasHelper } from '../../crosscheck/ourHelpers.ts';
import { camel } from '../../lib/base/spelling.ts';
import * as library from '../../lib/index.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { leftOut } from '../../spec/leftOut.ts';
import type { Row } from '../../spec/schema.ts';

const names = (config: string) => machinesOf(config).map(([name]) => name);

describe('the machines of a cross-check', () => {
  it('have a C-bit where the build can use one', () => {
    expect(names('CONFIG_AMD_MEM_ENCRYPT=y')).toContain('SME C-bit 47');
    expect(names('# CONFIG_AMD_MEM_ENCRYPT is not set')).not.toContain('SME C-bit 47');
    expect(names('')).toEqual([
      'as configured',
      '5-level paging',
      'no shadow-stack CPU',
      'migration entries without age',
    ]);
  });

  it('share pages where the build knows of confidential computing', () => {
    const of = names('CONFIG_INTEL_TDX_GUEST=y\nCONFIG_ARCH_HAS_CC_PLATFORM=y');
    expect(of).toContain('bit 47 of shared pages');
    expect(of).not.toContain('SME C-bit 47');
  });
});

describe('a name that only the headers have', () => {
  it('is known where a row says why it is left out', () => {
    expect(knownOnly(kernel('5.10.262'), 'MAX_PHYSMEM_BITS')).toBeDefined();
    expect(knownOnly(kernel('6.1'), 'MAX_PHYSMEM_BITS')).toBeUndefined();
    expect(knownOnly(kernel('6.12'), 'pte_mknew()')).toBeUndefined();
  });

  it('is a helper that the library lacks there, if it is one', () => {
    for (const row of (leftOut as readonly Row[]).filter(({ id }) => id in library))
      for (const [series, patch] of Object.entries(row.sinceStable ?? {})) {
        expect(camel(row.kernel)).toBe(row.id);
        expect(hasHelper(kernel(`${series}.${patch}`), row.kernel)).toBe(false);
      }
  });

  it('decides the verdict when it is news, and nothing else differs', () => {
    expect(verdictOf({ agree: true, news: [] })).toBe('agree');
    expect(verdictOf({ agree: true, news: ['pte_mknew()'] })).toBe('news');
    expect(verdictOf({ agree: false, news: ['pte_mknew()'] })).toBe('differ');
  });

  // 6.12.111 defines softleaf_from_pte() as pte_to_swp_entry(), 6.12.107 does not
  it('is no name of the library: softleaf_from_pte() of 6.12.y is there', () => {
    expect(
      [kernel('6.12.107'), kernel('6.12.118'), kernel('6.18'), kernel('6.19')].map((k) => k.has('softleafFromPte')),
    ).toEqual([false, true, false, true]);
    const k = kernel('6.12.118');
    for (const pte of [0n, 0x8000000012345067n, 0xfffffffffffbfe02n])
      expect(library.softleafFromPte(k, pte)).toBe(library.pteToSwpEntry(k, pte));
  });
});
