/** Present entries: arch/x86/include/asm/pgtable_types.h. Bits from the least significant up. */
import type { BitRow, FieldRow, Row, SetRow, TableLevel, ValueRow } from './schema.ts';

/** What the bits of a leaf mean, and of a table pointer those that tableBits names. */
export const presentBits = [
  { id: 'present', bit: 0, since: '4.19', kernel: '_PAGE_PRESENT', judge: 'headers: 4.19.78, 7.3.4', says: 'the processor may use the entry', clear: 'every access faults' },
  { id: 'rw', bit: 1, since: '4.19', kernel: '_PAGE_RW', judge: 'headers: 4.19.78, 7.3.4', says: 'writes are allowed', clear: 'writes fault' },
  { id: 'user', bit: 2, since: '4.19', kernel: '_PAGE_USER', judge: 'headers: 4.19.78, 7.3.4', says: 'user mode may access', clear: 'for the kernel alone' },
  { id: 'pwt', bit: 3, since: '4.19', kernel: '_PAGE_PWT', judge: 'headers: 4.19.78, 7.3.4', says: 'write-through; selects the memory type with PCD and PAT', clear: 'no write-through by itself; selects the memory type with PCD and PAT' },
  { id: 'pcd', bit: 4, since: '4.19', kernel: '_PAGE_PCD', judge: 'headers: 4.19.78, 7.3.4', says: 'cache disabled; selects the memory type with PWT and PAT', clear: 'cache not disabled by itself; selects the memory type with PWT and PAT' },
  { id: 'accessed', bit: 5, since: '4.19', kernel: '_PAGE_ACCESSED', judge: 'headers: 4.19.78, 7.3.4', says: 'set by the processor on access', clear: 'no access since it was last cleared' },
  {
    id: 'dirty', bit: 6, since: '4.19', kernel: '_PAGE_DIRTY', says: 'set by the processor on write',
    laterSays: [{ since: '6.6', says: 'set by the processor on write; with RW clear, shadow-stack memory where the processor has it' }],
    judge: 'headers: 4.19.78, 7.3.4',
    clear: 'no write since it was last cleared, as far as this bit tells',
  },
  { id: 'pat', bit: 7, since: '4.19', kernel: '_PAGE_PAT', levels: ['pte'], judge: 'headers: 4.19.78, 7.3.4', says: 'selects the memory type with PCD and PWT' },
  { id: 'pse', bit: 7, since: '4.19', kernel: '_PAGE_PSE', levels: ['pmd', 'pud'], judge: 'headers: 4.19.78, 7.3.4', says: 'a huge page, not a pointer to a table', clear: 'a pointer to a table, not a huge page' },
  { id: 'global', bit: 8, since: '4.19', kernel: '_PAGE_GLOBAL', judge: 'headers: 4.19.78, 7.3.4', says: 'kept in the TLB across address-space switches', clear: 'not kept in the TLB across address-space switches' },
  { id: 'protnone', bit: 8, since: '4.19', kernel: '_PAGE_PROTNONE', overlays: 'global', judge: 'headers: 4.19.78, 7.3.4', says: 'mapped by the kernel, every access faults: PROT_NONE or a NUMA hint', clear: 'neither PROT_NONE nor a NUMA hint' },
  { id: 'special', bit: 9, since: '4.19', kernel: '_PAGE_SPECIAL', levels: ['pte'], judge: 'headers: 4.19.78, 7.3.4', says: 'no struct page behind it for vm_normal_page', clear: 'vm_normal_page() looks for a struct page behind it' },
  { id: 'specialHuge', bit: 9, since: '6.12', kernel: '_PAGE_SPECIAL', levels: ['pmd', 'pud'], cite: '75182022a043', judge: 'source: 6.11.11, 6.12.0, arch/x86/include/asm/pgtable.h, pmd_mkspecial', says: 'no struct page behind it for vm_normal_page', clear: 'vm_normal_page() looks for a struct page behind it' },
  {
    id: 'uffdWp', bit: 10, since: '5.7', kernel: '_PAGE_UFFD_WP', needs: ['uffdWp'], cite: '5a281062af1d',
    renamed: [{ since: '7.3', kernel: '_PAGE_UFFD' }], says: 'userfaultfd traps writes',
    laterSays: [{ since: '7.3', says: 'userfaultfd traps writes; with PROT_NONE, every access' }],
    judge: [
      'source: 5.6.4, 5.7.14, arch/x86/include/asm/pgtable_types.h, _PAGE_UFFD_WP',
      'source: 7.2.13, 7.3.0-rc7, arch/x86/include/asm/pgtable_types.h, _PAGE_UFFD',
    ],
    clear: 'not trapped by userfaultfd',
  },
  { id: 'softDirty', bit: 11, since: '4.19', kernel: '_PAGE_SOFT_DIRTY', needs: ['softDirty'], judge: 'headers: 4.19.78, 7.3.4', says: 'written since the last clear_refs', clear: 'not marked as written since the last clear_refs' },
  { id: 'patLarge', bit: 12, since: '4.19', kernel: '_PAGE_PAT_LARGE', levels: ['pmd', 'pud'], judge: 'headers: 4.19.78, 7.3.4', says: 'the PAT bit of a huge page' },
  { id: 'devmap', bit: 58, since: '4.19', until: '6.6', kernel: '_PAGE_DEVMAP', cite: 'fca4d413c5f7', judge: 'source: 6.5.0, 6.6.9, arch/x86/include/asm/pgtable_types.h, _PAGE_BIT_SOFTW4', says: 'device memory mapped through get_user_pages', clear: 'not device memory that is mapped through get_user_pages' },
  { id: 'devmap', bit: 57, since: '6.6', until: '6.17', kernel: '_PAGE_DEVMAP', cite: 'fca4d413c5f7', judge: ['source: 6.5.0, 6.6.9, arch/x86/include/asm/pgtable_types.h, _PAGE_BIT_SOFTW4', 'source: 6.14.0, 6.17.0-rc6, arch/x86/include/asm/pgtable_types.h, _PAGE_BIT_DEVMAP'], says: 'device memory mapped through get_user_pages', clear: 'not device memory that is mapped through get_user_pages' },
  { id: 'savedDirty', bit: 58, since: '6.6', kernel: '_PAGE_SAVED_DIRTY', cite: 'fca4d413c5f7', judge: 'source: 6.5.0, 6.6.9, arch/x86/include/asm/pgtable_types.h, _PAGE_SAVED_DIRTY', says: 'the Dirty bit of a read-only entry', clear: 'no Dirty bit is set aside' },
  { id: 'pkeyBit0', bit: 59, since: '4.19', kernel: '_PAGE_PKEY_BIT0', needs: ['pkeys'], judge: 'headers: 4.19.78, 7.3.4', says: 'protection key, bit 0' },
  { id: 'pkeyBit1', bit: 60, since: '4.19', kernel: '_PAGE_PKEY_BIT1', needs: ['pkeys'], judge: 'headers: 4.19.78, 7.3.4', says: 'protection key, bit 1' },
  { id: 'pkeyBit2', bit: 61, since: '4.19', kernel: '_PAGE_PKEY_BIT2', needs: ['pkeys'], judge: 'headers: 4.19.78, 7.3.4', says: 'protection key, bit 2' },
  { id: 'pkeyBit3', bit: 62, since: '4.19', kernel: '_PAGE_PKEY_BIT3', needs: ['pkeys'], judge: 'headers: 4.19.78, 7.3.4', says: 'protection key, bit 3' },
  { id: 'nx', bit: 63, since: '4.19', kernel: '_PAGE_NX', judge: 'headers: 4.19.78, 7.3.4', says: 'no instruction fetch', clear: 'instructions may be fetched' },
] as const satisfies readonly BitRow[];

