/** Entries that are neither empty nor present: asm/pgtable_64.h, linux/swap.h, linux/swapops.h (from 6.19 linux/leafops.h). */
import type { BitRow, FieldRow, Row } from './schema.ts';

/** The type, which says what the entry is, and the offset. */
export const swapFields = [
  { id: 'swpType', hi: 63, lo: 59, since: '4.19', kernel: '__swp_type', cite: 'bcd11afa7ade', judge: 'source: 4.19.0, 7.3.4, arch/x86/include/asm/pgtable_64.h, __swp_type' },
  { id: 'swpOffset', hi: 58, lo: 9, since: '4.19', kernel: '__swp_offset', inverted: true, cite: '2f22b4cd45b6', judge: 'source: 4.19.0, 7.3.4, arch/x86/include/asm/pgtable_64.h, __swp_offset' },
] as const satisfies readonly FieldRow[];

/** Flags beside type and offset, and the bits that an erratum of processors sets. */
export const swapBits = [
  { id: 'swpSoftDirty', bit: 1, since: '4.19', kernel: '_PAGE_SWP_SOFT_DIRTY', needs: ['softDirty'], cite: 'eee4818baac0', judge: 'headers: 4.19.78, 7.3.4', says: 'written since the last clear_refs', clear: 'not marked as written since the last clear_refs' },
  {
    id: 'swpUffdWp', bit: 2, since: '5.7', kernel: '_PAGE_SWP_UFFD_WP', needs: ['uffdWp'], cite: 'f45ec5ff16a7',
    renamed: [{ since: '7.3', kernel: '_PAGE_SWP_UFFD' }], says: 'userfaultfd traps writes to the page',
    judge: [
      'source: 5.6.4, 5.7.14, arch/x86/include/asm/pgtable_types.h, _PAGE_SWP_UFFD_WP',
      'source: 7.2.13, 7.3.0-rc7, arch/x86/include/asm/pgtable_types.h, _PAGE_SWP_UFFD',
    ],
    clear: 'userfaultfd does not trap writes to the page',
  },
  { id: 'swpExclusive', bit: 3, since: '5.19', kernel: '_PAGE_SWP_EXCLUSIVE', cite: '1493a1913e34', judge: 'source: 5.18.12, 5.19.0, arch/x86/include/asm/pgtable_64_types.h, _PAGE_SWP_EXCLUSIVE', says: 'the anonymous page belongs to this process alone', clear: 'the page may belong to other processes, too' },
  { id: 'swpIgnoredA', bit: 5, since: '4.19', kernel: '_PAGE_ACCESSED', cite: '00839ee3b299', judge: 'headers: 4.19.78, 7.3.4', says: 'set by hardware with the Knights Landing erratum; ignored' },
  { id: 'swpIgnoredD', bit: 6, since: '4.19', kernel: '_PAGE_DIRTY', cite: '00839ee3b299', judge: 'headers: 4.19.78, 7.3.4', says: 'set by hardware with the Knights Landing erratum; ignored' },
] as const satisfies readonly BitRow[];

/**
 * Types that are not swap devices. They fill the top of the type space, in this order, exactly as
 * include/linux/swap.h stacks them: a number is never written down, it follows from who is built in.
 */
