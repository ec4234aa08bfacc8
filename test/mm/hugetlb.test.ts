/** Entries of hugetlb: mm/hugetlb.c, copy_hugetlb_page_range() and hugetlb_change_protection(). */
import { describe, expect, it } from 'vitest';
import { decode } from '../../lib/codec/decode.ts';
import { makeHwpoisonEntry, makePteMarker, markerPoisoned, markerUffdWp } from '../../lib/helpers/markers.ts';
import { swpEntryToPte } from '../../lib/helpers/swapEntry.ts';
import { pteSwpMkuffdWp, pteSwpUffdWp } from '../../lib/helpers/swapFlags.ts';
import { type BehaviourId, type Kernel, kernel, type VmFlagId } from '../../lib/kernel/kernel.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';
import { copyHugetlbPageRange } from '../../lib/mm/hugetlb/copyHugetlbPageRange.ts';
import { hugetlbChangeProtection } from '../../lib/mm/hugetlb/hugetlbChangeProtection.ts';
import { unmapHugepageRange } from '../../lib/mm/hugetlb/unmapHugepageRange.ts';
import { entry, show, without } from './entries.ts';

const rw: readonly VmFlagId[] = ['read', 'write', 'mayread', 'maywrite', 'hugetlb', 'softdirty'];
const huge = (k: Kernel, more: readonly VmFlagId[] = []) => vma(k, { vmFlags: [...rw, ...more], anonymous: false });
const written = 0x80000000122008e7n; // a huge page that was written: PSE, Dirty, Accessed, soft-dirty
const protectedPage = 0x80000000122004a5n; // read-only with uffd-wp, bit 10
const pfn = 0x12200n;
const pinned = folio({ pinned: true, exclusive: true });
const uffdMarker = (k: Kernel) => makePteMarker(k, markerUffdWp(k));
const poisonMarker = (k: Kernel) => makePteMarker(k, markerPoisoned(k));
const pfnOf = (k: Kernel, pte: bigint) => (decode(k, pte) as { readonly pfn?: bigint }).pfn;

/** Fork, child and parent; what is registered is named. */
function forked(
  k: Kernel,
  pte: bigint,
  registered: 'both' | 'parent' | 'none' = 'none',
  page = folio({ exclusive: true }),
) {
  const src = huge(k, registered === 'none' ? [] : ['uffdWp']);
  const dst = huge(k, registered === 'both' ? ['uffdWp'] : []);
  return copyHugetlbPageRange(k, pte, src, dst, page, 0x45600n);
}
const words = ({ pte, parent }: { readonly pte: bigint; readonly parent: bigint }) => `${show(pte)} ${show(parent)}`;