/**
 * Names for places in entries that are not user leaves, or that name a place and not a meaning. They are listed and
 * compared, and take no part in decoding a leaf.
 */
export const otherBits = [
  { id: 'softw1', bit: 9, since: '4.19', kernel: '_PAGE_SOFTW1', judge: 'headers: 4.19.78, 7.3.4', says: 'first bit left to software' },
  { id: 'cpaTest', bit: 9, since: '4.19', kernel: '_PAGE_CPA_TEST', judge: 'headers: 4.19.78, 7.3.4', says: 'set by the self-test of the kernel map' },
  { id: 'softw2', bit: 10, since: '4.19', kernel: '_PAGE_SOFTW2', judge: 'headers: 4.19.78, 7.3.4', says: 'second bit left to software' },
  { id: 'softw3', bit: 11, since: '4.19', kernel: '_PAGE_SOFTW3', judge: 'headers: 4.19.78, 7.3.4', says: 'third bit left to software' },
  { id: 'kernel4k', bit: 11, since: '6.15', kernel: '_PAGE_KERNEL_4K', cite: '41d88484c71c', judge: 'source: 6.14.0, 6.17.0-rc6, arch/x86/include/asm/pgtable_types.h, _PAGE_KERNEL_4K', says: 'kernel map: not to be collapsed into a large page' },
  { id: 'softw4', bit: 58, since: '4.19', until: '6.6', kernel: '_PAGE_SOFTW4', cite: 'fca4d413c5f7', judge: 'source: 6.5.0, 6.6.9, arch/x86/include/asm/pgtable_types.h, _PAGE_BIT_SOFTW4', says: 'fourth bit left to software' },
  { id: 'softw4', bit: 57, since: '6.6', kernel: '_PAGE_SOFTW4', cite: 'fca4d413c5f7', judge: 'source: 6.5.0, 6.6.9, arch/x86/include/asm/pgtable_types.h, _PAGE_BIT_SOFTW4', says: 'fourth bit left to software' },
  { id: 'softw5', bit: 58, since: '6.6', kernel: '_PAGE_SOFTW5', cite: 'fca4d413c5f7', judge: 'source: 6.5.0, 6.6.9, arch/x86/include/asm/pgtable_types.h, _PAGE_BIT_SOFTW5', says: 'fifth bit left to software' },
  {
    id: 'noptishadow', bit: 58, since: '6.13', sinceStable: { '6.6': 66, '6.12': 5 }, kernel: '_PAGE_NOPTISHADOW', cite: 'd0ceea662d45',
    says: 'root tables only: not copied to the user half under page-table isolation',
    judge: [
      'source: 6.6.17, 6.6.87, arch/x86/include/asm/pgtable_types.h, _PAGE_NOPTISHADOW',
      'source: 6.12.0, 6.12.8, arch/x86/include/asm/pgtable_types.h, _PAGE_NOPTISHADOW',
      'source: 6.12.0, 6.13.0, arch/x86/include/asm/pgtable_types.h, _PAGE_NOPTISHADOW',
    ],
  },
] as const satisfies readonly BitRow[];

