import { describe, expect, it } from 'vitest';
import { type Kernel, kernel, type VmFlagId } from '../../lib/kernel/kernel.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { type VmaParts, vma } from '../../lib/mm/common/makeVma.ts';
import type { Vma } from '../../lib/mm/common/vma.ts';
import { moveHugePmd } from '../../lib/mm/huge_memory/moveHugePmd.ts';
import { movePagesHugePmd } from '../../lib/mm/huge_memory/movePagesHugePmd.ts';
import { entry, show, without } from './entries.ts';

const pfn = 0x12200n;
const clean = 0x80000000122000a5n;
const trapped = 0x80000000122004a5n;
const mine = folio({ exclusive: true });
const anon = (k: Kernel, more: readonly VmFlagId[] = [], parts: Partial<VmaParts> = {}): Vma =>
  vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite', 'softdirty', ...more], ...parts });

describe('moveHugePmd', () => {
  it('makes what has moved soft-dirty, in every release', () => {
    // move_soft_dirty_pmd() of 4.19.1 to 7.3.4
    for (const version of ['4.19', '5.10', '6.12', '7.3']) {
      const k = kernel(version);
      expect(moveHugePmd(k, clean, anon(k)), version).toMatchObject({
        pte: 0x80000000122008a5n,
        effects: ['flush_tlb_page'],
      });
      const moving = entry(k, 'write', { pfn });
      expect(moveHugePmd(k, moving, anon(k))).toMatchObject({
        pte: entry(k, 'write', { pfn, softDirty: true }),
        effects: [],
      });
    }
    const off = kernel('6.12', { softDirty: false });
    expect(moveHugePmd(off, clean, vma(off, { vmFlags: ['read', 'write', 'maywrite'] })).pte).toBe(clean);
  });

  it('leaves soft-dirty of device memory as it is', () => {
    // neither is_pmd_migration_entry() nor pmd_present(): 6.19.0
    const k = kernel('6.19');
    const device = entry(k, 'deviceWrite', { pfn });
    expect(moveHugePmd(k, device, anon(k)).pte).toBe(device);
    const armed = entry(k, 'deviceWrite', { pfn, uffdWp: true });
    expect(moveHugePmd(k, armed, anon(k, ['uffdWp'])).pte).toBe(device);
  });

  // 0cef0bb836e3 in mm/huge_memory.c: stable-queue releases/6.12.11, ChangeLog-6.1.191
  it.each([
    ['5.7', '8000000012200ca5'],
    ['6.1.190', '8000000012200ca5'],
    ['6.1.191', '80000000122008a5'],
    ['6.12.10', '8000000012200ca5'],
    ['6.12.11', '80000000122008a5'],
    ['6.13', '80000000122008a5'],
    ['7.3', '80000000122008a5'],
  ])('%s moves what userfaultfd traps as %s', (version, after) => {
    const k = kernel(version);
    expect(show(moveHugePmd(k, trapped, anon(k, ['uffdWp'])).pte)).toBe(after);
    expect(show(moveHugePmd(k, trapped, anon(k, ['uffdWp'], { uffdEventRemap: true })).pte)).toBe('8000000012200ca5');
    expect(show(moveHugePmd(k, trapped, anon(k)).pte)).toBe('8000000012200ca5');
  });

  it('frees migration entries of it too, and lets read again', () => {
    const k = kernel('7.3');
    const moving = entry(k, 'read', { pfn, uffdWp: true });
    expect(moveHugePmd(k, moving, anon(k, ['uffdWp'])).pte).toBe(entry(k, 'read', { pfn, softDirty: true }));
    // pmd_modify(vm_page_prot) in move_huge_pmd() of 7.3.0-rc7
    expect(show(moveHugePmd(k, 0x000fffffedc005a0n, anon(k, ['uffdRwp'])).pte)).toBe('80000000122008a5');
  });
});

describe('movePagesHugePmd', () => {
  const stray = 0x5800000n;
  const move = (k: Kernel, pmd: bigint, page?: typeof mine, how = {}) =>
    movePagesHugePmd(k, pmd, anon(k), page, { strayPfn: stray, ...how });

  // move_pages_huge_pmd() of 6.8.0 to 7.3.4: mk_huge_pmd(), pmd_mkdirty(), pmd_mkwrite(), also where small pages keep what they were (6.15)
  it.each(['6.8', '6.15', '7.2'])('%s makes a page writable, dirty and soft-dirty', (version) => {
    expect(move(kernel(version), trapped, mine)).toMatchObject({
      pte: 0x80000000122008e7n,
      returned: 0,
      effects: ['flush_tlb_page'],
    });
  });

  it('leaves what others have', () => {
    const k = kernel('6.12');
    expect(move(k, clean, folio()).returned).toBe('-EBUSY');
    expect(move(k, clean, folio({ exclusive: true, pinned: true })).returned).toBe('-EBUSY');
    expect(move(k, clean, mine, { changed: true })).toMatchObject({ pte: 0n, returned: '-EAGAIN' });
    expect(move(k, entry(k, 'read', { pfn })).returned).toBe('-EAGAIN');
    const late = kernel('7.3');
    expect(move(late, entry(late, 'deviceRead', { pfn })).returned).toBe('-ENOENT');
    expect(() => movePagesHugePmd(kernel('6.7'), clean, anon(kernel('6.7')))).toThrow(RangeError);
  });

  // The huge zero page: PageAnonExclusive() of 6.8.0; mk_huge_pmd(src_page) of 6.9.0, 6.14.0; folio_mk_pmd(src_folio), which is NULL, of 6.17.0-rc6
  // to 6.18.15 and 6.19.6; move_soft_dirty_pmd() and clear_uffd_wp_pmd() of the entry of 6.18.26, 6.19.10, 7.0.0
  it.each([
    ['6.8', '0000000000000000'],
    ['6.9', '80000000122000a5'],
    ['6.15', '80000000122000a5'],
    ['6.17', '80005800000000a5'],
    ['6.18.15', '80005800000000a5'],
    ['6.18.26', '8000000012200aa5'],
    ['6.19.6', '80005800000000a5'],
    ['6.19.10', '8000000012200aa5'],
    ['7.0', '8000000012200aa5'],
  ])('%s moves the huge zero page as %s', (version, after) => {
    const k = kernel(version);
    const moved = movePagesHugePmd(k, 0x80000000122006a5n, anon(k), undefined, { strayPfn: 0x580000000n });
    expect(show(moved.pte)).toBe(after);
    expect(moved.returned).toBe(version === '6.8' ? '-EBUSY' : 0);
  });

  it('has that by rows, and asks for the number that the kernel finds (H38)', () => {
    expect(() => movePagesHugePmd(kernel('6.17'), clean, anon(kernel('6.17')))).toThrow(TypeError);
    const k = without('6.17', 'moveHugeZeroLosesPage');
    expect(show(movePagesHugePmd(k, clean, anon(k)).pte)).toBe('80000000122000a5');
    const late = without('7.0', 'moveHugeZeroKeepsEntry');
    expect(show(movePagesHugePmd(late, 0x80000000122006a5n, anon(late)).pte)).toBe('80000000122000a5');
  });

  // "if (userfaultfd_rwp(dst_vma))" of 7.3.0-rc7
  it('traps every access where it arrives', () => {
    const k = kernel('7.3');
    const armed = anon(k, ['uffdRwp']);
    expect(show(movePagesHugePmd(k, clean, armed, mine).pte)).toBe('040fffffedc00da0');
  });
});