describe('copy_hugetlb_page_range()', () => {
  it.each(['4.19', '5.10', '5.15', '6.1', '6.12', '7.3'])('%s shares a private page read-only', (version) => {
    const k = kernel(version);
    const mask = k.mask.savedDirty ? 0x84000000122008a5n : 0x80000000122008e5n; // from 6.6 on, Dirty moves to bit 58
    expect(words(forked(k, written))).toBe(`${show(mask)} ${show(mask)}`);
    expect(forked(k, written).effects).toEqual(k.does('anonExclusive') ? ['clear exclusive'] : []);
    expect(words(forked(k, 0n))).toBe(`${show(0n)} ${show(0n)}`);
  });

  it('leaves entries of shared mappings as they are', () => {
    const k = kernel('6.12');
    const shared = huge(k, ['shared', 'mayshare']);
    expect(words(copyHugetlbPageRange(k, written, shared, shared, folio({ anon: false })))).toBe(
      `${show(written)} ${show(written)}`,
    );
  });

  // 6.12.101, 7.1.3: huge_pte_clear_uffd_wp() of a swap entry clears bit 10, the inverted bit 1 of the offset; 6.12.105, 7.1.8 do not
  it.each<readonly [string, bigint]>([
    ['5.18', pfn],
    ['5.19', pfn + 2n],
    ['6.1.182', pfn + 2n],
    ['6.1.183', pfn],
    ['6.6.150', pfn + 2n],
    ['6.6.151', pfn],
    ['6.12.102', pfn + 2n],
    ['6.12.103', pfn],
    ['7.1.7', pfn + 2n],
    ['7.1.8', pfn],
    ['7.3', pfn],
  ])('%s: the child’s entry for a page that moves is one for %i', (version, at) => {
    const k = kernel(version);
    const moving = entry(k, 'read', { pfn });
    const { pte, parent } = forked(k, moving);
    expect([pfnOf(k, pte), pfnOf(k, parent)]).toEqual([at, pfn]);
    const poison = swpEntryToPte(k, makeHwpoisonEntry(k, pfn));
    expect(words(forked(k, poison))).toBe(`${show(at === pfn ? poison : poison & ~0x400n)} ${show(poison)}`);
  });

  it('makes a writable migration entry read-only for both, and loses soft-dirty: 4.19.1 to 7.3.4', () => {
    for (const version of ['4.19', '5.10', '6.12.103', '7.3']) {
      const k = kernel(version);
      const read = entry(k, 'read', { pfn });
      expect(words(forked(k, entry(k, 'write', { pfn, softDirty: true }))), version).toBe(
        `${show(read)} ${show(read)}`,
      );
    }
  });

  // is_write_migration_entry() to 5.18, !is_readable_migration_entry() from 5.19
  it('takes a readable-exclusive migration entry for one that has to be shared', () => {
    const k = kernel('6.12.103');
    expect(words(forked(k, entry(k, 'readExclusive', { pfn })))).toBe(
      words({ pte: entry(k, 'read', { pfn }), parent: entry(k, 'read', { pfn }) }),
    );
  });

  // 5.19 to 6.3.1 look for the bit at 10; 6.3.8, 6.1.187 ask pte_swp_uffd_wp()
  it.each<readonly [string, boolean]>([
    ['5.19', false],
    ['6.1.182', false],
    ['6.1.183', true],
    ['6.2', false],
    ['6.3.1', false],
    ['6.3.2', true],
    ['6.4', true],
    ['7.3', true],
  ])('%s keeps uffd-wp of a migration entry that becomes read-only: %s', (version, kept) => {
    const k = kernel(version);
    const { pte, parent } = forked(k, entry(k, 'write', { pfn, uffdWp: true }), 'both');
    expect([pteSwpUffdWp(k, parent), pteSwpUffdWp(k, pte), pfnOf(k, pte)]).toEqual([kept, kept, pfn]);
  });

  it('clears uffd-wp of a migration entry for a child that is not registered, from the fix on', () => {
    for (const [version, kept] of [
      ['6.12.102', true],
      ['6.12.103', false],
    ] as const) {
      const k = kernel(version);
      expect(pteSwpUffdWp(k, forked(k, entry(k, 'read', { pfn, uffdWp: true }), 'parent').pte), version).toBe(kept);
    }
  });

  // hugetlb_install_page() to 6.2 does not see the old entry
  it.each<readonly [string, string]>([
    ['5.19', '80000000122004a5'],
    ['6.1.192', '80000000122004a5'],
    ['6.3.1', '80000000122004a5'],
    ['6.3.2', '80000000122000a5'],
    ['7.3', '80000000122000a5'],
  ])('%s: a child that is not registered has %s', (version, child) => {
    const k = kernel(version);
    expect(words(forked(k, protectedPage, 'parent'))).toBe(`${child} ${show(protectedPage)}`);
    expect(show(forked(k, protectedPage, 'both').pte)).toBe(show(protectedPage));
  });

  it('copies a pinned page: 5.12.9 any, from 5.19 on those that are exclusive', () => {
    const of = (version: string, page = pinned) => {
      const { pte, effects } = forked(kernel(version), written, 'none', page);
      return `${show(pte)} ${effects.join()}`;
    };
    expect(of('5.11')).toBe('80000000122008e5 ');
    expect(of('5.12')).toBe('80000000456008e7 copy page');
    expect(of('5.18', { ...pinned, anon: false })).toBe('80000000456008e7 copy page');
    expect(of('5.19', { ...pinned, anon: false })).toBe('80000000122008e5 ');
    expect(of('5.19', { ...pinned, exclusive: false })).toBe('80000000122008e5 ');
    // 6.6.9: huge_pte_mkwrite() of asm-generic/hugetlb.h is pte_mkwrite_novma(), which leaves what pte_mkdirty() has moved to bit 58
    expect([of('6.5'), of('6.6'), of('6.18'), of('7.3')]).toEqual([
      '80000000456008e7 copy page',
      '84000000456008a7 copy page',
      '84000000456008a7 copy page',
      '84000000456008a7 copy page',
    ]);
  });

  // 5.18.12: page_needs_cow_for_dma() of include/linux/mm.h asks is_cow_mapping(); that of 5.19.0 does not
  it('copies a pinned page from 5.19 on whatever the mapping is', () => {
    const of = (version: string) => {
      const k = kernel(version);
      const shared = huge(k, ['shared', 'mayshare']);
      return copyHugetlbPageRange(k, written, shared, shared, pinned, 0x45600n).effects;
    };
    expect([of('5.18'), of('5.19'), of('7.3')]).toEqual([[], ['copy page'], ['copy page']]);
  });

  // make_huge_pte() of 6.13.2 does not ask vm_flags, that of 6.14.0 does
  it('makes the copy writable in a read-only child before 6.14', () => {
    const child = (version: string) => {
      const k = kernel(version);
      const dst = vma(k, { vmFlags: ['read', 'mayread', 'maywrite', 'hugetlb', 'softdirty'], anonymous: false });
      return show(copyHugetlbPageRange(k, written, huge(k), dst, pinned, 0x45600n).pte);
    };
    expect([child('6.5'), child('6.13'), child('6.14')]).toEqual([
      '80000000456008e7',
      '84000000456008a7',
      '80000000456000a5',
    ]);
  });

  it('protects the copy where parent and child are registered', () => {
    const copy = (version: string) => show(forked(kernel(version), protectedPage, 'both', pinned).pte);
    expect([copy('6.3.1'), copy('6.3.2'), copy('6.12')]).toEqual([
      '80000000456008e7',
      '8000000045600ce5',
      '8400000045600ca5',
    ]);
  });

  // copy_user_large_folio() of 6.4.4 returns an error, copy_user_huge_page() of 6.3.8 is void
  it('meets a hardware error in a pinned page from 6.4 on', () => {
    const bad = { ...pinned, hwpoison: true };
    expect(forked(kernel('6.3'), written, 'none', bad).returned).toBeUndefined();
    expect(forked(kernel('6.4'), written, 'none', bad)).toMatchObject({
      pte: 0n,
      parent: written,
      returned: '-EHWPOISON',
    });
    expect(() =>
      copyHugetlbPageRange(kernel('6.4'), written, huge(kernel('6.4')), huge(kernel('6.4')), pinned),
    ).toThrow('expected copyPfn');
  });

  // 5.19 to 6.5: the marker if userfaultfd_wp(dst_vma); 6.6: copy_pte_marker()
  it.each(['5.19', '6.5', '6.6', '7.3'])(
    '%s gives markers of userfaultfd to children that are registered',
    (version) => {
      const k = kernel(version);
      expect(forked(k, uffdMarker(k), 'both').pte).toBe(uffdMarker(k));
      expect(forked(k, uffdMarker(k), 'parent').pte).toBe(0n);
      expect(forked(k, poisonMarker(k), 'parent').pte).toBe(
        version < '6.6' && version[0] !== '7' ? 0n : poisonMarker(k),
      );
    },
  );

  // 7.3.4: as __copy_present_ptes(), the child's protection comes back, and PSE with it
  it('makes pages accessible for a child that userfaultfd does not trap', () => {
    const k = kernel('7.3');
    const trapped = hugetlbChangeProtection(k, written, huge(k, ['uffdRwp']), k.prot.PAGE_NONE, { uffdRwp: true }).pte;
    const child = copyHugetlbPageRange(k, trapped, huge(k, ['uffdRwp']), huge(k), folio({ exclusive: true }));
    expect(show(child.pte)).toBe('84000000122008a5');
    expect(child.parent).toBe(trapped);
    const both = copyHugetlbPageRange(k, trapped, huge(k, ['uffdRwp']), huge(k, ['uffdRwp']), pinned, 0x45600n);
    expect(decode(k, both.pte)).toMatchObject({ kind: 'protnone' });
  });

  it.each<readonly [BehaviourId, string, (k: Kernel) => string, string, string]>([
    [
      'hugetlbForkKnowsUffdWp',
      '6.12',
      (k) => String(pfnOf(k, forked(k, entry(k, 'read', { pfn })).pte)),
      String(pfn + 2n),
      String(pfn),
    ],
    [
      'hugetlbForkFiltersUffdWp',
      '6.12',
      (k) => show(forked(k, protectedPage, 'parent').pte),
      '80000000122000a5',
      '80000000122004a5',
    ],
    [
      'hugetlbForkClearsSwapBit',
      '7.2',
      (k) => String(pfnOf(k, forked(k, entry(k, 'read', { pfn })).pte)),
      String(pfn),
      String(pfn + 2n),
    ],
    ['hugetlbForkCopiesPinned', '5.15', (k) => forked(k, written, 'none', pinned).effects.join(), 'copy page', ''],
    [
      'hugetlbForkMeetsPoison',
      '6.12',
      (k) => String(forked(k, written, 'none', { ...pinned, hwpoison: true }).returned),
      '-EHWPOISON',
      'undefined',
    ],
    [
      'makeHugePteAsksWrite',
      '6.14',
      (k) =>
        show(
          copyHugetlbPageRange(
            k,
            written,
            huge(k),
            vma(k, { vmFlags: ['read', 'mayread', 'maywrite', 'hugetlb', 'softdirty'], anonymous: false }),
            pinned,
            0x45600n,
          ).pte,
        ),
      '80000000456000a5',
      '84000000456008a7',
    ],
  ])('the row %s decides', (id, version, run, with_, lacking) => {
    expect([run(kernel(version)), run(without(version, id))]).toEqual([with_, lacking]);
  });
});