/** The levels whose entries are tables for Linux and for the processor, from the lower one up. */
export const upperLevels = ['p4d', 'pgd'] as const satisfies readonly TableLevel[];
/** All levels, from the leaves up. */
export const tableLevels = ['pte', 'pmd', 'pud', ...upperLevels] as const satisfies readonly TableLevel[];

/**
 * What bits say in entries of the upper levels and nowhere else. They stand in the root table: the p4d level is folded into it unless
 * there are five levels, and then PSE alone is for both (Intel SDM 3A 4.5, AMD APM 2 5.3: reserved in PML4E and PML5E).
 */
export const upperBits = [
  { id: 'mbz', bit: 7, since: '4.19', kernel: '_PAGE_PSE', levels: upperLevels, says: 'must be zero: the processor faults, for it has no pages of this size' },
  {
    id: 'userNx', bit: 63, since: '4.19', kernel: '_PAGE_NX', levels: ['pgd'],
    judge: 'source: 4.19.0, 7.3.4, arch/x86/mm/pti.c, __pti_set_user_pgtbl',
    says: 'no instruction fetch; under page-table isolation the kernel sets it in the user half of its own root table, and not in that of user mode',
  },
] as const satisfies readonly BitRow[];

/** A bit that Linux gives no meaning and a hypervisor does: xen/include/asm-x86/x86_64/page.h. It takes no part in decoding. */
export const xenGuestKernel = {
  id: 'xenGuestKernel', bit: 52, since: '4.19', kernel: '_PAGE_GUEST_KERNEL', levels: ['pte'],
  says: 'in a Xen PV guest the hypervisor marks a mapping of the guest’s kernel so, and sets USER in it too',
} as const satisfies BitRow;

