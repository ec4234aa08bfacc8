/** A life that starts with a word: what is made up behind the entry, and which function takes the entry for what. */
import { tables } from '../../../spec/tables.ts';
import { rangeError, shown } from '../../base/errors.ts';
import { ptePfn, ptePresent, pteProtnone, pteSpecial, pteWrite } from '../../helpers/pgtable.ts';
import { pteToSwpEntry, swpOffset, swpType } from '../../helpers/swapEntry.ts';
import { nameOf } from '../../kernel/inForce.ts';
import type { FunctionId, Kernel } from '../../kernel/kernel.ts';
import { entryPfn } from '../../mm/common/entryPfn.ts';
import { type Family, familyOf } from '../../mm/common/family.ts';
import type { Vma } from '../../mm/common/vma.ts';
import { hugeFamilies } from '../../mm/huge_memory/setPmdMigrationEntry.ts';
import { vmNormalPage } from '../../mm/memory/vmNormalPage.ts';
import { isHugetlb, pageOf } from '../life.ts';
import { halfOf } from '../operations/names.ts';
import { put } from '../put.ts';
import { placeOf } from '../see.ts';
import { type ProcessState, type World, zeroPfn } from '../world.ts';
import { born } from './born.ts';
import { type MappingName, pagesOf } from './mappings.ts';

/** The world in which the entry of A is a word. What stands behind it has plain facts: a page of the mapping, mapped by A alone. */
export function bornWith(k: Kernel, mapping: MappingName, pte: bigint): World {
  if (pagesOf(mapping) > 1)
    throw rangeError(
      `expected a mapping of one page for a life that starts with a word, got ${shown(mapping)}`,
      'ERR_PTE_INPUT',
    );
  const w = born(k, mapping);
  const [first, ...others] = w.mms;
  const a = first && (isHugetlb({ k, vma: first.vma }) ? first : atItsLevel(k, first, pte));
  if (!a) return w;
  const place = placeOf(k, pte);
  const { vma } = a;
  const { anon } = pageOf(k, vma);
  const started: World = { ...w, mms: [{ ...a, pte, vma: { ...vma, anonVma: anon } }, ...others] };
  if (!place) return started;
  const exclusive = k.does('anonExclusive') && anon && ptePresent(k, pte) && pteWrite(k, pte);
  const devicePrivate = familyOf(k, pte) === 'devicePrivate';
  const behind = put(started, place, pageOf(k, vma, { exclusive, ...(devicePrivate && { devicePrivate }) }), []);
  if ('offset' in place) return place.offset === w.nextSlot ? { ...behind, nextSlot: w.nextSlot + 1n } : behind;
  const isFile = !anon && familyOf(k, pte) === 'present';
  return {
    ...behind,
    ...(isFile && { backing: { cached: true, pfn: place.pfn } }),
    nextPfn: place.pfn === w.nextPfn ? w.nextPfn + 1n : w.nextPfn,
  };
}

/** A word that no PMD of a huge page can be is a PTE. */
function atItsLevel(k: Kernel, { level, ...mm }: ProcessState, pte: bigint): ProcessState {
  const isHuge = level && ['none', 'migration', ...hugeFamilies(k)].includes(familyOf(k, pte, level));
  return isHuge ? { ...mm, level } : mm;
}

/** What an operation does with a page, a swap entry, and an entry that stands for something else. */
interface Taker {
  readonly by: string;
  readonly present: string;
  readonly swap: string;
  readonly other: string;
}

const nameIn = (k: Kernel, id: FunctionId): string => {
  const row = tables.functions.find((one) => one.id === id && k.holds('functions', one));
  return row ? `${nameOf(row, k.release)}()` : id;
};

const zaps: readonly string[] = ['dontneed', 'munmap', 'truncate', 'exit'];
const changes: readonly string[] = [
  'mprotect',
  'numa-hint',
  'uffd-wp',
  'uffd-wp-resolve',
  'uffd-rwp',
  'uffd-rwp-resolve',
];
const walks: readonly string[] = ['pageout', 'migrate', 'migrate-begin', 'hwpoison', 'to-device'];
const faults: readonly string[] = ['read', 'write', 'unshare', 'read-wait', 'write-wait'];