describe('__unmap_hugepage_range()', () => {
  it.each(['4.19', '5.18', '6.1', '6.12', '7.3'])(
    '%s clears the entry, and a present page hears of Dirty',
    (version) => {
      const k = kernel(version);
      const { pte, effects } = unmapHugepageRange(k, written, huge(k));
      expect([pte, effects]).toEqual([0n, ['flush_tlb_page', 'folio_mark_dirty']]);
      expect(unmapHugepageRange(k, 0x80000000122000a5n, huge(k)).effects).toEqual(['flush_tlb_page']);
      expect(unmapHugepageRange(k, entry(k, 'read', { pfn }), huge(k))).toMatchObject({ pte: 0n, effects: [] });
      expect(unmapHugepageRange(k, written, huge(k), { otherPage: true }).pte).toBe(written);
      expect(unmapHugepageRange(k, 0n, huge(k)).pte).toBe(0n);
    },
  );

  // 5.18.12 knows no marker; 5.19.0 to 7.2.13: huge_pte_uffd_wp() or pte_swp_uffd_wp_any(), unless ZAP_FLAG_DROP_MARKER
  it('leaves a marker where userfaultfd protects, from 5.19 on', () => {
    expect(unmapHugepageRange(kernel('5.18'), protectedPage, huge(kernel('5.18'))).pte).toBe(0n);
    for (const version of ['5.19', '6.12', '7.2']) {
      const k = kernel(version);
      for (const pte of [protectedPage, uffdMarker(k), entry(k, 'read', { pfn, uffdWp: true })]) {
        expect(unmapHugepageRange(k, pte, huge(k)).pte, version).toBe(uffdMarker(k));
        expect(unmapHugepageRange(k, pte, huge(k), { dropMarker: true }).pte, version).toBe(0n);
      }
      expect(unmapHugepageRange(k, poisonMarker(k), huge(k)).pte).toBe(0n);
    }
  });
});

