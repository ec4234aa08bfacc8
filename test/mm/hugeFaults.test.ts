import { describe, expect, it } from 'vitest';
import { type Kernel, kernel, type VmFlagId } from '../../lib/kernel/kernel.ts';
import { fault } from '../../lib/mm/common/fault.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { type VmaParts, vma } from '../../lib/mm/common/makeVma.ts';
import type { Vma } from '../../lib/mm/common/vma.ts';
import { doHugePmdAnonymousPage } from '../../lib/mm/huge_memory/doHugePmdAnonymousPage.ts';
import { doHugePmdUffdRwp } from '../../lib/mm/huge_memory/doHugePmdUffdRwp.ts';
import { doHugePmdWpPage } from '../../lib/mm/huge_memory/doHugePmdWpPage.ts';
import { doSetPmd } from '../../lib/mm/huge_memory/doSetPmd.ts';
import { handlePmdFault } from '../../lib/mm/huge_memory/handlePmdFault.ts';
import { hugePmdSetAccessed } from '../../lib/mm/huge_memory/hugePmdSetAccessed.ts';
import { insertPmd } from '../../lib/mm/huge_memory/insertPmd.ts';
import { entry, show, without } from './entries.ts';

const pfn = 0x12200n;
const newPfn = 0x33200n;
const clean = 0x80000000122000a5n;
const mine = folio({ exclusive: true });
const write = fault({ write: true });
const read = fault();
const unshare = fault({ unshare: true });
const rw = ['read', 'write', 'mayread', 'maywrite'] as const;
const anon = (k: Kernel, more: readonly VmFlagId[] = ['softdirty'], parts: Partial<VmaParts> = {}): Vma =>
  vma(k, { vmFlags: [...rw, ...more], ...parts });
const file = (k: Kernel, more: readonly VmFlagId[] = []): Vma =>
  vma(k, { vmFlags: [...rw, 'softdirty', ...more], anonymous: false });
const split = { pte: clean, returned: ['VM_FAULT_FALLBACK'], splits: true };

describe('doHugePmdWpPage', () => {
  const wp = (k: Kernel, page?: typeof mine, how = {}, f = write) => doHugePmdWpPage(k, clean, anon(k), page, f, how);

  // do_huge_pmd_wp_page(): PageAnonExclusive() of 5.19.0; VM_FAULT_WRITE to 6.1.192
  it.each([
    ['5.19', ['VM_FAULT_WRITE']],
    ['6.1', ['VM_FAULT_WRITE']],
    ['6.2', []],
    ['7.3', []],
  ])('%s makes a page writable that is this process’s alone', (version, returned) => {
    expect(wp(kernel(version), mine)).toMatchObject({ pte: 0x80000000122008e7n, returned, effects: [], splits: false });
    expect(wp(kernel(version), mine, {}, unshare)).toMatchObject({ pte: clean, returned: [], splits: false });
  });

  // reuse_swap_page() to 5.17.0, page_count() from 5.18.1 on; do_wp_page() has counted references since 5.9
  it.each([
    ['4.19', true],
    ['5.9', true],
    ['5.17', true],
    ['5.18', false],
    ['5.19', false],
    ['7.3', false],
  ])('%s writes to a page in place that is mapped once and that others hold: %s', (version, reuses) => {
    const k = kernel(version);
    const held = folio({ reusable: false, mapcountReusable: true });
    const pmd = wp(k, held, { newPfn }).pte;
    expect(show(pmd) === '80000000122008e7').toBe(reuses);
    const ours = wp(k, folio({ reusable: true }));
    expect(show(ours.pte)).toBe('80000000122008e7');
    expect(ours.effects).toEqual(k.does('anonExclusive') ? ['RMAP_EXCLUSIVE'] : []);
  });

  it('does so by a row', () => {
    const held = folio({ reusable: false, mapcountReusable: true });
    expect(wp(without('5.17', 'hugeWpCountsMappings'), held)).toMatchObject(split);
  });

  // alloc_hugepage_vma() and do_huge_pmd_wp_page_fallback() of 4.19.1 to 5.7.14; __split_huge_pmd() of 5.8.1 and later
  it.each(['4.19', '5.7'])('%s copies a page that is shared', (version) => {
    const k = kernel(version);
    expect(wp(k, folio(), { newPfn })).toMatchObject({
      pte: 0x80000000332008e7n,
      returned: ['VM_FAULT_WRITE'],
      effects: ['flush_tlb_page', 'copy page'],
      splits: false,
    });
    expect(wp(k, folio(), { copyPfn: 0x33333n })).toMatchObject({
      pte: 0x8000000033333867n,
      returned: ['VM_FAULT_WRITE'],
      small: true,
    });
    expect(wp(k, folio())).toMatchObject({
      ...split,
      returned: ['VM_FAULT_OOM', 'VM_FAULT_FALLBACK'],
    });
  });

  it('splits it from 5.8 on', () => {
    for (const version of ['5.8', '6.12', '7.3']) {
      expect(wp(kernel(version), folio(), { newPfn }), version).toMatchObject(split);
      if (version !== '5.8') expect(wp(kernel(version), folio(), { newPfn }, unshare), version).toMatchObject(split);
    }
    expect(wp(without('5.7', 'hugeWpCopies'), folio(), { newPfn })).toMatchObject(split);
  });

  // The huge zero page: goto alloc to 5.7.14, goto fallback of 5.8.1 to 6.12.118, do_huge_zero_wp_pmd() of 6.13.0
  it.each([
    ['4.19', true],
    ['5.7', true],
    ['5.8', false],
    ['6.12', false],
    ['6.13', true],
    ['7.3', true],
  ])('%s gives a huge page for the huge zero page: %s', (version, gives) => {
    const k = kernel(version);
    const fresh = wp(k, undefined, { newPfn });
    expect(fresh).toMatchObject(gives ? { pte: 0x80000000332008e7n, splits: false } : split);
    if (gives)
      expect(fresh.effects).toEqual(
        k.does('anonExclusive') ? ['flush_tlb_page', 'RMAP_EXCLUSIVE'] : ['flush_tlb_page'],
      );
    expect(wp(k)).toMatchObject(split);
  });

  it('ends it while the address space is taken apart from 6.13 on', () => {
    const how = { newPfn, mm: { tlbFlushPending: 0, unstable: true } };
    expect(wp(kernel('6.13'), undefined, how)).toMatchObject({ pte: clean, returned: ['VM_FAULT_SIGBUS'] });
    expect(wp(kernel('5.7'), undefined, how).returned).toEqual(['VM_FAULT_WRITE']);
    expect(wp(without('6.13', 'hugeZeroWpAllocates'), undefined, how)).toMatchObject(split);
  });
});