function takerOf(k: Kernel, operation: string, family: Family): Taker | undefined {
  if (zaps.includes(operation))
    return {
      by: nameIn(k, 'zapPteRange'),
      present: `${finds}, drops its mapping and its reference`,
      swap: 'frees the slot',
      other: 'drops what it stands for',
    };
  if (operation === 'fork')
    return {
      by: nameIn(k, family === 'present' ? 'copyPresentPte' : 'copyNonpresentPte'),
      present: `${finds}, maps it a second time and takes a reference`,
      swap: 'counts the slot once more',
      other: 'copies the entry',
    };
  if (changes.includes(operation))
    return {
      by: nameIn(k, 'changePteRange'),
      present: 'changes its protection',
      swap: 'changes its flags',
      other: 'changes its flags',
    };
  if (walks.includes(operation))
    return {
      by: 'the walk over the reverse map',
      present: 'finds it mapped here',
      swap: 'passes over it',
      other: 'passes over it',
    };
  return undefined;
}

/** Which function takes an entry of a mapping for what, in a sentence; nothing where the operation does not look at it. */
export function takenFor(k: Kernel, name: string, pte: bigint, vma: Vma): string | undefined {
  const operation = halfOf(name)?.of ?? name;
  if (isHugetlb({ k, vma })) return undefined; // mm/hugetlb.c takes it for what it is, and refuses the rest
  const family = familyOf(k, pte);
  if (family === 'none') return undefined;
  const noun = nounOf(k, pte, family);
  const normal = family === 'present' ? vmNormalPage(k, pte, vma, { zeroPfn }) : 'page';
  if (faults.includes(operation)) return byAccess(k, operation, pte, noun, normal === 'bad' ? `; ${noPage.bad}` : '');
  const taker = takerOf(k, operation, family);
  if (!taker) return undefined;
  if (normal !== 'page' && looksForPage.includes(operation)) return `${taker.by}: ${noun}: ${noPage[normal]}`;
  const does = family === 'present' ? taker.present : family === 'swap' ? taker.swap : taker.other;
  return `${taker.by}: ${noun}: ${does}`;
}

/** An access: the processor needs no fault, or a fault goes on with the entry. */
function byAccess(k: Kernel, operation: string, pte: bigint, noun: string, bad: string): string {
  if (!ptePresent(k, pte)) return `handle_pte_fault(): ${noun}: ${byFault(k, familyOf(k, pte))}`;
  if (pteProtnone(k, pte)) return `handle_pte_fault(): ${noun}: do_numa_page() maps it${bad}`;
  if (operation === 'read' || (operation === 'write' && pteWrite(k, pte)))
    return `the processor: ${noun}: uses it, without a fault`;
  return `handle_pte_fault(): ${noun}: do_wp_page()${bad}`;
}

const finds = 'gets it from vm_normal_page()';
/** Operations that ask vm_normal_page() for the page of an entry before they do anything with it. */
const looksForPage: readonly string[] = [...zaps, 'fork', 'numa-hint'];
const isSpecial = (k: Kernel, pte: bigint): boolean => pteSpecial(k, pte) && ptePfn(k, pte) !== zeroPfn;
const noPage = {
  bad: 'vm_normal_page() says print_bad_pte(), "bad page map", and gives no page',
  none: 'vm_normal_page() gives no page',
} as const;
const short = (n: bigint): string => `0x${n.toString(16)}`;

/** What the entry is taken for. */
function nounOf(k: Kernel, pte: bigint, family: Family): string {
  if (family === 'present')
    return `${pteProtnone(k, pte) ? 'a PROT_NONE page' : isSpecial(k, pte) ? 'a special page' : 'a page'}, pfn ${short(ptePfn(k, pte))}`;
  const entry = pteToSwpEntry(k, pte);
  if (family === 'swap') return `a swap entry, type ${swpType(k, entry)}, offset ${short(swpOffset(k, entry))}`;
  const kind = nouns[family];
  return kind.hasPage ? `${kind.noun}, pfn ${short(entryPfn(k, entry))}` : kind.noun;
}
const nouns: Readonly<Record<Exclude<Family, 'present' | 'swap'>, { readonly noun: string; readonly hasPage?: true }>> =
  {
    none: { noun: 'an empty entry' },
    table: { noun: 'a pointer to a table' },
    migration: { noun: 'a migration entry', hasPage: true },
    devicePrivate: { noun: 'a page in device memory', hasPage: true },
    deviceExclusive: { noun: 'a page that a device has alone', hasPage: true },
    hwpoison: { noun: 'a hwpoison entry' },
    marker: { noun: 'a marker' },
    swapinError: { noun: 'a swap-in error' },
  };

/** Where the fault goes with an entry that is not present. */
function byFault(k: Kernel, family: Family): string {
  if (family === 'migration') return 'do_swap_page(): migration_entry_wait() waits until it is gone';
  if (family === 'marker') return `do_swap_page(): ${nameIn(k, 'handlePteMarker')}`;
  return family === 'swap' ? 'do_swap_page() reads it in' : 'do_swap_page()';
}