/** Where machines have the C-bit (CPUID 8000001F, EBX) or the bit of pages shared with the host (GPAW-1 of TDX, vTOM): known ones. */
export const machineBitPlaces = [47, 51] as const;

/** The page frame number, for each level's leaf; the C-bit of the machine is taken out of it. */
export const presentFields = [
  { id: 'pfn', hi: 51, lo: 12, since: '4.19', kernel: 'PTE_PFN_MASK', judge: 'source: 4.19.0, 7.3.4, arch/x86/include/asm/pgtable_types.h, PTE_PFN_MASK' },
  { id: 'pmdPfn', hi: 51, lo: 21, since: '4.19', kernel: 'PHYSICAL_PMD_PAGE_MASK', judge: 'source: 4.19.0, 7.3.4, arch/x86/include/asm/page_types.h, PHYSICAL_PMD_PAGE_MASK' },
  { id: 'pudPfn', hi: 51, lo: 30, since: '4.19', kernel: 'PHYSICAL_PUD_PAGE_MASK', judge: 'source: 4.19.0, 7.3.4, arch/x86/include/asm/page_types.h, PHYSICAL_PUD_PAGE_MASK' },
] as const satisfies readonly FieldRow[];

/** The bits Linux sets or the processor uses in a pointer to a table: _PAGE_TABLE and what the processor adds. */
export const tableBits = ['present', 'rw', 'user', 'pwt', 'pcd', 'accessed', 'dirty', 'nx'] as const satisfies readonly (typeof presentBits)[number]['id'][];

/** The bits that the processor reads in a leaf, whatever Linux it runs; protection keys, which it reads where they are on, are left out. */
export const hardwareBits = [
  'present', 'rw', 'user', 'pwt', 'pcd', 'accessed', 'dirty', 'pat', 'pse', 'global', 'patLarge', 'nx',
] as const satisfies readonly (typeof presentBits)[number]['id'][];

/** Numbers that follow from no other row. */
export const values = [
  { id: 'pageShift', value: 12, since: '4.19', kernel: 'PAGE_SHIFT', judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'maxPhysmemBits', value: 46, since: '4.19', kernel: 'MAX_PHYSMEM_BITS', needs: ['paging4'], judge: 'source: 4.19.0, 7.3.4, arch/x86/include/asm/sparsemem.h, MAX_PHYSMEM_BITS' },
  { id: 'maxPhysmemBits', value: 52, since: '4.19', kernel: 'MAX_PHYSMEM_BITS', needs: ['paging5'], judge: 'source: 4.19.0, 7.3.4, arch/x86/include/asm/sparsemem.h, MAX_PHYSMEM_BITS' },
  { id: 'swpTypeShift', value: 57, since: '4.19', until: '4.20', kernel: 'SWP_TYPE_SHIFT', cite: '3159f943aafd', judge: 'source: 4.19.1, 4.20.1, include/linux/swapops.h, SWP_TYPE_SHIFT' },
  { id: 'swpTypeShift', value: 58, since: '4.20', kernel: 'SWP_TYPE_SHIFT', cite: '3159f943aafd', judge: 'source: 4.19.1, 4.20.1, include/linux/swapops.h, SWP_TYPE_SHIFT' },
] as const satisfies readonly ValueRow[];