describe('handlePmdFault', () => {
  // test/data/observations, thp, "write" after "clear_refs 4": 5.4 (118), 6.16 (278), 7.3 (374)
  it.each([
    ['5.4.286', 0x8000000001e000e5n, '8000000001e008e7'],
    ['6.16.12', 0x80000000270000a5n, '80000000270008e7'],
    ['7.3.4', 0x84000000046000a5n, '80000000046008e7'],
  ] as const)('%s writes as the running kernel did', (version, pmd, after) => {
    const k = kernel(version);
    const page = folio({ exclusive: true, reusable: true });
    expect(show(handlePmdFault(k, pmd, anon(k, []), page, write).pte)).toBe(after);
  });

  // wp_huge_pmd(): userfaultfd_huge_pmd_wp() of 5.7.14, userfaultfd_wp_async() of 6.7.3
  it('traps writes, page by page where the context resolves by itself', () => {
    const trapped = 0x80000000122004a5n;
    const at = (k: Kernel, f = write, async = false) =>
      handlePmdFault(k, trapped, anon(k, ['uffdWp', 'softdirty'], { uffdWpAsync: async }), mine, f);
    for (const version of ['5.7', '6.1', '7.3'])
      expect(at(kernel(version)), version).toMatchObject({ pte: trapped, next: 'handle_userfault', splits: false });
    expect(at(kernel('6.6'), write, true).next).toBe('handle_userfault');
    expect(at(kernel('6.7'), write, true)).toMatchObject({ ...split, pte: trapped });
    expect(at(kernel('6.7'), unshare)).toMatchObject({ pte: trapped, returned: [] });
  });

  it('waits for a page that moves, and has device memory brought back', () => {
    const k = kernel('7.3');
    const moving = entry(k, 'write', { pfn });
    expect(handlePmdFault(k, moving, anon(k), undefined, write)).toMatchObject({
      pte: moving,
      returned: [],
      next: 'migration_entry_wait',
    });
    // do_huge_pmd_device_private() of 6.19.0
    const device = entry(k, 'deviceRead', { pfn });
    expect(handlePmdFault(k, device, anon(k), undefined, read).next).toBe('migrate_to_ram');
    expect(handlePmdFault(k, device, anon(k), undefined, read, { locked: true })).not.toHaveProperty('next');
    const alone = fault({ vmaLock: true });
    expect(handlePmdFault(k, device, anon(k), undefined, alone).returned).toEqual(['VM_FAULT_RETRY']);
  });

  it('hands a hint to do_huge_pmd_numa_page()', () => {
    const k = kernel('6.12');
    const back = handlePmdFault(k, 0x000fffffedc001a0n, anon(k), mine, read);
    expect([show(back.pte), back.splits]).toEqual(['80000000122000a7', false]);
  });

  // huge_pmd_set_accessed(): pmdp_set_access_flags() of x86 writes for a write alone
  it('touches what may be written already', () => {
    const k = kernel('6.12');
    const old = 0x8000000012200087n;
    expect(show(handlePmdFault(k, old, anon(k), mine, write).pte)).toBe('80000000122008e7');
    expect(handlePmdFault(k, old, anon(k), mine, read).pte).toBe(old);
    expect(hugePmdSetAccessed(k, clean, read).pte).toBe(clean);
  });

  // wp_huge_pmd(): the driver is asked in any mapping to 6.1.192, in a shared one from 6.2.12 on; its word is the last to 5.6.4
  it('splits what is of a file', () => {
    const page = folio({ anon: false });
    const at = (k: Kernel, v: Vma, returns?: readonly ('VM_FAULT_NOPAGE' | 'VM_FAULT_FALLBACK')[]) =>
      handlePmdFault(k, clean, v, page, write, returns ? { hugeFaultReturns: returns } : {});
    for (const version of ['4.19', '6.12', '7.3'])
      expect(at(kernel(version), file(kernel(version), ['shared', 'mayshare'])), version).toMatchObject(split);
    const asked = { pte: clean, returned: ['VM_FAULT_NOPAGE'], splits: false };
    expect(at(kernel('6.1'), file(kernel('6.1')), ['VM_FAULT_NOPAGE'])).toMatchObject(asked);
    expect(at(kernel('6.2'), file(kernel('6.2')), ['VM_FAULT_NOPAGE'])).toMatchObject(split);
    const k = kernel('7.3');
    expect(at(k, file(k, ['shared', 'mayshare']), ['VM_FAULT_NOPAGE'])).toMatchObject(asked);
    const small = { ...split, splits: false };
    expect(at(kernel('5.6'), file(kernel('5.6')), ['VM_FAULT_FALLBACK'])).toMatchObject(small);
    expect(at(kernel('5.7'), file(kernel('5.7')), ['VM_FAULT_FALLBACK'])).toMatchObject(split);
    const late = without('5.6', 'hugeWpTrustsDriver');
    expect(at(late, file(late), ['VM_FAULT_FALLBACK'])).toMatchObject(split);
  });

  it('makes a huge page where the mapping may have one', () => {
    const k = kernel('6.12');
    const small = { pte: 0n, returned: ['VM_FAULT_FALLBACK'], splits: false };
    expect(show(handlePmdFault(k, 0n, anon(k), undefined, write, { newPfn }).pte)).toBe('80000000332008e7');
    expect(handlePmdFault(k, 0n, anon(k), undefined, write, { newPfn, disabled: true })).toMatchObject(small);
    expect(handlePmdFault(k, 0n, file(k), undefined, write, { newPfn })).toMatchObject(small);
    expect(handlePmdFault(k, 0n, file(k), undefined, read, { hugeFaultReturns: ['VM_FAULT_NOPAGE'] }).returned).toEqual(
      ['VM_FAULT_NOPAGE'],
    );
    expect(() => handlePmdFault(k, 0x12345067n, anon(k), undefined, read)).toThrow(/a pointer to a table/);
  });
});

