/**
 * When Linux changed. `5.13 | 5.14 .. 6.14 | 6.15` says: false on 5.13, true from 5.14 to 6.14, false again on 6.15; an
 * open end means that it was so on 4.19 or is so on 7.3. `stable` names, for a longterm tree that took the change later,
 * the first third number that has it; `gone` the first that lost it.
 *
 * Sources: the commit; or the trees whose headers were read on both sides of the change; for stable trees their
 * incremental patches, change logs and sources.
 */

import { constantsOf } from '../../crosscheck/ourConstants.ts';
import * as pg from '../../lib/helpers/pgtable.ts';
import * as huge from '../../lib/helpers/pgtableHuge.ts';
import * as swp from '../../lib/index.ts';
import type { Config } from '../../lib/kernel/config.ts';
import { type HelperId, type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { kernels } from '../../spec/kernels.ts';
import { releasePoints } from '../../spec/tools/points.ts';

type Holds = (k: Kernel) => boolean;
type ThirdNumbers = Readonly<Record<string, number>>;
interface More {
  readonly stable?: ThirdNumbers;
  readonly gone?: ThirdNumbers;
  readonly config?: Partial<Config>;
}
export type DateFact = readonly [fact: string, holds: Holds, span: string, source: string, more?: More];

const bit = (n: number) => 1n << BigInt(n);
const clear = (word: bigint, n: number) => (word & bit(n)) === 0n;
const is =
  (name: string, value: bigint): Holds =>
  (k) =>
    constantsOf(k).get(name) === value;
const named =
  (name: string): Holds =>
  (k) =>
    constantsOf(k).has(name);

/** Whether a kernel has all of some helpers. To have only some of them is an error. */
const helpers =
  (...ids: readonly HelperId[]): Holds =>
  (k) => {
    const there = ids.filter((id) => has(k, id));
    if (there.length > 0 && there.length < ids.length) throw new Error(`only ${there} on ${k.name}`);
    return there.length > 0;
  };
function has(k: Kernel, helper: HelperId): boolean {
  try {
    k.need(helper);
    return true;
  } catch {
    return false;
  }
}

/** The flag has its place in builds that have it, and none in this one. */
const minorGoesFrom =
  (n: number): Holds =>
  (k) =>
    k.vm.uffdMinor === 0n && kernel(k.release.text).vm.uffdMinor === bit(n);

const SHARED = 0x8000000012345027n;
const PSE = bit(7);
const hugeShared = 0x80000000122000a7n;
const hugeDirty = 0x80000000122008e7n;
const modified = (k: Kernel) => huge.pmdModify(k, hugeDirty, k.prot.PAGE_SHARED);
const cBit = { encMask: bit(47) };
const sharedBit = { sharedMask: bit(47) };
const hwpoison = (k: Kernel) => swp.swpEntry(k, k.type.hwpoison ?? 0, 1n);
const young = (k: Kernel) => swp.makeMigrationEntryYoung(k, swp.makeReadableMigrationEntry(k, 1n));
const dirty = (k: Kernel) => swp.makeMigrationEntryDirty(k, swp.makeReadableMigrationEntry(k, 1n));
const saving = 'headers of 6.5.0 and 6.6.9';
const merged = 'headers of 6.14.0 and 6.17.0; pull request of 6.15-rc1';
const softleaf = 'headers of 6.18.2 and 6.19.0';
const flags = 'include/linux/mm.h of 5.10.262, 6.1.192, 6.12.107, 7.2.13 and 7.3.4';
const renaming = 'headers of 7.2.13 and 7.3.4';

// biome-ignore format: a table
export const dateFacts: readonly DateFact[] = [
  // Present entries: arch/x86/include/asm/pgtable_types.h, pgtable.h
  ['bit 10 is uffd-wp', (k) => k.mask.uffdWp === bit(10), '5.6 | 5.7', 'commit 5a281062af1d'],
  ['pte_modify keeps bit 10', (k) => !clear(k.mask.chg, 10), '5.6 | 5.7', 'commit 5a281062af1d'],
  ['bit 10 is named _PAGE_UFFD_WP', is('_PAGE_UFFD_WP', bit(10)), '5.6 | 5.7 .. 7.2 | 7.3', renaming],
  ['bit 10 is named _PAGE_UFFD', is('_PAGE_UFFD', bit(10)), '7.2 | 7.3', renaming],
  ['DEVMAP is bit 58', is('_PAGE_DEVMAP', bit(58)), '.. 6.5 | 6.6', saving],
  ['DEVMAP is bit 57', is('_PAGE_DEVMAP', bit(57)), '6.5 | 6.6 .. 6.16 | 6.17', 'headers of 6.14.0 and 6.17.0; pull request of 6.17-rc1'],
  ['pte_modify keeps bit 57', (k) => !clear(k.mask.chg, 57), '6.5 | 6.6 .. 6.16 | 6.17', 'headers of 6.14.0 and 6.17.0'],
  ['pmd_trans_huge minds bit 58', (k) => !huge.pmdTransHuge(k, PSE | bit(58)), '.. 6.5 | 6.6', saving],
  ['pmd_trans_huge minds bit 57', (k) => !huge.pmdTransHuge(k, PSE | bit(57)), '6.5 | 6.6 .. 6.16 | 6.17', 'headers of 6.14.0 and 6.17.0'],
  ['SAVED_DIRTY is bit 58', is('_PAGE_SAVED_DIRTY', bit(58)), '6.5 | 6.6', saving],
  ['bit 58 is dirty', (k) => pg.pteDirty(k, bit(58)), '6.5 | 6.6', saving],
  ['pte_wrprotect moves Dirty', (k) => pg.pteWrprotect(k, 0x43n) === (bit(58) | 1n), '6.5 | 6.6', saving],
  ['read-only and dirty is writable', (k) => pg.pteWrite(k, 0x41n), '6.5 | 6.6', saving],
  ['SPECIAL is a bit of PMDs and PUDs', (k) => k.mask.specialHuge === bit(9), '6.11 | 6.12', 'headers of 6.11.11 and 6.12.107'],
  ['SOFTW4 is bit 58', is('_PAGE_BIT_SOFTW4', 58n), '.. 6.5 | 6.6', saving],
  ['SOFTW4 is bit 57', is('_PAGE_BIT_SOFTW4', 57n), '6.5 | 6.6', saving],
  ['SOFTW5 is bit 58', is('_PAGE_BIT_SOFTW5', 58n), '6.5 | 6.6', saving],
  ['KERNEL_4K is bit 11', is('_PAGE_BIT_KERNEL_4K', 11n), '6.14 | 6.15', 'commit 41d88484c71c; headers of 6.14.0 and 6.17.0'],
  ['NOPTISHADOW is bit 58', is('_PAGE_BIT_NOPTISHADOW', 58n), '6.12 | 6.13', 'commit d0ceea662d45', { stable: { '6.6': 66, '6.12': 5 } }],
  ['pte_modify keeps PAT', (k) => !clear(k.mask.chg, 7), '6.5 | 6.6', 'commit 548cb932051f', { stable: { '5.10': 195, '5.15': 132, '6.1': 53, '6.4': 16, '6.5': 3 } }],
  ['pte_modify keeps bit 58 as DEVMAP', (k) => k.mask.devmap === bit(58) && !clear(k.mask.chg, 58), '.. 6.5 | 6.6', saving],
  ['pte_modify keeps bit 58 as SAVED_DIRTY', (k) => k.mask.savedDirty === bit(58) && !clear(k.mask.chg, 58), '6.5 | 6.6', saving],
  ['pte_modify keeps the C-bit', (k) => !clear(k.mask.chg, 47), '5.6 | 5.7', 'commit 6db73f17c5f1', { config: cBit, stable: { '4.19': 116, '5.4': 33, '5.5': 18, '5.6': 5 } }],
  ['pte_modify keeps the bit of shared pages', (k) => !clear(k.mask.chg, 47), '6.8 | 6.9', 'commit a0a8d15a798b; headers of 6.1.8, 6.1.164, 6.6.17, 6.6.87, 6.8.0 and 6.9.0; releases/6.8.9 of the stable queue; Debian’s change log of 6.1.90', { config: sharedBit, stable: { '6.1': 90, '6.6': 30, '6.8': 9 } }],
  ['pgprot_modify takes nothing new where it keeps the old', (k) => pg.pgprotModify(k, 0n, 0x21n) === 1n, '5.6 | 5.7', 'commit 6db73f17c5f1; headers of 4.19.1, 4.19.222, 5.4.1, 5.4.286, 5.6.4 and 5.7.14', { stable: { '4.19': 116, '5.4': 33, '5.5': 18, '5.6': 5 } }],
  ['pte_mkuffd_wp clears RW', (k) => has(k, 'pteMkuffdWp') && clear(pg.pteMkuffdWp(k, SHARED), 1), '6.2 | 6.3', 'commit f1eb1bacfba9; headers of 6.2.12 and 6.3.8'],
  ['pmd_modify loses Dirty', (k) => clear(modified(k), 6), '6.5 | 6.6 .. 7.2 | 7.3', 'commit f7491d7c81db', { gone: { '6.6': 158, '6.12': 111, '6.18': 53, '7.2': 7 } }],
  ['pte_protnone tests the entry with NUMA balancing', (k) => pg.pteProtnone(k, 0x120n), '', 'headers of 4.19.78 to 7.3.4'],
  ['pte_protnone is not a constant without NUMA balancing', (k) => pg.pteProtnone(k, 0x120n), '7.2 | 7.3', renaming, { config: { numaBalancing: false } }],
  ['PAGE_KERNEL_RO has Dirty', (k) => k.prot.PAGE_KERNEL_RO === 0x8000000000000161n, '.. 6.5 | 6.6', saving],
  ['PAGE_KERNEL_RO has no Dirty', (k) => k.prot.PAGE_KERNEL_RO === 0x8000000000000121n, '6.5 | 6.6', saving],
  ['PAGE_KERNEL_ROX has Dirty', (k) => k.prot.PAGE_KERNEL_ROX === 0x161n, '.. 6.5 | 6.6', saving],
  ['PAGE_KERNEL_ROX has no Dirty', (k) => k.prot.PAGE_KERNEL_ROX === 0x121n, '6.5 | 6.6', saving],
  ['PAGE_KERNEL_VVAR has Dirty', (k) => k.prot.PAGE_KERNEL_VVAR === 0x8000000000000165n, '.. 6.5 | 6.6', saving],
  ['PAGE_KERNEL_VVAR has no Dirty', (k) => k.prot.PAGE_KERNEL_VVAR === 0x8000000000000125n, '6.5 | 6.6', saving],
  ['PAGE_KERNEL_ROX is named PAGE_KERNEL_RX', named('PAGE_KERNEL_RX'), '.. 5.7 | 5.8', 'headers of 5.7.14 and 5.8.1'],
  ['PAGE_KERNEL_ROX is named so', named('PAGE_KERNEL_ROX'), '5.7 | 5.8', 'headers of 5.7.14 and 5.8.1'],
  ['vm_get_page_prot adds the C-bit', (k) => !clear(pg.vmGetPageProt(k, 3n), 47), '5.18 | 5.19', 'arch/x86/mm/pgprot.c is not in 5.18.12 and is in 5.19.0', { config: cBit }],
  // vm_flags: include/linux/mm.h
  ['VM_UFFD_MINOR is bit 37', is('VM_UFFD_MINOR', bit(37)), '5.12 | 5.13 .. 6.5 | 6.6', 'headers of 5.11.4, 5.13.0, 6.5.0 and 6.6.9'],
  ['VM_UFFD_MINOR is bit 38', is('VM_UFFD_MINOR', bit(38)), '6.5 | 6.6 .. 6.14 | 6.15', 'headers of 6.14.0; short log of 6.15', { gone: { '6.14': 9 } }],
  ['VM_UFFD_MINOR is bit 41', is('VM_UFFD_MINOR', bit(41)), '6.14 | 6.15', 'headers of 6.17.0; short log of 6.15', { stable: { '6.14': 9 } }],
  ['VM_SHADOW_STACK is bit 37', is('VM_SHADOW_STACK', bit(37)), '6.5 | 6.6', saving],
  ['VM_UFFD_RWP is bit 43', is('VM_UFFD_RWP', bit(43)), '7.2 | 7.3', renaming],
  ['VM_MAYREAD is bit 4', is('VM_MAYREAD', bit(4)), '', flags],
  ['VM_MAYWRITE is bit 5', is('VM_MAYWRITE', bit(5)), '', flags],
  ['VM_MAYEXEC is bit 6', is('VM_MAYEXEC', bit(6)), '', flags],
  ['VM_MAYSHARE is bit 7', is('VM_MAYSHARE', bit(7)), '', flags],
  ['VM_DROPPABLE is bit 40', is('VM_DROPPABLE', bit(40)), '6.10 | 6.11', 'commit 9651fcedf7b9'],
  ['VM_PFNMAP is bit 10', is('VM_PFNMAP', bit(10)), '', flags],
  ['VM_LOCKED is bit 13', is('VM_LOCKED', bit(13)), '', flags],
  ['VM_HUGETLB is bit 22', is('VM_HUGETLB', bit(22)), '', flags],
  ['VM_IO is bit 14', is('VM_IO', bit(14)), '', flags],
  ['VM_DONTCOPY is bit 17', is('VM_DONTCOPY', bit(17)), '', flags],
  ['VM_DONTEXPAND is bit 18', is('VM_DONTEXPAND', bit(18)), '', flags],
  ['VM_WIPEONFORK is bit 25', is('VM_WIPEONFORK', bit(25)), '', flags],
  ['VM_MERGEABLE is bit 31', is('VM_MERGEABLE', bit(31)), '', flags],
  ['VM_MIXEDMAP is bit 28', is('VM_MIXEDMAP', bit(28)), '', flags],
  ['VM_UFFD_MINOR 37 goes with userfaultfd', minorGoesFrom(37), '5.12 | 5.13 .. 6.5 | 6.6', 'linux/mm.h: VM_NONE without CONFIG_HAVE_ARCH_USERFAULTFD_MINOR, which arch/x86/Kconfig selects with USERFAULTFD (5.14.2, 7.3.4)', { config: { uffdWp: false } }],
  ['VM_UFFD_MINOR 38 goes with userfaultfd', minorGoesFrom(38), '6.5 | 6.6 .. 6.14 | 6.15', 'linux/mm.h: VM_NONE without CONFIG_HAVE_ARCH_USERFAULTFD_MINOR, which arch/x86/Kconfig selects with USERFAULTFD (5.14.2, 7.3.4)', { config: { uffdWp: false }, gone: { '6.14': 9 } }],
  ['VM_UFFD_MINOR 41 goes with userfaultfd', minorGoesFrom(41), '6.14 | 6.15', 'linux/mm.h: VM_NONE without CONFIG_HAVE_ARCH_USERFAULTFD_MINOR, which arch/x86/Kconfig selects with USERFAULTFD (5.14.2, 7.3.4)', { config: { uffdWp: false }, stable: { '6.14': 9 } }],
  ['VM_SHADOW_STACK is nothing without the option', (k) => k.vm.shadowStack === 0n, '', 'linux/mm.h of 6.6.9 and 7.3.4: VM_NONE without CONFIG_X86_USER_SHADOW_STACK', { config: { userShadowStack: false } }],
  ['VM_SOFTDIRTY is nothing without the option', (k) => k.vm.softdirty === 0n, '', flags, { config: { softDirty: false } }],
  ['entries have no protection key without the option', (k) => k.mask.pkey === 0n, '', 'headers of 4.19.78 to 7.3.4', { config: { pkeys: false } }],
  ['VM_UFFD_RWP is nothing without userfaultfd write protection', (k) => k.vm.uffdRwp === 0n, '', flags, { config: { uffdWp: false } }],
  ['vm_flags have no protection key without the option', (k) => (k.vm.pkeyBit0 | k.vm.pkeyBit1 | k.vm.pkeyBit2 | k.vm.pkeyBit3) === 0n, '', flags, { config: { pkeys: false } }],
  // Swap entries: asm/pgtable_64.h, linux/swap.h
  ['SWP_TYPE_SHIFT is 57', (k) => swp.swpEntry(k, 1, 0n) === bit(57), '.. 4.19 | 4.20', 'headers of 4.19.78 and 4.20.0'],
  ['SWP_TYPE_SHIFT is 58', (k) => swp.swpEntry(k, 1, 0n) === bit(58), '4.19 | 4.20', 'headers of 4.19.78 and 4.20.0'],
  ['swap bit 2 is uffd-wp', (k) => k.mask.swpUffdWp === bit(2), '5.6 | 5.7', 'commit 5a281062af1d'],
  ['swap bit 2 is named _PAGE_SWP_UFFD_WP', is('_PAGE_SWP_UFFD_WP', 4n), '5.6 | 5.7 .. 7.2 | 7.3', renaming],
  ['swap bit 2 is named _PAGE_SWP_UFFD', is('_PAGE_SWP_UFFD', 4n), '7.2 | 7.3', renaming],
  ['swap bit 3 is exclusive', is('_PAGE_SWP_EXCLUSIVE', 8n), '5.18 | 5.19', 'commit 1493a1913e34'],
  ['exclusive migration has a type', named('SWP_MIGRATION_READ_EXCLUSIVE'), '5.18 | 5.19', 'commit 6c287605fd56'],
  ['device-exclusive writing has a type', named('SWP_DEVICE_EXCLUSIVE_WRITE'), '5.13 | 5.14 .. 6.14 | 6.15', `commit b756a3b5e7ea; ${merged}`],
  ['device-exclusive reading has a type', named('SWP_DEVICE_EXCLUSIVE_READ'), '5.13 | 5.14 .. 6.14 | 6.15', `commit b756a3b5e7ea; ${merged}`],
  ['device-exclusive is one type', named('SWP_DEVICE_EXCLUSIVE'), '6.14 | 6.15', merged],
  ['markers have a type', named('SWP_PTE_MARKER'), '5.18 | 5.19', 'commit 679d10331910'],
  ['markers have a type without the option', named('SWP_PTE_MARKER'), '6.1 | 6.2', 'commit ca92ea3dc5a2', { config: { pteMarker: false } }],
  ['swap-in errors have a type', named('SWP_SWAPIN_ERROR'), '5.18 | 5.19 .. 6.1 | 6.2', 'commits 9f186f9e5fa9 and 15520a3f0469'],
  ['hwpoison is type 27', is('SWP_HWPOISON', 27n), '.. 5.13 | 5.14', 'linux/swap.h of 5.11.4 and 5.14.2'],
  ['hwpoison is type 25', is('SWP_HWPOISON', 25n), '5.13 | 5.14 .. 5.18 | 5.19', 'linux/swap.h of 5.14.2, 5.18.12 and 5.19.0'],
  ['hwpoison is type 22', is('SWP_HWPOISON', 22n), '5.18 | 5.19 .. 6.1 | 6.2', 'linux/swap.h of 5.19.0, 6.1.192 and 6.2.12'],
  ['hwpoison is type 23', is('SWP_HWPOISON', 23n), '6.1 | 6.2 .. 6.14 | 6.15', 'linux/swap.h of 6.2.12, 6.14.0 and 6.17.0'],
  ['hwpoison is type 24', is('SWP_HWPOISON', 24n), '6.14 | 6.15', 'linux/swap.h of 6.14.0 and 6.17.0'],
  ['there are 29 swap devices without device memory', is('MAX_SWAPFILES', 29n), '.. 5.18 | 5.19', 'linux/swap.h of 5.18.12 and 5.19.0', { config: { devicePrivate: false } }],
  ['there are 26 swap devices without device memory', is('MAX_SWAPFILES', 26n), '5.18 | 5.19 .. 6.1 | 6.2', 'linux/swap.h of 5.19.0, 6.1.192 and 6.2.12', { config: { devicePrivate: false } }],
  ['there are 27 swap devices without device memory', is('MAX_SWAPFILES', 27n), '6.1 | 6.2', 'linux/swap.h of 6.2.12', { config: { devicePrivate: false } }],
  // What offsets hold: linux/swapops.h
  ['a marker can say uffd-wp', is('PTE_MARKER_UFFD_WP', 1n), '5.18 | 5.19', 'commit 679d10331910'],
  ['a marker can say that swap-in failed', is('PTE_MARKER_SWAPIN_ERROR', 2n), '6.1 | 6.2 .. 6.5 | 6.6', 'commits 15520a3f0469 and af19487f00f3'],
  ['a marker can say poisoned', is('PTE_MARKER_POISONED', 2n), '6.5 | 6.6', 'commit af19487f00f3'],
  ['a marker can say guard', is('PTE_MARKER_GUARD', 4n), '6.12 | 6.13', 'commit 7c53dfbdb024'],
  ['PTE_MARKER_MASK is 3', is('PTE_MARKER_MASK', 3n), '6.1 | 6.2 .. 6.12 | 6.13', 'headers of 6.1.192, 6.2.12, 6.12.107 and 6.13.2'],
  ['migration keeps young', (k) => k.mask.migYoung !== 0n && swp.isMigrationEntryYoung(k, young(k)), '6.0 | 6.1', 'commit 2e3468778dbe'],
  ['migration keeps dirty', (k) => k.mask.migDirty !== 0n && swp.isMigrationEntryDirty(k, dirty(k)), '6.0 | 6.1', 'commit 2e3468778dbe'],
  ['a PFN is 34 bits of the offset', is('SWP_PFN_BITS', 34n), '6.0 | 6.1', 'commit 0d206b5d2e0d'],
  ['a hwpoison entry has a PFN', (k) => has(k, 'softleafHasPfn') && swp.softleafHasPfn(k, hwpoison(k)), '6.8 | 6.9', 'linux/swapops.h of 6.8.1 and 6.9.0', { stable: { '6.1': 91, '6.6': 29, '6.8': 8 } }],
  ['a present word makes an empty entry', (k) => swp.pteToSwpEntry(k, SHARED) === 0n, '6.18 | 6.19', softleaf],
  ['a present PMD makes an empty entry', (k) => swp.pmdToSwpEntry(k, hugeShared) === 0n, '6.18 | 6.19', softleaf],
  // Helpers
  ['PTEs have uffd-wp helpers', helpers('pteUffdWp', 'pteMkuffdWp', 'pteClearUffdWp'), '5.6 | 5.7', 'commit 5a281062af1d'],
  ['PMDs have uffd-wp helpers', helpers('pmdUffdWp', 'pmdMkuffdWp', 'pmdClearUffdWp'), '5.6 | 5.7', 'commit 5a281062af1d'],
  ['swap PTEs have uffd-wp helpers', helpers('pteSwpUffdWp', 'pteSwpMkuffdWp', 'pteSwpClearUffdWp'), '5.6 | 5.7', 'commit 5a281062af1d'],
  ['swap PMDs have uffd-wp helpers', helpers('pmdSwpUffdWp', 'pmdSwpMkuffdWp', 'pmdSwpClearUffdWp'), '5.6 | 5.7', 'commit 5a281062af1d'],
  ['pte_uffd is a name', helpers('pteUffd', 'pteMkuffd', 'pteClearUffd', 'pteSwpUffd', 'pteSwpMkuffd', 'pteSwpClearUffd'), '7.2 | 7.3', renaming],
  ['devmap helpers are there', helpers('pteDevmap', 'pteMkdevmap', 'pmdDevmap', 'pmdMkdevmap'), '.. 6.16 | 6.17', 'pull request of 6.17-rc1'],
  ['Dirty can be saved', helpers('mksaveddirtyShift', 'clearSaveddirtyShift', 'pteMksaveddirty', 'pteClearSaveddirty', 'pmdMksaveddirty', 'pmdClearSaveddirty'), '6.5 | 6.6', saving],
  ['pte_mkwrite takes the mapping', helpers('pteMkwriteNovma', 'pmdMkwriteNovma'), '6.5 | 6.6', 'commit 161e393c0f63'],
  ['shadow stacks have helpers', helpers('pteShstk', 'pteMkwriteShstk', 'pmdShstk', 'pmdMkwriteShstk'), '6.5 | 6.6', saving],
  ['pte_next_pfn is there', helpers('pteNextPfn'), '6.5 | 6.6', saving],
  ['pte_advance_pfn is there', helpers('pteAdvancePfn'), '6.8 | 6.9', 'headers of 6.8.1 and 6.9.0'],
  ['pte_swp_clear_flags is there', helpers('pteSwpClearFlags'), '5.12 | 5.13', 'commit 099dd6878b9b; 5.10.28 lacks it, 5.10.46 and 5.10.262 have it', { stable: { '5.10': 46, '5.12': 13 } }],
  ['exclusive swap entries have helpers', helpers('pteSwpExclusive', 'pteSwpMkexclusive', 'pteSwpClearExclusive'), '5.18 | 5.19', 'commit 1493a1913e34'],
  ['a poisoned page has a maker', helpers('makeHwpoisonEntry'), '', 'linux/swapops.h of 4.19.78 to 7.3.4'],
  ['a page that could not be read in has a maker', helpers('makePoisonedSwpEntry'), '5.18 | 5.19', 'commit 9f186f9e5fa9'],
  ['exclusive migration has a maker', helpers('makeReadableExclusiveMigrationEntry'), '5.18 | 5.19', 'commit 6c287605fd56'],
  ['markers have helpers', helpers('isPteMarker', 'isPteMarkerEntry', 'makePteMarker', 'makePteMarkerEntry', 'pteMarkerGet'), '5.18 | 5.19', 'commit 679d10331910'],
  ['young and dirty migration has helpers', helpers('makeMigrationEntryYoung', 'makeMigrationEntryDirty', 'isMigrationEntryYoung', 'isMigrationEntryDirty'), '6.0 | 6.1', 'commit 2e3468778dbe'],
  ['swp_offset_pfn is there', helpers('swpOffsetPfn'), '6.0 | 6.1', 'commit 0d206b5d2e0d'],
  ['an entry can be asked for a PFN', helpers('softleafHasPfn'), '5.13 | 5.14', 'commit b756a3b5e7ea'],
  ['device-exclusive has two makers', helpers('makeReadableDeviceExclusiveEntry', 'makeWritableDeviceExclusiveEntry'), '5.13 | 5.14 .. 6.14 | 6.15', `commit b756a3b5e7ea; ${merged}`],
  ['device-exclusive has one maker', helpers('makeDeviceExclusiveEntry'), '6.14 | 6.15', merged],
  ['PUDs have helpers for Dirty', helpers('pudMksaveddirty', 'pudClearSaveddirty'), '6.5 | 6.6', saving],
  ['PUDs can be device memory', helpers('pudDevmap', 'pudMkdevmap'), '.. 6.16 | 6.17', 'headers of 4.19.1, 6.14.0 and 6.17.8; pull request of 6.17-rc1'],
  ['huge pages can be special', helpers('pmdSpecial', 'pmdMkspecial', 'pudSpecial', 'pudMkspecial'), '6.11 | 6.12', 'headers of 6.11.11 and 6.12.0'],
  ['PUDs can be modified and made invalid', helpers('pudModify', 'pudMkinvalid', 'pudShstk'), '6.11 | 6.12', 'headers of 6.11.11 and 6.12.0'],
  ['an entry is asked for as a softleaf', helpers('softleafFromPte'), '6.18 | 6.19', 'headers of 6.18.2 and 6.19.0; linux/swapops.h of 6.12.107 and 6.12.111; Debian’s change log of 6.12.109: huge_ptep_get() in try_to_unmap_one(), which uses it', { stable: { '6.12': 109 } }],
  ['softleaves have helpers', helpers('softleafToPte', 'softleafType', 'softleafIsGuardMarker', 'softleafIsPoisonMarker', 'pteIsUffdWpMarker'), '6.18 | 6.19', softleaf],
];

interface Span {
  readonly without: string;
  readonly from: string;
  readonly last: string;
  readonly gone: string;
}

/** `5.13 | 5.14 .. 6.14 | 6.15`, either half of which may be left out. */
export function parseSpan(span: string): Span {
  const ends = span.includes('..') ? span.split('..') : [span, ''];
  const [[without = '', from = ''], [last = '', gone = '']] = ends.map((end) =>
    end.split('|').map((s) => s.trim()),
  ) as [string[], string[]];
  return { without, from, last, gone };
}

const order = kernels.map(({ series }) => series as string);
const place = (series: string) => {
  if (!order.includes(series)) throw new Error(`expected a series, got ${series}`);
  return order.indexOf(series);
};

/** Whether a fact is said to hold on a release. */
export function expected([, , span, , more = {}]: DateFact, release: string): boolean {
  const { from, gone } = parseSpan(span);
  const [, series = '', patch = ''] = /^(\d+\.\d+)\.(\d+)$/.exec(release) ?? [];
  const reached = (date: string, stable: ThirdNumbers = {}) =>
    place(series) >= place(date) || Number(patch) >= (stable[series] ?? Number.POSITIVE_INFINITY);
  return (from === '' || reached(from, more.stable)) && !(gone !== '' && reached(gone, more.gone));
}

/** Both sides of each stable date of a fact. */
const stableEnds = ({ stable = {}, gone = {} }: More): string[] =>
  [...Object.entries(stable), ...Object.entries(gone)].flatMap(([of, third]) => [
    `${of}.${third - 1}`,
    `${of}.${third}`,
  ]);

export type KernelAt = (release: string, config?: Partial<Config>) => Kernel;

/** Kernels by release, each resolved once. */
export function releaseKernels(): KernelAt {
  const known = new Map<string, Kernel>();
  return (release, config = {}) => {
    const key = `${release} ${Object.entries(config)}`;
    const found = known.get(key) ?? kernel(release, config);
    known.set(key, found);
    return found;
  };
}

/** The releases next to the dates of a fact, and the first and the last of all. */
export function ends(fact: DateFact): string[] {
  const { without, from, last, gone } = parseSpan(fact[2]);
  const series = [without, from, last, gone, order[0], order.at(-1)].filter(Boolean);
  return [...series.map((name) => `${name}.0`), ...stableEnds(fact[4] ?? {})];
}
/** The ends and every other release. */
export const everywhere = (fact: DateFact) => [...new Set([...ends(fact), ...releasePoints])];

/** Releases on which the library has a fact otherwise than the table says, in words. */
export function* dateDifferences(fact: DateFact, releases: readonly string[], at: KernelAt): Generator<string> {
  for (const release of releases) {
    const got = fact[1](at(release, fact[4]?.config));
    if (got !== expected(fact, release)) yield `${fact[0]}: expected ${!got} on ${release}, got ${got}`;
  }
}