// 7.3.0-rc7 asks only for the bit, 7.3.4 for userfaultfd_wp() first
it('hugetlbMarkerAsksRegistration: 7.3.4 leaves markers in mappings that are registered', () => {
  const left = (version: string, more: readonly VmFlagId[]) => {
    const k = kernel(version);
    return unmapHugepageRange(k, protectedPage, huge(k, more)).pte === uffdMarker(k);
  };
  expect([left('7.3.3', []), left('7.3.4', []), left('7.3.4', ['uffdRwp']), left('7.3.4', ['uffdWp'])]).toEqual([
    true,
    false,
    false,
    true,
  ]);
  const k = without('7.3.4', 'hugetlbMarkerAsksRegistration');
  expect(unmapHugepageRange(k, protectedPage, huge(k)).pte).toBe(uffdMarker(k));
});

const wp = { uffdWp: true };
const resolve = { uffdWpResolve: true };
const READONLY = 0x8000000000000025n;
const change = (k: Kernel, pte: bigint, cp = {}, page = folio()) =>
  hugetlbChangeProtection(k, pte, huge(k, ['uffdWp']), READONLY, cp, page);

describe('hugetlb_change_protection()', () => {
  it.each(['4.19', '5.10', '6.1', '6.12', '7.3'])('%s takes write permission and keeps what the page is', (version) => {
    const k = kernel(version);
    const after = hugetlbChangeProtection(k, written, huge(k), READONLY, {});
    expect(show(after.pte)).toBe(k.mask.savedDirty ? '84000000122008a5' : '80000000122008e5');
    expect(after.effects).toEqual(['flush_tlb_page']);
  });

  it('protects by uffd-wp from 5.19 on, missing pages by markers', () => {
    expect(show(change(kernel('5.18'), 0x80000000122000e7n, wp).pte)).toBe('80000000122000e5');
    expect(show(change(kernel('5.19'), 0x80000000122000a7n, wp).pte)).toBe('80000000122004a5');
    for (const version of ['5.19', '6.1', '7.3']) {
      const k = kernel(version);
      expect(change(k, 0n, wp).pte).toBe(uffdMarker(k));
      expect(change(k, 0n).pte).toBe(0n);
      expect(show(change(k, protectedPage, resolve).pte)).toBe('80000000122000a5');
    }
    expect(change(kernel('5.18'), 0n, wp).pte).toBe(0n);
  });

  // 6.1.4: only inside !is_readable_migration_entry(); 6.1.8 and 6.2.12 outside
  it.each<readonly [string, boolean]>([
    ['5.19', false],
    ['6.1.7', false],
    ['6.1.8', true],
    ['6.2', true],
  ])('%s protects a migration entry for a shared page: %s', (version, done) => {
    const k = kernel(version);
    expect(pteSwpUffdWp(k, change(k, entry(k, 'read', { pfn }), wp).pte)).toBe(done);
    const kept = change(k, entry(k, 'readExclusive', { pfn, uffdWp: true })).pte;
    expect(pteSwpUffdWp(k, kept)).toBe(done);
    expect(change(k, entry(k, 'write', { pfn, softDirty: true, uffdWp: true })).pte).toBe(
      entry(k, 'readExclusive', { pfn }),
    );
  });

  it('makes a migration entry for a page of the file simply readable, and before 5.19 every one', () => {
    const file = folio({ anon: false });
    for (const version of ['5.18', '6.12']) {
      const k = kernel(version);
      expect(change(k, entry(k, 'write', { pfn }), {}, file).pte).toBe(entry(k, 'read', { pfn }));
    }
    const k = kernel('5.15');
    expect(change(k, entry(k, 'write', { pfn })).pte).toBe(entry(k, 'read', { pfn }));
    expect(change(k, entry(k, 'read', { pfn })).pte).toBe(entry(k, 'read', { pfn }));
    const k12 = kernel('6.12');
    expect(change(k12, pteSwpMkuffdWp(k12, entry(k12, 'read', { pfn })), resolve).pte).toBe(
      entry(k12, 'read', { pfn }),
    );
  });

  // 6.1.4: huge_pte_none() of the marker is false, so pte_modify() and pte_mkhuge(); after huge_pte_clear() the entry is 0
  it('takes a marker for a present entry before 6.2 and 6.1.8', () => {
    for (const version of ['5.19', '6.1.7']) {
      const k = kernel(version);
      expect(show(change(k, uffdMarker(k), resolve).pte), version).toBe('8000000000000085'); // page 0; pte_modify() keeps Accessed, which is clear
      expect(decode(k, change(k, uffdMarker(k), wp).pte), version).toMatchObject({ kind: 'present' });
      expect(change(k, uffdMarker(k)).pte, version).not.toBe(uffdMarker(k));
    }
    for (const version of ['6.1.8', '6.2', '7.3']) {
      const k = kernel(version);
      expect([
        change(k, uffdMarker(k), resolve).pte,
        change(k, uffdMarker(k), wp).pte,
        change(k, uffdMarker(k)).pte,
      ]).toEqual([0n, uffdMarker(k), uffdMarker(k)]);
    }
  });

  // 6.8.0: if (uffd_wp_resolve); 6.9.0: if (pte_marker_uffd_wp(pte) && uffd_wp_resolve)
  it.each<readonly [string, boolean]>([
    ['6.2', false],
    ['6.6.28', false],
    ['6.6.29', true],
    ['6.7', false],
    ['6.8.7', false],
    ['6.8.8', true],
    ['6.9', true],
  ])('%s keeps a poison marker: %s', (version, kept) => {
    const k = kernel(version);
    expect(change(k, poisonMarker(k), resolve).pte).toBe(kept ? poisonMarker(k) : 0n);
  });

  it('leaves entries for pages with hardware errors alone, and refuses what hugetlb never has', () => {
    const k = kernel('6.12');
    const poison = swpEntryToPte(k, makeHwpoisonEntry(k, pfn));
    expect(change(k, poison, wp).pte).toBe(poison);
    expect(() => change(k, 0x07ffffffffdffe00n)).toThrow('expected an empty entry, a present entry');
  });

  it('traps every access by UFFDIO_RWPROTECT of 7.3, through mprotect() too', () => {
    const k = kernel('7.3');
    const mapping = huge(k, ['uffdRwp']);
    const trapped = hugetlbChangeProtection(k, written, mapping, k.prot.PAGE_NONE, { uffdRwp: true }).pte;
    expect(decode(k, trapped)).toMatchObject({ kind: 'protnone' });
    expect(hugetlbChangeProtection(k, trapped, mapping, k.prot.PAGE_NONE, { uffdRwp: true }).effects).toEqual([]);
    expect(decode(k, hugetlbChangeProtection(k, trapped, mapping, READONLY, {}).pte)).toMatchObject({
      kind: 'protnone',
    });
    expect(show(hugetlbChangeProtection(k, trapped, mapping, READONLY, { uffdRwpResolve: true }).pte)).toBe(
      '84000000122008a5',
    );
    expect(hugetlbChangeProtection(k, 0n, mapping, k.prot.PAGE_NONE, { uffdRwp: true }).pte).toBe(0n);
    expect(
      show(hugetlbChangeProtection(kernel('7.2'), written, huge(kernel('7.2')), READONLY, { uffdRwp: true }).pte),
    ).toBe('84000000122008a5');
  });

  it.each<readonly [BehaviourId, string, (k: Kernel) => bigint, (k: Kernel) => bigint, (k: Kernel) => bigint]>([
    ['hugetlbProtectsUffdWp', '6.12', (k) => change(k, 0n, wp).pte, uffdMarker, () => 0n],
    [
      'hugetlbProtectsAnyMigration',
      '6.12',
      (k) => change(k, entry(k, 'read', { pfn }), wp).pte,
      (k) => entry(k, 'read', { pfn, uffdWp: true }),
      (k) => entry(k, 'read', { pfn }),
    ],
    [
      'hugetlbProtectKnowsMarkers',
      '6.12',
      (k) => change(k, uffdMarker(k), resolve).pte,
      () => 0n,
      () => 0x8000000000000085n,
    ],
    ['hugetlbKeepsPoisonMarkers', '6.12', (k) => change(k, poisonMarker(k), resolve).pte, poisonMarker, () => 0n],
  ])('the row %s decides', (id, version, run, with_, lacking) => {
    const [k, lacks] = [kernel(version), without(version, id)];
    expect([run(k), run(lacks)]).toEqual([with_(k), lacking(lacks)]);
  });
});
