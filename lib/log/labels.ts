/** What a number in running text is, by what stands before it: for lines that no format knows. */
import type { TextLevel, WordKind } from './format.ts';

/** What a label says of the number after it. */
export interface Told {
  readonly as: WordKind;
  readonly level?: TextLevel;
}

/** The names that come before an entry of a level: `pte`, `PTE`, `*pmd`, `orig_pte`, `pteval`, `pmd_val`, `vmf->pte`. */
const levelName =
  /(?:^|[^a-z\d])(?:old|new|orig|cur|prev|swp)?_?(?:huge_)?(pte|pmd|pud|p4d|pgd)(?:_?val(?:ue)?(?:_t)?|_?entry|_t|nt)?$/i;
/** A pointer that is followed: `*ptep`. */
const followed = /\*\s*\w*?(pte|pmd|pud|p4d|pgd)p?$/i;
/** What a cast says of what is pointed to: `*(pte_t *)0xffff888012345000 = `. */
const pointedTo = /\*\s*\((pte|pmd|pud|p4d|pgd)(?:val)?_t\s*\*\)\s*(?:0x)?[\da-f]+$/i;
/** The names of manuals, and of Xen, for entries from the root on. */
const manualName =
  /(?:^|[^a-z\d])(?:(pml5e|pml4e|l4e|l4 entry)|(pdpt?e|l3e|l3 entry)|(pde|l2e|l2 entry)|l1e|l1 entry)$/i;
/** The names of tables, whose elements are entries: `PML4[255] = 139a1e067`. */
const table = /(?:^|[^a-z\d])(?:(pml[45])|(pdpt)|(pd)|pt)$/i;
/** The same for a pointer before a word in brackets: `bad pmd ffff8881290408e0(efffff80042bfe00)`. */
const beside = /\b(pte|pmd|pud|p4d|pgd)\s+(?:0x)?\S{1,18}$/i;
/** `PTE: 13fffea08 => 80000000be141063`, as crash prints it. */
const behindArrow = /\b(pte|pmd|pud|p4d|pgd|page)\s*:?\s+[\da-f]+$/i;

const swpEntry =
  /(?:\bsw(?:a)?p[ _]?entry(?:_t)?|\b(?:bad|unused) swap (?:file|offset) entry|\b(?:entry|swp|swap)\.val|\bswp|\bswp_entry_t\b.{0,40}\bval|\bsoftleaf(?:_t)?|\bsoftleaf\.val|\bswp_entry_t\)?\s*\{\s*\.?val)$/i;
const pagemapWord = /\b(?:pme|pagemap(?:[ _](?:entry|word))?|\/proc\/[\w-]+\/pagemap)$/i;
const anyEntry = /(?:^|[^a-z\d])(?:entry|word|entries)$/i;

/** Names of what is no entry: registers, addresses, pieces of struct page and of a mapping, codes, names and times. */
const other = new RegExp(
  `(?:^|[^a-z\\d])(?:${[
    'r(?:[abcd]x|[sd]i|[bs]p|ip|\\d{1,2})|e(?:[abcd]x|[sd]i|[bs]p|ip)|orig_[re]ax|e?flags|[cd]r\\d{1,2}|[cdefgs]s|knlgs|ip|sp|pc|lr|efer|xcr0|msr|s_cet|u_cet|ssp',
    'cs_base|gdtr?|idtr?|ldtr?|tr|tsc|apic',
    '\\w*addr(?:ess)?|at|anon_vma|mapping|index|pgoff|vma|mm|pages?|folio|head|memcg|task|ti|stack|ptr|\\w*ptr|ptep|pmdp|pudp|p4dp|pgdp',
    'pa|va|gpa|hpa|gva|hva|pfn|mfn|gfn|phys|physical|virt|virtual|start|end|base|size|len|length|offset|off|order|count|nr|num|\\w*flags?|raw|private|prot|mask',
    'refcount|mapcount|pincount|error(?:[ _-]code)?|code|err|errno|ret|rc|type|id|\\w*id|uuid|build|hash|commit|sha\\d*|checksum|crc\\w*|csum|magic|key|cookie',
    'ts|time|timestamp|stamp|jiffies|seq|cpu|node|irq|vector|port|bar|mem|dma|iova|device|vendor|class|rev|revision|microcode|features?|trace|sig|pf|model|family|stepping|[sn]pte|gpte|spte[p]?|pgprot|level|leaf|bits|domain|reason|bank|status|misc|unexplained|fault|mmap\\w*|read_?\\w+',
  ].join('|')})$`,
  'i',
);

/** What stands between a label and its number. */
const between =
  /\s*(?:\[\d+\]\s*)?(?:[:=]+>?|=>|->|\||\b(?:is|was|now|of|read[s]?|has|holds)\b)?\s*(?:[([{"'`<]|\*\*)?\s*$/;
const argument = /\([^()]{0,40}\)$/;

const asLevel = (name: string | undefined): TextLevel | undefined =>
  name === undefined || /page/i.test(name) ? undefined : (name.toLowerCase() as TextLevel);
const entryAt = (level: TextLevel | undefined): Told => (level ? { as: 'entry', level } : { as: 'entry' });

/** How a label and its number are joined: what is between them decides how sure a bare number is. */
export type Joint = 'mark' | 'space';

/** What the text before a number says of it: what it is, `other` for what is no entry, undefined where it says nothing. */
export function toldBy(before: string): { readonly told: Told | 'other'; readonly joint: Joint } | undefined {
  const gap = between.exec(before)?.[0] ?? '';
  const joint: Joint = /[^\s([{"'`<]/.test(gap) ? 'mark' : 'space';
  const quoted = before.slice(0, before.length - gap.length).replace(argument, '');
  const label = quoted.replace(/["'`]$/, '');
  if (label !== quoted && /["'`]raw$/.test(label)) return { told: { as: 'entry' }, joint };
  const arrow = /=>/.test(gap) ? behindArrow.exec(label) : null;
  if (arrow) return { told: entryAt(asLevel(arrow[1])), joint };
  const besideIt = /[([]\s*$/.test(gap) ? beside.exec(label) : null;
  if (besideIt && /[\da-f]{8}|\(|ptrval|null/i.test(label.slice(-18)))
    return { told: entryAt(asLevel(besideIt[1])), joint: 'mark' };
  if (swpEntry.test(label)) return { told: { as: 'swp-entry' }, joint };
  if (pagemapWord.test(label)) return { told: { as: 'pagemap' }, joint };
  const manual = manualName.exec(label) ?? (/\[\d+\]/.test(gap) ? table.exec(label) : null);
  if (manual) return { told: entryAt(manual[1] ? 'pgd' : manual[2] ? 'pud' : manual[3] ? 'pmd' : 'pte'), joint };
  const level = pointedTo.exec(label) ?? followed.exec(label) ?? levelName.exec(label);
  if (level) return { told: entryAt(asLevel(level[1])), joint };
  if (other.test(label)) return { told: 'other', joint };
  return anyEntry.test(label) ? { told: { as: 'entry' }, joint } : undefined;
}