/** What pte_modify() and pgprot_modify() keep: _PAGE_CHG_MASK, one row per member. `pfn`, `enc` and `cc` are masks of the kernel value. */
export const keptByModify = [
  { id: 'pfn', since: '4.19', kernel: 'PTE_PFN_MASK', judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'pwt', since: '4.19', kernel: '_PAGE_PWT', judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'pcd', since: '4.19', kernel: '_PAGE_PCD', judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'accessed', since: '4.19', kernel: '_PAGE_ACCESSED', judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'dirty', since: '4.19', kernel: '_PAGE_DIRTY', judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'special', since: '4.19', kernel: '_PAGE_SPECIAL', judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'softDirty', since: '4.19', kernel: '_PAGE_SOFT_DIRTY', judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'devmap', since: '4.19', kernel: '_PAGE_DEVMAP', cite: '4628a64591e6', judge: 'source: 4.19.0, 7.3.4, arch/x86/include/asm/pgtable_types.h, _PAGE_CHG_MASK' },
  { id: 'uffdWp', since: '5.7', kernel: '_PAGE_UFFD_WP', cite: '5a281062af1d', judge: 'source: 5.6.4, 5.7.14, arch/x86/include/asm/pgtable_types.h, _PAGE_CHG_MASK' },
  { id: 'enc', since: '5.7', sinceStable: { '4.19': 116, '5.4': 33, '5.5': 18, '5.6': 5 }, kernel: '_PAGE_ENC', cite: '6db73f17c5f1', judge: ['source: 5.4.1, 5.4.286, arch/x86/include/asm/pgtable_types.h, _PAGE_CHG_MASK', 'source: 5.6.4, 5.7.14, arch/x86/include/asm/pgtable_types.h, _PAGE_CHG_MASK'] },
  {
    id: 'cc', since: '6.9', sinceStable: { '6.1': 90, '6.6': 30, '6.8': 9 }, kernel: '_PAGE_CC', cite: 'a0a8d15a798b',
    judge: 'source: 6.8.0, 6.9.0, arch/x86/include/asm/pgtable_types.h, _COMMON_PAGE_CHG_MASK', says: 'memory encryption, or a page shared with the host',
  },
  { id: 'savedDirty', since: '6.6', kernel: '_PAGE_SAVED_DIRTY', cite: 'fca4d413c5f7', judge: 'source: 6.5.0, 6.6.9, arch/x86/include/asm/pgtable_types.h, _COMMON_PAGE_CHG_MASK' },
  { id: 'pat', since: '6.6', sinceStable: { '5.10': 195, '5.15': 132, '6.1': 53, '6.4': 16, '6.5': 3 }, kernel: '_PAGE_PAT', cite: '548cb932051f', judge: ['source: 5.10.46, 5.10.218, arch/x86/include/asm/pgtable_types.h, _PAGE_CHG_MASK', 'source: 5.15.100, 5.15.135, arch/x86/include/asm/pgtable_types.h, _PAGE_CHG_MASK', 'source: 6.1.8, 6.1.164, arch/x86/include/asm/pgtable_types.h, _PAGE_CHG_MASK', 'source: 6.5.0, 6.6.9, arch/x86/include/asm/pgtable_types.h, _PAGE_CHG_MASK'] },
] as const satisfies readonly Row[];