describe('doHugePmdUffdRwp', () => {
  // do_huge_pmd_uffd_rwp() of 7.3.0-rc7
  it('asks, or resolves by itself', () => {
    const k = kernel('7.3');
    const trapped = 0x000fffffedc005a0n;
    const at = (page: typeof mine, async: boolean) =>
      doHugePmdUffdRwp(k, trapped, anon(k, ['uffdRwp', 'softdirty'], { uffdRwpAsync: async }), page, read);
    expect(at(mine, false)).toMatchObject({ pte: trapped, next: 'handle_userfault' });
    expect(show(at(mine, true).pte)).toBe('80000000122000a7');
    expect(show(at(folio(), true).pte)).toBe('80000000122000a5');
    const armed = anon(k, ['uffdRwp', 'softdirty']);
    expect(handlePmdFault(k, trapped, armed, mine, read).next).toBe('handle_userfault');
  });
});

describe('doHugePmdAnonymousPage', () => {
  const missing = (k: Kernel, f = read, how = {}, v = anon(k)) => doHugePmdAnonymousPage(k, 0n, v, f, how);

  // set_huge_zero_page() of 4.19.1 to 6.17.8, set_huge_zero_folio() of 6.18.2 with pmd_mkspecial()
  it.each([
    ['4.19', '80000000122000a5'],
    ['6.17', '80000000122000a5'],
    ['6.18', '80000000122002a5'],
    ['7.3', '80000000122002a5'],
  ])('%s maps the huge zero page for a read as %s', (version, pmd) => {
    expect(show(missing(kernel(version), read, { zeroPfn: pfn, newPfn }).pte)).toBe(pmd);
    expect(show(missing(without(version, 'hugeZeroIsSpecial'), read, { zeroPfn: pfn }).pte)).toBe('80000000122000a5');
  });

  // __do_huge_pmd_anonymous_page() of 4.19.1 to 6.12.118, map_anon_folio_pmd() of 6.13.0: pmd_mkdirty() whatever the fault is
  // a read-only entry saves its Dirty bit in another from 6.6 on
  it.each([
    ['4.19', [], '80000000332008e5'],
    ['5.19', ['RMAP_EXCLUSIVE'], '80000000332008e5'],
    ['6.13', ['RMAP_EXCLUSIVE'], '84000000332008a5'],
    ['7.3', ['RMAP_EXCLUSIVE'], '84000000332008a5'],
  ])('%s maps a new page, dirty and writable', (version, effects, readOnly) => {
    const k = kernel(version);
    for (const f of [read, write])
      expect(missing(k, f, { newPfn })).toMatchObject({ pte: 0x80000000332008e7n, returned: [], effects });
    const mayNot = vma(k, { vmFlags: ['read', 'mayread', 'maywrite', 'softdirty'] });
    expect(show(missing(k, read, { newPfn }, mayNot).pte)).toBe(readOnly);
  });

  it('says why not', () => {
    const k = kernel('6.12');
    expect(missing(k, write, { zeroPfn: pfn })).toMatchObject({
      pte: 0n,
      returned: ['VM_FAULT_FALLBACK'],
      splits: false,
    });
    expect(missing(k, write, { newPfn, oom: true }).returned).toEqual(['VM_FAULT_OOM']);
    expect(missing(k, write, { newPfn, mm: { tlbFlushPending: 0, unstable: true } }).returned).toEqual([
      'VM_FAULT_SIGBUS',
    ]);
    expect(missing(k, read, { zeroPfn: pfn }, anon(k, ['uffdMissing'])).next).toBe('handle_userfault');
  });

  // vmf_anon_prepare() in do_huge_pmd_anonymous_page() of 6.10.0, not of 6.9.0
  it('needs an anon_vma under the lock of the mapping alone from 6.10 on', () => {
    const at = (k: Kernel) =>
      missing(k, fault({ vmaLock: true }), { zeroPfn: pfn, mmapLocked: true }, anon(k, [], { anonVma: false }))
        .returned;
    expect(at(kernel('6.9'))).toEqual([]);
    expect(at(kernel('6.10'))).toEqual(['VM_FAULT_RETRY']);
  });
});

