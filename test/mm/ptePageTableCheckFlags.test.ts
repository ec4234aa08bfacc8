import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';
import { ptePageTableCheckFlags, pteUffdWpWarns } from '../../lib/mm/page_table_check/ptePageTableCheckFlags.ts';
import { warningsOf, warningText } from '../../lib/mm/page_table_check/warnings.ts';
import { entry, without } from './entries.ts';

// mm/page_table_check.c, page_table_check_pte_flags()
describe('ptePageTableCheckFlags', () => {
  const k = kernel('6.12');

  it.each<readonly [string, bigint, boolean]>([
    ['present, uffd-wp, writable', 0x8000000012345427n, true],
    ['present, uffd-wp, read-only', 0x8000000012345425n, false],
    ['present, writable', 0x8000000012345027n, false],
    ['shadow-stack memory with uffd-wp', 0x8000000012345465n, true],
    ['nothing', 0n, false],
    ['a uffd-wp marker', 0xfffffffffffffc00n, false],
    ['a swap entry with uffd-wp', 0x07ffffffffdffe04n, false],
    ['a writable migration entry with uffd-wp', entry(k, 'write', { uffdWp: true }), true],
    ['a read-only exclusive migration entry with uffd-wp', entry(k, 'readExclusive', { uffdWp: true }), false],
    ['a writable device-private entry with uffd-wp', entry(k, 'deviceWrite', { uffdWp: true }), true],
    ['a writable device-exclusive entry with uffd-wp', entry(k, 'exclusiveWrite', { uffdWp: true }), true],
    ['a writable migration entry', entry(k, 'write'), false],
  ])('%s', (_, pte, warns) => {
    expect(ptePageTableCheckFlags(k, pte)).toBe(warns);
  });

  it('lets device-exclusive entries pass from 6.15 on, which has one type for them', () => {
    const now = kernel('6.15');
    expect(ptePageTableCheckFlags(now, entry(now, 'exclusive', { uffdWp: true }))).toBe(false);
  });

  it.each<readonly [string, boolean]>([
    ['5.7', false],
    ['6.6.46', false],
    ['6.6.47', true],
    ['6.9', false],
    ['6.10', true],
    ['7.3', true],
  ])('%s checks: %s', (version, checks) => {
    expect(ptePageTableCheckFlags(kernel(version), 0x8000000012345427n)).toBe(checks);
  });

  it('asks for the row pageTableCheckUffdWp', () => {
    expect(ptePageTableCheckFlags(without('6.12', 'pageTableCheckUffdWp'), 0x8000000012345427n)).toBe(false);
  });
});

// mm/page_table_check.c, page_table_check_pmd_flags() of 6.6.87, 6.10.0, 6.12.111, 6.19.0, 7.3.4
describe('ptePageTableCheckFlags of a PMD', () => {
  it.each<readonly [string, bigint, boolean]>([
    ['a huge page, uffd-wp, writable', 0x80000000122004e7n, true],
    ['a huge page, uffd-wp, read-only', 0x80000000122004a5n, false],
    ['a huge page, writable', 0x80000000122000e7n, false],
    ['nothing', 0n, false],
  ])('%s', (_, pmd, warns) => {
    for (const version of ['6.6.87', '6.10', '6.12.118', '6.19', '7.3'])
      expect(ptePageTableCheckFlags(kernel(version), pmd, 'pmd')).toBe(warns);
    expect(ptePageTableCheckFlags(kernel('6.9'), pmd, 'pmd')).toBe(false);
  });

  it('takes writable migration entries as for PTEs', () => {
    const k = kernel('7.3');
    expect(ptePageTableCheckFlags(k, entry(k, 'write', { uffdWp: true }), 'pmd')).toBe(true);
    expect(ptePageTableCheckFlags(k, entry(k, 'read', { uffdWp: true }), 'pmd')).toBe(false);
  });

  it('never looks at a PUD', () => {
    expect(ptePageTableCheckFlags(kernel('7.3'), 0x80000000400004e7n, 'pud')).toBe(false);
  });
});

describe('warningsOf', () => {
  const both = 0x8000000012345427n;
  const said = (version: string, word: bigint, watched = {}) =>
    warningsOf(kernel(version), word, watched).map((warning) => `${warning.in}: ${warningText(warning)}`);

  it.each<readonly [string, readonly string[]]>([
    ['6.1', []],
    ['6.2', ['pte_uffd_wp: DEBUG_VM would warn: writable and uffd-wp']],
    ['6.9', ['pte_uffd_wp: DEBUG_VM would warn: writable and uffd-wp']],
    ['6.10', ['page_table_check_pte_flags: page_table_check would warn: writable and uffd-wp']],
    ['7.3', ['page_table_check_pte_flags: page_table_check would warn: writable and uffd-wp']],
  ])('%s says of a writable entry with uffd-wp %j', (version, texts) => {
    expect(said(version, both)).toEqual(texts);
    expect(said(version, 0x8000000012345425n)).toEqual([]);
  });

  it('knows PMDs', () => {
    expect(said('7.3', 0x80000000122004e7n, { level: 'pmd' })).toEqual([
      'page_table_check_pmd_flags: page_table_check would warn: writable and uffd-wp',
    ]);
    expect(said('6.9', 0x80000000122004e7n, { level: 'pmd' })).toEqual([]);
  });

  // arch/x86/mm/pgtable.c, arch_check_zapped_pte() and arch_check_zapped_pmd() of 6.6.9 to 7.3.4
  it.each<readonly [string, number]>([
    ['6.5', 0],
    ['6.6', 1],
    ['7.3', 1],
  ])('%s warns of a shadow stack in an ordinary mapping: %s', (version, times) => {
    const k = kernel(version);
    const ordinary = vma(k, { vmFlags: ['read', 'write'] });
    expect(warningsOf(k, 0x8000000012345065n, { vma: ordinary })).toHaveLength(times);
    expect(warningsOf(k, 0x80000000122000e5n, { vma: ordinary, level: 'pmd' })).toHaveLength(times);
    expect(warningsOf(k, 0x8000000012345065n)).toEqual([]);
    if (k.vm.shadowStack)
      expect(warningsOf(k, 0x8000000012345065n, { vma: { vmFlags: k.vm.shadowStack } })).toEqual([]);
  });
});

describe('pteUffdWpWarns', () => {
  it.each<readonly [string, boolean]>([
    ['6.1.192', false],
    ['6.2', true],
    ['6.6.46', true],
    ['6.6.47', false],
    ['6.9', true],
    ['6.10', false],
  ])('%s: %s', (version, warns) => {
    const k = kernel(version);
    expect(pteUffdWpWarns(k, 0x8000000012345427n)).toBe(warns);
    expect(pteUffdWpWarns(k, 0x8000000012345425n)).toBe(false);
  });

  it('asks for its row', () => {
    expect(pteUffdWpWarns(without('6.6', 'pteUffdWpWarns'), 0x8000000012345427n)).toBe(false);
  });
});
