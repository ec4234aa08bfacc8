/** An entry in one line. */
import type { TableLevel } from '../../spec/schema.ts';
import { short } from '../base/hex.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Decoded, Mapped, PteMarker } from './decoded.ts';
import { isRoot } from './formats.ts';

type SwapKind = Exclude<Decoded['kind'], 'none' | 'present' | 'protnone'>;
const nouns: Readonly<Record<SwapKind, string>> = {
  swap: 'swap entry',
  migrationRead: 'read-only migration entry',
  migrationReadExclusive: 'read-only exclusive migration entry',
  migrationWrite: 'writable migration entry',
  deviceWrite: 'writable device-private entry',
  deviceRead: 'read-only device-private entry',
  deviceExclusiveWrite: 'writable device-exclusive entry',
  deviceExclusiveRead: 'read-only device-exclusive entry',
  deviceExclusive: 'device-exclusive entry',
  hwpoison: 'poisoned page',
  pteMarker: 'PTE marker',
  swapinError: 'swap-in error',
  unknown: 'entry of an unknown type',
};

/** The phrases whose condition holds. */
const said = (phrases: Readonly<Record<string, boolean>>): string[] =>
  Object.keys(phrases).filter((text) => phrases[text]);

const table = 'page table';
const sizes: Readonly<Record<TableLevel, string>> = {
  pte: 'page',
  pmd: '2 MiB page',
  pud: '1 GiB page',
  p4d: table,
  pgd: table,
};

function mappedNoun(k: Kernel, entry: Mapped): string {
  const thing = entry.level === 'pte' || entry.huge ? sizes[entry.level] : table;
  if (entry.kind === 'protnone') return `PROT_NONE ${thing}`;
  return (entry.raw & k.mask.present) === 0n ? `${thing} made invalid for a while` : `present ${thing}`;
}

/** Whether it is shadow-stack memory: writable without RW. */
const isShadowStack = (k: Kernel, entry: Mapped) => entry.write && (entry.raw & k.mask.rw) === 0n;

/** arch/x86/mm/pti.c, __pti_set_user_pgtbl(): user space, which the kernel may not run from its own tables. */
const isIsolated = (k: Kernel, entry: Mapped) => isRoot(k, entry.level) && entry.user && !entry.exec;

function ofMapped(k: Kernel, entry: Mapped): string[] {
  const reachable = entry.kind === 'present';
  const shadowStack = isShadowStack(k, entry);
  return [
    `pfn ${short(entry.pfn)}`,
    ...said({
      'shadow stack': shadowStack,
      writable: entry.write && !shadowStack,
      'read-only': reachable && !entry.write,
      user: entry.user,
      kernel: reachable && !entry.user,
      executable: reachable && entry.exec,
      'not executable, as the user half under page-table isolation': isIsolated(k, entry),
      young: entry.young,
      dirty: entry.dirty,
      'soft-dirty': entry.softDirty,
      'uffd-wp': entry.uffdWp,
      special: entry.special,
      global: entry.global,
      'shared with the host': (entry.raw & k.mask.shared) !== 0n,
    }),
    ...(entry.pkey === 0 ? [] : [`pkey ${entry.pkey}`]),
  ];
}

const ofMarker = ({ marker }: PteMarker): string[] =>
  said({ 'uffd-wp': marker.uffdWp, poisoned: marker.poisoned, guard: marker.guard });

function ofSwapLike(entry: Extract<Decoded, { kind: SwapKind }>): string[] {
  const what =
    entry.kind === 'pteMarker'
      ? ofMarker(entry)
      : 'pfn' in entry
        ? [`pfn ${short(entry.pfn)}`]
        : [`type ${entry.swapType}`, `offset ${short(entry.swapOffset)}`];
  const { young, dirty } = 'young' in entry ? entry : { young: false, dirty: false };
  const uffdWp = entry.uffdWp && !what.includes('uffd-wp');
  return [
    ...what,
    ...said({ young, dirty, 'soft-dirty': entry.softDirty, 'uffd-wp': uffdWp, exclusive: entry.exclusive }),
  ];
}

function phrases(k: Kernel, entry: Decoded): [noun: string, details: readonly string[]] {
  if (entry.kind === 'none')
    return [entry.unexplained === 0n ? 'empty entry' : 'no table', entry.flags.map((name) => `${name} ignored`)];
  if (entry.kind === 'present' || entry.kind === 'protnone') return [mappedNoun(k, entry), ofMapped(k, entry)];
  return [nouns[entry.kind], ofSwapLike(entry)];
}

/** The entry in one line, as `swap entry: type 0, offset 0x200, soft-dirty, exclusive`. */
export function headline(k: Kernel, entry: Decoded): string {
  const [plain, details] = phrases(k, entry);
  const noun = entry.kind === 'pteMarker' && k.proposedMarker ? `${plain} by ${k.proposedMarker.proposal}` : plain;
  const all = entry.unexplained === 0n ? details : [...details, `unexplained ${short(entry.unexplained)}`];
  return all.length === 0 ? noun : `${noun}: ${all.join(', ')}`;
}