export const swapTypes = [
  { id: 'hwpoison', since: '4.19', kernel: 'SWP_HWPOISON', needs: ['memoryFailure'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'migrationRead', since: '4.19', kernel: 'SWP_MIGRATION_READ', needs: ['migration'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'migrationReadExclusive', since: '5.19', kernel: 'SWP_MIGRATION_READ_EXCLUSIVE', needs: ['migration'], cite: '6c287605fd56', judge: 'source: 5.18.12, 5.19.0, include/linux/swap.h, SWP_MIGRATION_READ_EXCLUSIVE' },
  { id: 'migrationWrite', since: '4.19', kernel: 'SWP_MIGRATION_WRITE', needs: ['migration'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'deviceWrite', since: '4.19', kernel: 'SWP_DEVICE_WRITE', needs: ['devicePrivate'], judge: 'source: 4.19.0, 7.3.4, include/linux/swap.h, SWP_DEVICE_WRITE' },
  { id: 'deviceRead', since: '4.19', kernel: 'SWP_DEVICE_READ', needs: ['devicePrivate'], judge: 'source: 4.19.0, 7.3.4, include/linux/swap.h, SWP_DEVICE_READ' },
  { id: 'deviceExclusiveWrite', since: '5.14', until: '6.15', kernel: 'SWP_DEVICE_EXCLUSIVE_WRITE', needs: ['devicePrivate'], cite: 'b756a3b5e7ea', judge: ['source: 5.12.9, 5.14.2, include/linux/swap.h, SWP_DEVICE_EXCLUSIVE_WRITE', 'source: 6.14.0, 6.17.0-rc6, include/linux/swap.h, SWP_DEVICE_EXCLUSIVE_WRITE'] },
  { id: 'deviceExclusiveRead', since: '5.14', until: '6.15', kernel: 'SWP_DEVICE_EXCLUSIVE_READ', needs: ['devicePrivate'], cite: 'b756a3b5e7ea', judge: ['source: 5.12.9, 5.14.2, include/linux/swap.h, SWP_DEVICE_EXCLUSIVE_READ', 'source: 6.14.0, 6.17.0-rc6, include/linux/swap.h, SWP_DEVICE_EXCLUSIVE_READ'] },
  { id: 'deviceExclusive', since: '6.15', kernel: 'SWP_DEVICE_EXCLUSIVE', needs: ['devicePrivate'], cite: 'c25465eb7630', judge: 'source: 6.14.0, 6.17.0-rc6, include/linux/swap.h, SWP_DEVICE_EXCLUSIVE' },
  { id: 'pteMarker', since: '5.19', until: '6.2', kernel: 'SWP_PTE_MARKER', needs: ['pteMarker'], cite: '679d10331910', judge: ['source: 5.18.12, 5.19.0, include/linux/swap.h, SWP_PTE_MARKER', 'source: 6.1.192, 6.2.12, include/linux/swap.h, SWP_PTE_MARKER'] },
  { id: 'pteMarker', since: '6.2', kernel: 'SWP_PTE_MARKER', cite: 'ca92ea3dc5a2', judge: 'source: 6.1.192, 6.2.12, include/linux/swap.h, SWP_PTE_MARKER' },
  { id: 'swapinError', since: '5.19', until: '6.2', kernel: 'SWP_SWAPIN_ERROR', cite: '9f186f9e5fa9', judge: ['source: 5.18.12, 5.19.0, include/linux/swap.h, SWP_SWAPIN_ERROR', 'source: 6.1.192, 6.2.12, include/linux/swap.h, SWP_SWAPIN_ERROR'] },
] as const satisfies readonly Row[];

/** What a marker's offset says. */
export const markerBits = [
  { id: 'uffdWp', bit: 0, since: '5.19', kernel: 'PTE_MARKER_UFFD_WP', cite: '1db9dbc2ef05', judge: 'source: 5.18.12, 5.19.0, include/linux/swapops.h, PTE_MARKER_UFFD_WP', says: 'userfaultfd write protection of a page that is not there', clear: 'no write protection by userfaultfd' },
  {
    id: 'poisoned', bit: 1, since: '6.2', kernel: 'PTE_MARKER_SWAPIN_ERROR', cite: '15520a3f0469',
    renamed: [{ since: '6.6', kernel: 'PTE_MARKER_POISONED' }], says: 'access fails: the page could not be read in',
    laterSays: [{ since: '6.6', says: 'access fails: the page could not be read in, or UFFDIO_POISON' }],
    judge: [
      'source: 6.1.192, 6.2.12, include/linux/swapops.h, PTE_MARKER_SWAPIN_ERROR',
      'source: 6.5.0, 6.6.9, include/linux/swapops.h, PTE_MARKER_POISONED',
    ],
    clear: 'access does not fail for want of a page',
  },
  { id: 'guard', bit: 2, since: '6.13', kernel: 'PTE_MARKER_GUARD', cite: '7c53dfbdb024', judge: 'source: 6.12.118, 6.13.0, include/linux/swapops.h, PTE_MARKER_GUARD', says: 'a guard region: access gets SIGSEGV', clear: 'no guard region' },
] as const satisfies readonly BitRow[];

/**
 * Migration entries carry young and dirty in the offset, in the two bits above the page frame number,
 * in this order: SWP_MIG_YOUNG_BIT and SWP_MIG_DIRTY_BIT of linux/swapops.h.
 */
export const migrationBits = [
  { id: 'migYoung', since: '6.1', kernel: 'SWP_MIG_YOUNG', needs: ['migration', 'migrationAd'], cite: '2e3468778dbe', judge: 'source: 6.0.1, 6.1.0-rc6, include/linux/swapops.h, SWP_MIG_YOUNG_BIT', says: 'the page was young when its migration began', clear: 'the page was not young when its migration began' },
  { id: 'migDirty', since: '6.1', kernel: 'SWP_MIG_DIRTY', needs: ['migration', 'migrationAd'], cite: '2e3468778dbe', judge: 'source: 6.0.1, 6.1.0-rc6, include/linux/swapops.h, SWP_MIG_DIRTY_BIT', says: 'the entry was dirty when its migration began', clear: 'the entry was not dirty when its migration began' },
] as const satisfies readonly Row[];