describe('insertPmd', () => {
  const insert = (k: Kernel, how = {}, f = read, pmd = 0n, v = file(k, ['mixedmap'])) =>
    show(insertPmd(k, pmd, v, pfn, f, how).pte);

  // insert_pfn_pmd() of 6.11.11, of 6.12.0 (pmd_mkspecial()), of 6.14.0 (pmd_mkdevmap()), insert_pmd() of 6.17.0-rc6 (folio_mk_pmd())
  // and of 6.18.2 (the huge zero page); 38607c62b34b (6.15) counts references of DAX pages
  it.each([
    ['4.19', '80000000122000a5', '84000000122000a5', '80000000122000a5'],
    ['6.11', '80000000122000a5', '82000000122000a5', '80000000122000a5'],
    ['6.12', '80000000122002a5', '82000000122000a5', '80000000122000a5'],
    ['6.14', '80000000122002a5', '82000000122000a5', '80000000122000a5'],
    ['6.17', '80000000122002a5', '80000000122000a5', '80000000122000a5'],
    ['6.18', '80000000122002a5', '80000000122000a5', '80000000122002a5'],
    ['7.3', '80000000122002a5', '80000000122000a5', '80000000122002a5'],
  ])('%s maps memory of a driver, a page of DAX, a hole of DAX', (version, driver, dax, hole) => {
    const k = kernel(version);
    expect([insert(k), insert(k, { dax: true }), insert(k, { dax: true, hugeZero: true })]).toEqual([
      driver,
      dax,
      hole,
    ]);
    const shared = file(k, ['shared', 'mayshare']);
    expect(insert(k, { dax: true }, write, 0n, shared).slice(-3)).toBe('8e7');
  });

  // "if (!pmd_none(*pmd))" in insert_pfn_pmd() of 5.1.0 and 4.19.222, not of 5.0.0 and 4.19.1
  it.each([
    ['4.19.1', false],
    ['4.19.222', true],
    ['5.0', false],
    ['5.1', true],
    ['7.3', true],
  ])('%s leaves what is there: %s', (version, leaves) => {
    const k = kernel(version);
    const shared = file(k, ['shared', 'mayshare']);
    const there = 0x80000000122008e7n;
    expect(insert(k, { dax: true }, read, there, shared) === show(there)).toBe(leaves);
    if (leaves) expect(insert(k, {}, read, 0x80000000556000a5n)).toBe('80000000556000a5');
    if (leaves) expect(insert(k, {}, write, 0x8000000012200085n, shared)).toBe('80000000122008e7');
    if (leaves) expect(insert(k, {}, write, 0x80000000556000a5n, shared)).toBe('80000000556000a5');
  });

  it('does so by rows', () => {
    const plain = without('6.12', 'insertPmdIsSpecial');
    expect(insert(plain)).toBe('80000000122000a5');
    const anew = without('6.12', 'insertPmdKeepsEntry');
    expect(insert(anew, { dax: true }, read, 0x80000000122008e7n)).toBe('82000000122000a5');
  });
});