/** Page protections, as bit ids; the kernel's ORs in the C-bit are rows of `behaviours`. */
export const protections = [
  { id: 'PAGE_NONE', since: '4.19', kernel: 'PAGE_NONE', bits: ['accessed', 'protnone'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'PAGE_SHARED', since: '4.19', kernel: 'PAGE_SHARED', bits: ['present', 'rw', 'user', 'accessed', 'nx'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'PAGE_SHARED_EXEC', since: '4.19', kernel: 'PAGE_SHARED_EXEC', bits: ['present', 'rw', 'user', 'accessed'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'PAGE_COPY', since: '4.19', kernel: 'PAGE_COPY', bits: ['present', 'user', 'accessed', 'nx'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'PAGE_COPY_NOEXEC', since: '4.19', kernel: 'PAGE_COPY_NOEXEC', bits: ['present', 'user', 'accessed', 'nx'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'PAGE_COPY_EXEC', since: '4.19', kernel: 'PAGE_COPY_EXEC', bits: ['present', 'user', 'accessed'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'PAGE_READONLY', since: '4.19', kernel: 'PAGE_READONLY', bits: ['present', 'user', 'accessed', 'nx'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'PAGE_READONLY_EXEC', since: '4.19', kernel: 'PAGE_READONLY_EXEC', bits: ['present', 'user', 'accessed'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: '_KERNPG_TABLE', since: '4.19', kernel: '_KERNPG_TABLE', bits: ['present', 'rw', 'accessed', 'dirty'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: '_PAGE_TABLE', since: '4.19', kernel: '_PAGE_TABLE', bits: ['present', 'rw', 'user', 'accessed', 'dirty'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'PAGE_KERNEL', since: '4.19', kernel: 'PAGE_KERNEL', bits: ['present', 'rw', 'accessed', 'dirty', 'global', 'nx'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'PAGE_KERNEL_EXEC', since: '4.19', kernel: 'PAGE_KERNEL_EXEC', bits: ['present', 'rw', 'accessed', 'dirty', 'global'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'PAGE_KERNEL_RO', since: '4.19', until: '6.6', kernel: 'PAGE_KERNEL_RO', bits: ['present', 'accessed', 'dirty', 'global', 'nx'], cite: 'f788b71768ff', judge: 'source: 6.5.0, 6.6.9, arch/x86/include/asm/pgtable_types.h, __PAGE_KERNEL_RO' },
  { id: 'PAGE_KERNEL_RO', since: '6.6', kernel: 'PAGE_KERNEL_RO', bits: ['present', 'accessed', 'global', 'nx'], cite: 'f788b71768ff', judge: 'source: 6.5.0, 6.6.9, arch/x86/include/asm/pgtable_types.h, __PAGE_KERNEL_RO' },
  {
    id: 'PAGE_KERNEL_ROX', since: '4.19', until: '6.6', kernel: 'PAGE_KERNEL_RX', bits: ['present', 'accessed', 'dirty', 'global'], cite: 'f788b71768ff',
    renamed: [{ since: '5.8', kernel: 'PAGE_KERNEL_ROX' }],
    judge: [
      'source: 5.7.14, 5.8.1, arch/x86/include/asm/pgtable_types.h, PAGE_KERNEL_ROX',
      'source: 6.5.0, 6.6.9, arch/x86/include/asm/pgtable_types.h, __PAGE_KERNEL_ROX',
    ],
  },
  { id: 'PAGE_KERNEL_ROX', since: '6.6', kernel: 'PAGE_KERNEL_ROX', bits: ['present', 'accessed', 'global'], cite: 'f788b71768ff', judge: 'source: 6.5.0, 6.6.9, arch/x86/include/asm/pgtable_types.h, __PAGE_KERNEL_ROX' },
  { id: 'PAGE_KERNEL_VVAR', since: '4.19', until: '6.6', kernel: 'PAGE_KERNEL_VVAR', bits: ['present', 'user', 'accessed', 'dirty', 'global', 'nx'], cite: 'f788b71768ff', judge: 'source: 6.5.0, 6.6.9, arch/x86/include/asm/pgtable_types.h, __PAGE_KERNEL_VVAR' },
  { id: 'PAGE_KERNEL_VVAR', since: '6.6', kernel: 'PAGE_KERNEL_VVAR', bits: ['present', 'user', 'accessed', 'global', 'nx'], cite: 'f788b71768ff', judge: 'source: 6.5.0, 6.6.9, arch/x86/include/asm/pgtable_types.h, __PAGE_KERNEL_VVAR' },
  { id: 'PAGE_KERNEL_NOCACHE', since: '4.19', kernel: 'PAGE_KERNEL_NOCACHE', bits: ['present', 'rw', 'pwt', 'pcd', 'accessed', 'dirty', 'global', 'nx'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'PAGE_KERNEL_LARGE', since: '4.19', kernel: 'PAGE_KERNEL_LARGE', bits: ['present', 'rw', 'accessed', 'dirty', 'pse', 'global', 'nx'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'PAGE_KERNEL_LARGE_EXEC', since: '4.19', kernel: 'PAGE_KERNEL_LARGE_EXEC', bits: ['present', 'rw', 'accessed', 'dirty', 'pse', 'global'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'PAGE_KERNEL_IO', since: '4.19', kernel: 'PAGE_KERNEL_IO', bits: ['present', 'rw', 'accessed', 'dirty', 'global', 'nx'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'PAGE_KERNEL_IO_NOCACHE', since: '4.19', kernel: 'PAGE_KERNEL_IO_NOCACHE', bits: ['present', 'rw', 'pwt', 'pcd', 'accessed', 'dirty', 'global', 'nx'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: '__PAGE_KERNEL_WP', since: '4.19', kernel: '__PAGE_KERNEL_WP', bits: ['present', 'rw', 'pwt', 'accessed', 'dirty', 'pat', 'global', 'nx'], judge: 'headers: 4.19.78, 7.3.4' },
] as const satisfies readonly SetRow[];

/** protection_map[], indexed by the vm_flags READ, WRITE, EXEC, SHARED; since 4.19 without a change on x86-64. */
export const protectionMap = [
  'PAGE_NONE', 'PAGE_READONLY', 'PAGE_COPY', 'PAGE_COPY', 'PAGE_READONLY_EXEC', 'PAGE_READONLY_EXEC', 'PAGE_COPY_EXEC', 'PAGE_COPY_EXEC',
  'PAGE_NONE', 'PAGE_READONLY', 'PAGE_SHARED', 'PAGE_SHARED', 'PAGE_READONLY_EXEC', 'PAGE_READONLY_EXEC', 'PAGE_SHARED_EXEC', 'PAGE_SHARED_EXEC',
] as const satisfies readonly (typeof protections)[number]['id'][];

/** Bits of vm_flags that entries or their logic depend on: include/linux/mm.h. */
export const vmFlagBits = [
  { id: 'read', bit: 0, since: '4.19', kernel: 'VM_READ', judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'write', bit: 1, since: '4.19', kernel: 'VM_WRITE', judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'exec', bit: 2, since: '4.19', kernel: 'VM_EXEC', judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'shared', bit: 3, since: '4.19', kernel: 'VM_SHARED', judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'mayread', bit: 4, since: '4.19', kernel: 'VM_MAYREAD', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, VM_MAYREAD' },
  { id: 'maywrite', bit: 5, since: '4.19', kernel: 'VM_MAYWRITE', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, VM_MAYWRITE' },
  { id: 'mayexec', bit: 6, since: '4.19', kernel: 'VM_MAYEXEC', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, VM_MAYEXEC' },
  { id: 'mayshare', bit: 7, since: '4.19', kernel: 'VM_MAYSHARE', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, VM_MAYSHARE' },
  { id: 'uffdMissing', bit: 9, since: '4.19', kernel: 'VM_UFFD_MISSING', judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'pfnmap', bit: 10, since: '4.19', kernel: 'VM_PFNMAP', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, VM_PFNMAP' },
  { id: 'uffdWp', bit: 12, since: '4.19', kernel: 'VM_UFFD_WP', judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'locked', bit: 13, since: '4.19', kernel: 'VM_LOCKED', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, VM_LOCKED' },
  { id: 'io', bit: 14, since: '4.19', kernel: 'VM_IO', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, VM_IO' },
  { id: 'dontcopy', bit: 17, since: '4.19', kernel: 'VM_DONTCOPY', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, VM_DONTCOPY' },
  { id: 'dontexpand', bit: 18, since: '4.19', kernel: 'VM_DONTEXPAND', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, VM_DONTEXPAND' },
  { id: 'hugetlb', bit: 22, since: '4.19', kernel: 'VM_HUGETLB', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, VM_HUGETLB' },
  { id: 'wipeonfork', bit: 25, since: '4.19', kernel: 'VM_WIPEONFORK', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, VM_WIPEONFORK' },
  { id: 'softdirty', bit: 27, since: '4.19', kernel: 'VM_SOFTDIRTY', needs: ['softDirty'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'mixedmap', bit: 28, since: '4.19', kernel: 'VM_MIXEDMAP', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, VM_MIXEDMAP' },
  { id: 'mergeable', bit: 31, since: '4.19', kernel: 'VM_MERGEABLE', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, VM_MERGEABLE' },
  { id: 'uffdMinor', bit: 37, since: '5.13', until: '6.6', kernel: 'VM_UFFD_MINOR', needs: ['uffdWp'], cite: '7677f7fd8be7', judge: ['source: 5.12.9, 5.14.2, include/linux/mm.h, VM_UFFD_MINOR', 'source: 6.5.0, 6.6.9, include/linux/mm.h, VM_UFFD_MINOR_BIT'] },
  { id: 'uffdMinor', bit: 38, since: '6.6', until: '6.15', untilStable: { '6.14': 9 }, kernel: 'VM_UFFD_MINOR', needs: ['uffdWp'], cite: 'fb47a799cc5c', judge: ['source: 6.5.0, 6.6.9, include/linux/mm.h, VM_UFFD_MINOR_BIT', 'source: 6.14.0, 6.17.0-rc6, include/linux/mm.h, VM_UFFD_MINOR_BIT'] },
  { id: 'uffdMinor', bit: 41, since: '6.15', sinceStable: { '6.14': 9 }, kernel: 'VM_UFFD_MINOR', needs: ['uffdWp'], cite: '0f518255bde8', judge: 'source: 6.14.0, 6.17.0-rc6, include/linux/mm.h, VM_UFFD_MINOR_BIT' },
  { id: 'shadowStack', bit: 37, since: '6.6', kernel: 'VM_SHADOW_STACK', needs: ['userShadowStack'], cite: '54007f818206', judge: 'source: 6.5.0, 6.6.9, include/linux/mm.h, VM_SHADOW_STACK' },
  { id: 'droppable', bit: 40, since: '6.11', kernel: 'VM_DROPPABLE', cite: '9651fcedf7b9', judge: 'source: 6.10.0, 6.11.11, include/linux/mm.h, VM_DROPPABLE' },
  { id: 'uffdRwp', bit: 43, since: '7.3', kernel: 'VM_UFFD_RWP', needs: ['uffdWp'], cite: '134c1d031a2e', judge: 'source: 7.2.13, 7.3.0-rc7, include/linux/mm.h, VM_UFFD_RWP' },
  { id: 'pkeyBit0', bit: 32, since: '4.19', kernel: 'VM_PKEY_BIT0', needs: ['pkeys'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'pkeyBit1', bit: 33, since: '4.19', kernel: 'VM_PKEY_BIT1', needs: ['pkeys'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'pkeyBit2', bit: 34, since: '4.19', kernel: 'VM_PKEY_BIT2', needs: ['pkeys'], judge: 'headers: 4.19.78, 7.3.4' },
  { id: 'pkeyBit3', bit: 35, since: '4.19', kernel: 'VM_PKEY_BIT3', needs: ['pkeys'], judge: 'headers: 4.19.78, 7.3.4' },
] as const satisfies readonly BitRow[];
