import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { ptePageTableCheckFlags, pteUffdWpWarns } from '../../lib/mm/page_table_check/ptePageTableCheckFlags.ts';
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
