/** What an operation changed beside the entry: flags and protection of the mapping, PageAnonExclusive, and why. */
import { vmFlagBits } from '../../../spec/present.ts';
import { hex } from '../../base/hex.ts';
import { ptePresent, pteWrite } from '../../helpers/pgtable.ts';
import { nameOf } from '../../kernel/inForce.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Vma } from '../../mm/common/vma.ts';
import { vmHas } from '../../mm/common/vma.ts';
import { type Writenotify, whyNotified } from '../../mm/common/vmaSetPageProt.ts';
import { contentAt, placeOf } from '../see.ts';
import { mmOf, type ProcessState, type World } from '../world.ts';

/** A thing before an operation and after it. */
export interface Turn<T> {
  readonly before: T;
  readonly after: T;
}

/** What changed of a mapping. */
export interface MappingSeen {
  /** Flags of vm_flags by the kernel's names. */
  readonly vmFlags: { readonly came: readonly string[]; readonly went: readonly string[] };
  /** vm_page_prot, two words, which may be the same. */
  readonly vmPageProt: Turn<bigint>;
  /** What made it so: the function that decides, and its reason. */
  readonly why: string;
}

/** What an operation changed beside the entry. */
export interface SeenChange {
  readonly mapping?: MappingSeen;
  /** PageAnonExclusive of the page that the entry maps; false where it maps none that can have it. */
  readonly exclusive?: Turn<boolean>;
}

/** What an operation changed for a process beside its entry, read from the world before and after. */
export function seenBeside(before: World, after: World, name: string): SeenChange {
  const [was, is] = [before, after].map((w) => mmOf(w, name));
  if (!is) return {};
  const mapping = was?.mapped && is.mapped ? mappingSeen(after.k, was.vma, is.vma) : undefined;
  const exclusive = { before: was ? isExclusive(before, was) : false, after: isExclusive(after, is) };
  return { ...(mapping && { mapping }), ...(exclusive.before !== exclusive.after && { exclusive }) };
}

/** PageAnonExclusive of the page that the entry maps. */
export function isExclusive(w: World, { pte }: ProcessState): boolean {
  if (!w.k.does('anonExclusive') || !ptePresent(w.k, pte)) return false;
  const page = contentAt(w, placeOf(w.k, pte))?.folio;
  return page?.anon === true && page.exclusive;
}

function mappingSeen(k: Kernel, was: Vma, is: Vma): MappingSeen | undefined {
  if (was.vmFlags === is.vmFlags && was.vmPageProt === is.vmPageProt) return undefined;
  const [old, now] = [flagNames(k, was.vmFlags), flagNames(k, is.vmFlags)];
  const vmFlags = { came: now.filter((n) => !old.includes(n)), went: old.filter((n) => !now.includes(n)) };
  return { vmFlags, vmPageProt: { before: was.vmPageProt, after: is.vmPageProt }, why: reason(k, was, is) };
}

/** The flags of a word of vm_flags by the kernel's names, in bit order. */
export const flagNames = (k: Kernel, vmFlags: bigint): readonly string[] =>
  vmFlagBits
    .filter((row) => k.holds('vmFlagBits', row) && (vmFlags & k.vm[row.id]) !== 0n)
    .map((row) => nameOf(row, k.release));

const privately = 'vm_get_page_prot(): a private mapping, written by copy';
const wants = 'vma_wants_writenotify()';
const isHeard: Readonly<Record<Writenotify, string>> = {
  page_mkwrite: 'the mapping has page_mkwrite',
  'soft-dirty': 'soft-dirty is tracked',
  'uffd-wp': 'userfaultfd write protection',
  writeback: 'the file system writes dirty pages back',
};
const isOver: Readonly<Record<Writenotify, string>> = {
  page_mkwrite: 'page_mkwrite is gone',
  'soft-dirty': 'VM_SOFTDIRTY is set again',
  'uffd-wp': 'userfaultfd write protection is over',
  writeback: 'nothing is written back',
};

/** Why vm_page_prot is what it is after a change of vm_flags, as vma_set_page_prot() decides. */
function reason(k: Kernel, was: Vma, is: Vma): string {
  const [old, now] = [whyNotified(k, was), whyNotified(k, is)];
  if (now !== undefined) return `${wants}: ${isHeard[now]}`;
  if (!vmHas(is, k.vm.shared)) return privately;
  if (old !== undefined && vmHas(is, k.vm.write)) return `${wants}: no more, ${isOver[old]}`;
  const asks = k.does('writenotifyForUffdWp');
  if (vmHas(is, k.vm.uffdWp) && !asks) return `${wants} does not ask for userfaultfd write protection`;
  return `vm_get_page_prot(): ${vmHas(is, k.vm.write) ? 'a shared mapping that may be written' : 'the mapping is not writable'}`;
}

/** What is seen beside an entry, as lines for a reader. */
export function sayBeside(k: Kernel, { mapping, exclusive }: SeenChange): readonly string[] {
  const lines: string[] = [];
  if (mapping) {
    const { vmFlags, vmPageProt, why } = mapping;
    const signs = [...vmFlags.came.map((name) => `+${name}`), ...vmFlags.went.map((name) => `-${name}`)];
    const prot = `vm_page_prot ${sayProt(k, vmPageProt)}`;
    const quiet = vmPageProt.before === vmPageProt.after && why === privately;
    if (signs.length > 0) lines.push(`vm_flags ${signs.join(' ')}${quiet ? `, ${prot}` : ''}`);
    if (!quiet) lines.push(`${prot}: ${why}`);
  }
  if (exclusive) lines.push(exclusive.after ? '+PageAnonExclusive' : '-PageAnonExclusive');
  return lines;
}

function sayProt(k: Kernel, { before, after }: Turn<bigint>): string {
  if (before === after) return `stays ${hex(after)}`;
  const [old, now] = [pteWrite(k, before), pteWrite(k, after)];
  return `${hex(before)} -> ${hex(after)}${old === now ? '' : now ? ' (+RW)' : ' (-RW)'}`;
}