describe('doSetPmd', () => {
  const page = folio({ anon: false });
  const shared = (k: Kernel) => file(k, ['shared', 'mayshare']);

  // do_set_pmd() of 4.19.1 to 7.3.4
  it.each(['4.19', '6.12', '7.3'])('%s maps a huge page of a file', (version) => {
    const k = kernel(version);
    expect(show(doSetPmd(k, 0n, shared(k), page, pfn, read).pte)).toBe('80000000122000a7');
    expect(show(doSetPmd(k, 0n, shared(k), page, pfn, write).pte)).toBe('80000000122008e7');
    expect(show(doSetPmd(k, 0n, file(k), page, pfn, read).pte)).toBe('80000000122000a5');
  });

  // PageHasHWPoisoned() of 5.15.0 and ChangeLog-5.14.16; vma_thp_disabled() of 6.12.0, 6.6.87 and ChangeLog-6.11.6
  it.each([
    ['5.14.15', 'hwpoison', false],
    ['5.14.16', 'hwpoison', true],
    ['5.15', 'hwpoison', true],
    ['6.6.17', 'disabled', false],
    ['6.6.87', 'disabled', true],
    ['6.11.5', 'disabled', false],
    ['6.11.6', 'disabled', true],
    ['6.12', 'disabled', true],
  ] as const)('%s maps small pages instead (%s): %s', (version, why, small) => {
    const k = kernel(version);
    const bad = folio({ anon: false, hwpoison: why === 'hwpoison' });
    const mapped = doSetPmd(k, 0n, shared(k), bad, pfn, read, { disabled: why === 'disabled' });
    expect(mapped.returned).toEqual(small ? ['VM_FAULT_FALLBACK'] : []);
  });

  it('has that by rows', () => {
    const bad = folio({ anon: false, hwpoison: true });
    const one = without('6.12', 'fileHugeRefusesPoison');
    expect(doSetPmd(one, 0n, shared(one), bad, pfn, read).returned).toEqual([]);
    const other = without('6.12', 'fileHugeAsksMapping');
    expect(doSetPmd(other, 0n, shared(other), page, pfn, read, { disabled: true }).returned).toEqual([]);
  });
});
