/** Lives of a huge page, by the public functions, as a kernel goes from one to the next. */
import { describe, expect, it } from 'vitest';
import * as pte from '../../lib/index.ts';
import { show } from './entries.ts';

const { fault, folio, kernel, vma } = pte;
const rw = ['read', 'write', 'mayread', 'maywrite', 'softdirty'] as const;
const anon = (k: pte.Kernel, more: readonly 'uffdWp'[] = []) => vma(k, { vmFlags: [...rw, ...more] });
const mine = folio({ exclusive: true, reusable: true, dirty: true });
const write = fault({ write: true });
const newPfn = 0x12200n;

describe('thp; write; uffd-wp; migrate; write', () => {
  // C2.2: set_pmd_migration_entry() keeps the bit from 6.3.8 on, in stable from 6.1.26 and 6.2.13 on; remove_migration_pmd() gives it back from 5.14.2 on
  it.each([
    ['5.7', false],
    ['5.15', false],
    ['6.1.25', false],
    ['6.1.26', true],
    ['6.2.12', false],
    ['6.2.13', true],
    ['6.3', true],
    ['7.3', true],
  ])('on %s is trapped at the end: %s', (version, traps) => {
    const k = kernel(version);
    const armed = anon(k, ['uffdWp']);
    const born = pte.handlePmdFault(k, 0n, armed, undefined, write, { newPfn });
    expect(show(born.pte)).toBe('80000000122008e7');
    const protectedPmd = pte.uffdWpRangeHuge(k, born.pte, armed, true, mine).pte;
    expect(pte.handlePmdFault(k, protectedPmd, armed, mine, write).next).toBe('handle_userfault');
    const moving = pte.setPmdMigrationEntry(k, protectedPmd, mine).pte;
    expect(pte.handlePmdFault(k, moving, armed, mine, write).next).toBe('migration_entry_wait');
    const there = pte.removeMigrationPmd(k, moving, armed, mine, 0x33200n).pte;
    expect(pte.handlePmdFault(k, there, armed, mine, write).next === 'handle_userfault').toBe(traps);
  });

  // uffd-wp that begins while the page moves: change_huge_pmd() of 6.2.12 leaves the migration entry alone, that of 6.3.8 does not
  it.each([
    ['6.2', false],
    ['6.3', true],
  ])('on %s is trapped if protected meanwhile: %s', (version, traps) => {
    const k = kernel(version);
    const armed = anon(k, ['uffdWp']);
    const moving = pte.setPmdMigrationEntry(k, 0x80000000122008e7n, mine).pte;
    const meanwhile = pte.uffdWpRangeHuge(k, moving, armed, true, mine).pte;
    const there = pte.removeMigrationPmd(k, meanwhile, armed, mine, 0x33200n).pte;
    expect(pte.handlePmdFault(k, there, armed, mine, write).next === 'handle_userfault').toBe(traps);
  });
});

describe('thp; write; fork; write', () => {
  const shared = folio({ exclusive: false, mappedShared: true, dirty: true });

  const forked = (k: pte.Kernel) => pte.copyHugePmd(k, 0x80000000122008e7n, anon(k), anon(k), mine).parent;
  const meets = (k: pte.Kernel) => pte.handlePmdFault(k, forked(k), anon(k), shared, write, { newPfn: 0x33200n });

  // do_huge_pmd_wp_page() of 5.7.14 copies 2 MiB, that of 5.8.1 and later splits, and do_wp_page() copies 4 KiB
  it('copies all of it to 5.7', () => {
    expect(meets(kernel('5.7'))).toMatchObject({ pte: 0x80000000332008e7n, splits: false });
  });

  // pte_mkdirty() in __split_huge_pmd_locked() from 6.2.12 on, which a read-only entry saves in another bit
  it.each([
    ['5.8', '8000000012204825'],
    ['7.3', '8400000012204825'],
  ])('copies one small page on %s', (version, beside) => {
    const k = kernel(version);
    expect(meets(k).splits).toBe(true);
    const small = (index: number) => pte.splitHugePmdLocked(k, forked(k), anon(k), shared, { index }).pte;
    const copied = pte.handlePteFault(k, small(3), anon(k), shared, write, { copyPfn: 0x44444n });
    expect([show(copied.pte), show(small(4))]).toEqual(['8000000044444867', beside]);
  });
});

describe('thp; uffd-wp (async); write', () => {
  // wp_huge_pmd() of 6.7.3: split, and do_wp_page() clears the bit of the one small page
  it('loses the protection of one small page', () => {
    const k = kernel('6.12');
    const armed = vma(k, { vmFlags: [...rw, 'uffdWp'], uffdWpAsync: true });
    const trapped = 0x80000000122004a5n;
    expect(pte.handlePmdFault(k, trapped, armed, mine, write).splits).toBe(true);
    const [hit, other] = [0, 1].map((index) => pte.splitHugePmdLocked(k, trapped, armed, mine, { index }).pte);
    expect(show(pte.handlePteFault(k, hit as bigint, armed, mine, write).pte)).toBe('8000000012200867');
    expect(show(other as bigint)).toBe('8000000012201425');
  });
});

describe('shmem huge page; uffd-wp', () => {
  // __split_huge_pmd_locked() clears the huge entry of a file, whose small entries userfaultfd then marks: 5.19.0
  it('is emptied, and marked', () => {
    const k = kernel('6.12');
    const armed = vma(k, { vmFlags: [...rw, 'shared', 'mayshare', 'uffdWp'] });
    const page = folio({ anon: false });
    const mapped = pte.doSetPmd(k, 0n, armed, page, newPfn, fault()).pte;
    expect(pte.uffdWpRangeHuge(k, mapped, armed, true, page).splits).toBe(true);
    const small = pte.splitHugePmdLocked(k, mapped, armed, page).pte;
    expect(small).toBe(0n);
    const marked = pte.uffdWpRange(k, small, armed, true).pte;
    const filled = pte.handlePteFault(k, marked, armed, page, write, { pfn: newPfn, cached: true });
    expect(pte.handlePteFault(k, filled.pte, armed, page, write).next).toBe('handle_userfault');
    expect(pte.zapFreesTable(k, [pte.zapPteRange(k, marked, armed).pte], { whole: true })).toBe(false);
    expect(pte.retractPageTables(k, { ...armed, anonVma: false })).toBe(false);
  });
});
