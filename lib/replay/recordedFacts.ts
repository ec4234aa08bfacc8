/** What a recorder that reads the structures of the kernel tells of a call beside its arguments. */
import { count, flag, ifPresent, list, type Read, shape, text, word } from './jsonShape.ts';

/** The state around a call when the function was entered. What a recorder does not tell is undefined. */
export interface RecordedFacts {
  /** vm_ops of the mapping, by the name of its symbol; `0x0` for none, so for anonymous memory. */
  readonly ops: string | undefined;
  /** The mapping has an anon_vma. */
  readonly anonVma: boolean | undefined;
  /** Features of the userfaultfd that the mapping is registered with: UFFD_FEATURE_... */
  readonly uffdFeatures: bigint | undefined;
  /** Flags of a walk (TTU_..., MM_CP_...), or vm_flags of the other mapping of a fork. */
  readonly arg: bigint | undefined;
  /** The new protection, the child's entry, or the entry at the new address. */
  readonly other: bigint | undefined;
  /** The flags of the folio, and of the page of the entry in it, by name without PG_. */
  readonly pageFlags: readonly string[] | undefined;
  readonly subFlags: readonly string[] | undefined;
  /** page->mapping, whose two low bits tell anonymous pages and those of KSM. */
  readonly mapping: bigint | undefined;
  /** References to the folio. */
  readonly refcount: number | undefined;
  /** The number of pages of the folio is two to this power. */
  readonly order: number | undefined;
  /** The page frame number, in pages, of the folio's first page or of the page. */
  readonly pfn: number | undefined;
  /** The page frame number, in pages, that the page migrates from. */
  readonly oldPfn: number | undefined;
  /** Other tasks ran on the processor meanwhile, so many times. */
  readonly switches: number | undefined;
  /** Calls of watched functions for the same page inside this one. */
  readonly nested: number | undefined;
  /** The level of the entry when the function returned. */
  readonly levelAfter: string | undefined;
  /** The number of the call: entries of one walk over a range share it. */
  readonly seq: number | undefined;
  /** How many calls were like this one. */
  readonly weight: number | undefined;
}

/** Reads the facts of a call. */
export const facts: Read<RecordedFacts> = shape<RecordedFacts>({
  ops: ['ops', ifPresent(text)],
  anonVma: ['anon_vma', ifPresent(flag)],
  uffdFeatures: ['uffd_features', ifPresent(word)],
  arg: ['arg', ifPresent(word)],
  other: ['other', ifPresent(word)],
  pageFlags: ['page_flags', ifPresent(list(text))],
  subFlags: ['sub_flags', ifPresent(list(text))],
  mapping: ['mapping', ifPresent(word)],
  refcount: ['refcount', ifPresent(count)],
  order: ['order', ifPresent(count)],
  pfn: ['pfn', ifPresent(count)],
  oldPfn: ['old_pfn', ifPresent(count)],
  switches: ['switches', ifPresent(count)],
  nested: ['nested', ifPresent(count)],
  levelAfter: ['level_after', ifPresent(text)],
  seq: ['seq', ifPresent(count)],
  weight: ['weight', ifPresent(count)],
});
