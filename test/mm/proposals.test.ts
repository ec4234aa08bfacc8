/** What kernels would do with the patches that no release has. The right sides are those of the claims of docs/discussions.md. */
import { describe, expect, it } from 'vitest';
import { pteMkuffdWp, pteSwpMksoftDirty, swpEntry, swpEntryToPte } from '../../lib/index.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { fault } from '../../lib/mm/common/fault.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import type { VmaParts } from '../../lib/mm/common/makeVma.ts';
import { copyNonpresentPte } from '../../lib/mm/memory/copyNonpresentPte.ts';
import { doNumaPage } from '../../lib/mm/memory/doNumaPage.ts';
import { doSwapPage } from '../../lib/mm/memory/doSwapPage.ts';
import { doWpPage } from '../../lib/mm/memory/doWpPage.ts';
import { handlePteFault } from '../../lib/mm/memory/handlePteFault.ts';
import { zapPteRange } from '../../lib/mm/memory/zapPteRange.ts';
import { removeMigrationPte } from '../../lib/mm/migrate/removeMigrationPte.ts';
import { changeProtNuma } from '../../lib/mm/mprotect/changeProtNuma.ts';
import { changePteRange } from '../../lib/mm/mprotect/changePteRange.ts';
import { mfillAtomicInstallPte } from '../../lib/mm/userfaultfd/mfillAtomic.ts';
import { uffdWpRange } from '../../lib/mm/userfaultfd/uffdWpRange.ts';
import { userfaultfdMustWait } from '../../lib/mm/userfaultfd/userfaultfdMustWait.ts';
import { userfaultfdRegister } from '../../lib/mm/userfaultfd/userfaultfdRegister.ts';
import { anonVma, entry, PAGE_COPY, shmemVma, show } from './entries.ts';

const pfn = 0x12345n;
const copyPfn = 0x12346n;
const write = fault({ write: true });
const read = fault();
const file = folio({ anon: false });
const mine = folio({ exclusive: true, reusable: true });
const armed = { vmFlags: ['read', 'write', 'softdirty', 'uffdWp'] } satisfies Partial<VmaParts>;
const armedShared = { vmFlags: ['read', 'write', 'shared', 'softdirty', 'uffdWp'] } satisfies Partial<VmaParts>;

describe('remove_migration_pte()', () => {
  // C0.1, C0.2: shared memory whose vm_page_prot has RW; an entry with uffd-wp, and one without
  it.each([
    ['6.0', '407', '007'],
    ['6.0:wrprotectIfUffd', '405', '007'],
    ['6.0:wrprotectUnlessWritable', '405', '005'],
    ['6.0:migrationWrprotectsReadEntry', '407', '005'],
    ['6.1.7:wrprotectIfUffd', '405', '007'],
    ['5.19:wrprotectIfUffd', '405', '007'],
  ])('%s makes of a read-only entry ...%s with uffd-wp, ...%s without', (name, marked, plain) => {
    const k = kernel(name);
    const restored = (uffdWp: boolean) =>
      show(removeMigrationPte(k, entry(k, 'read', { uffdWp }), shmemVma(k, armedShared), file, pfn).pte).slice(-3);
    expect([restored(true), restored(false)]).toEqual([marked, plain]);
  });

  it.each(['6.0:wrprotectIfUffd', '6.0:wrprotectUnlessWritable'])('%s leaves writable entries alone', (name) => {
    // C0.2: for entries of WRITE type neither fix matters
    const k = kernel(name);
    const restored = removeMigrationPte(k, entry(k, 'write'), shmemVma(k, armedShared), file, pfn);
    expect(show(restored.pte).slice(-3)).toBe('007');
  });

  it('asks can_change_pte_writable() by a proposal, and only then', () => {
    // C1.17, C1.18: a private page that NUMA balancing has moved, ...865 on 6.2 and ...867 with it
    const restored = (name: string) => {
      const k = kernel(name);
      const moved = entry(k, 'readExclusive', { young: true, dirty: true, softDirty: true });
      return show(removeMigrationPte(k, moved, anonVma(k), folio({ dirty: true }), pfn).pte).slice(-3);
    };
    expect([restored('6.2'), restored('6.2:migrationAsksCanChange')]).toEqual(['865', '867']);
    const k = kernel('6.2:migrationAsksCanChange');
    const shared = removeMigrationPte(k, entry(k, 'read'), anonVma(k), folio(), pfn); // not this process's alone
    const trapped = removeMigrationPte(k, entry(k, 'readExclusive', { uffdWp: true }), anonVma(k, armed), folio(), pfn);
    expect([shared, trapped].map(({ pte }) => show(pte).slice(-3))).toEqual(['005', '405']);
  });
});

describe('NUMA hints', () => {
  it('forget write permission by a proposal: two faults in place of one', () => {
    // C1.1: the hint is ...962 and one fault gives ...867; without savedwrite ...960 and ...865, and the write faults again
    const faults = (name: string) => {
      const k = kernel(name);
      const page = folio({ ...mine, dirty: true });
      const hint = changeProtNuma(k, 0x8000000012345867n, anonVma(k), page).pte;
      const once = handlePteFault(k, hint, anonVma(k), page, write).pte;
      const twice = handlePteFault(k, once, anonVma(k), page, write).pte;
      return [hint, once, twice].map((pte) => show(pte).slice(-3));
    };
    expect(faults('6.1')).toEqual(['962', '867', '867']);
    expect(faults('6.1:numaForgetsWrite')).toEqual(['960', '865', '867']);
    expect(faults('6.2')).toEqual(['960', '867', '867']);
    expect(faults('6.2:numaForgetsWrite')).toEqual(['960', '865', '867']);
  });

  it('give write permission for a write by a proposal, over copy on write too', () => {
    // C1.3: released kernels copy to another page; with it parent and child write the same one
    const hint = 0x000fffffedcba960n;
    const page = folio({ dirty: true });
    const k = kernel('6.1:writableIfWriteFault');
    expect(show(handlePteFault(k, hint, anonVma(k), page, write).pte)).toBe('8000000012345867');
    expect(show(handlePteFault(k, hint, anonVma(k), page, read).pte)).toBe('8000000012345865');
    expect(show(doNumaPage(kernel('6.1'), hint, anonVma(k), page, { write: true }).pte)).toBe('8000000012345865');
    const readOnly = anonVma(k, { vmFlags: ['read', 'softdirty'] });
    expect(show(doNumaPage(k, hint, readOnly, page, { write: true }).pte)).toBe('8000000012345865');
  });
});

describe('do_swap_page()', () => {
  const swapped = (name: string) => {
    const k = kernel(name);
    const pte = pteSwpMksoftDirty(k, swpEntryToPte(k, swpEntry(k, 0, 0x200n)));
    const marked = entryWithUffd(name, pte);
    const page = folio({ reusable: true, exclusive: false });
    return doSwapPage(k, marked, anonVma(k, armed), page, pfn, write, { fresh: true });
  };
  const entryWithUffd = (name: string, pte: bigint): bigint =>
    uffdWpRange(kernel(name.split(':')[0] as string), pte, anonVma(kernel(name), armed), true).pte;

  it('counts a write as a read by a proposal, where userfaultfd traps writes', () => {
    // C2.4: reused and dirty with VM_FAULT_WRITE, the retry traps; with it read-only and clean, trapped by the next fault
    const released = swapped('5.7');
    expect([show(released.pte).slice(-3), released.returned]).toEqual(['c65', ['VM_FAULT_WRITE']]);
    const proposed = swapped('5.7:swapInClearsWriteFlag');
    expect([show(proposed.pte).slice(-3), proposed.returned]).toEqual(['c25', []]);
    const k = kernel('5.7:swapInClearsWriteFlag');
    expect(handlePteFault(k, proposed.pte, anonVma(k, armed), mine, write).next).toBe('handle_userfault');
    const plain = doSwapPage(
      k,
      pteSwpMksoftDirty(k, swpEntryToPte(k, swpEntry(k, 0, 0x200n))),
      anonVma(k),
      mine,
      pfn,
      write,
      { fresh: true },
    );
    expect(plain.returned).toEqual(['VM_FAULT_WRITE']);
  });
});

describe('v3 of uffd-wp through swap and migration', () => {
  const released = kernel('5.7');
  const v3 = kernel('5.7:uffdSwapV3');
  const cow = (k: typeof v3) => anonVma(k, { vmFlags: ['read', 'write', 'maywrite', 'softdirty'] });
  const last = (pte: bigint) => show(pte).slice(-4);

  it('forgets uffd-wp of device memory at fork, and keeps that of migration entries', () => {
    // C2.6: writable with uffd-wp, a word that cannot arise
    const device = 0xf7fffffffdb97204n;
    const forked = [released, v3].map((k) => copyNonpresentPte(k, device, cow(k), cow(k)));
    expect(forked.map(({ parent, pte }) => [show(parent), show(pte)])).toEqual([
      ['fffffffffdb97204', 'fffffffffdb97204'],
      ['fffffffffdb97200', 'fffffffffdb97200'],
    ]);
    // C2.5: e7...7406 twice
    for (const k of [released, v3]) {
      const { parent, pte } = copyNonpresentPte(k, 0xeffffffffdb97406n, cow(k), cow(k));
      expect([show(parent), show(pte)]).toEqual(['e7fffffffdb97406', 'e7fffffffdb97406']);
    }
  });

  it('protects no entry that is not present', () => {
    // C2.20: ...202 -> ...204; C2.21: a swap entry gets its bit, ...fe06
    const protect = (k: typeof v3, pte: bigint, on = true) => last(uffdWpRange(k, pte, anonVma(k, armed), on).pte);
    const swap = swpEntryToPte(released, swpEntry(released, 0, 0x200n));
    const soft = pteSwpMksoftDirty(released, swap);
    const device = 0xf7fffffffdb97202n;
    expect([protect(released, device), protect(v3, device)]).toEqual(['7204', '7200']);
    expect([protect(released, soft), protect(v3, soft)].map((word) => word.slice(-2))).toEqual(['06', '02']);
    const marked = soft | 4n;
    expect([protect(released, marked, false), protect(v3, marked, false)].map((word) => word.slice(-2))).toEqual([
      '02',
      '06',
    ]);
    const r = changePteRange(v3, 0xf7fffffffdb97204n, anonVma(v3), PAGE_COPY, {});
    expect(last(r.pte)).toBe('7200');
  });

  it('does not mark a page that goes to a device', () => {
    // C2.11, C2.16: 5.7 damages the page number (...7600), v3 loses the flag
    const device = folio({ devicePrivate: true });
    const restored = [released, v3].map((k) =>
      removeMigrationPte(k, entry(k, 'read', { uffdWp: true }), anonVma(k, armed), device, copyPfn),
    );
    expect(restored.map(({ pte }) => last(pte))).toEqual(['7600', '7200']);
  });
});

describe('flushes that are due', () => {
  const mm = { tlbFlushPending: 1 };
  const pte = 0x8000000012345865n;
  const faults = (name: string, vmaParts: Partial<VmaParts>, word = pte, options = {}) => {
    const k = kernel(name, options);
    const { effects, next } = handlePteFault(k, word, anonVma(k, vmaParts), mine, write, { mm, copyPfn });
    return [effects.filter((effect) => effect === 'flush_tlb_page').length, next ?? '-'];
  };

  it('come before do_wp_page() by a proposal: trapped or not, registered or not', () => {
    // C4.16
    const k = kernel('5.12');
    const trapped = pteMkuffdWp(k, pte);
    expect(faults('5.11', armed)).toEqual([0, '-']);
    expect(faults('5.12', armed)).toEqual([1, '-']);
    expect(faults('5.12:flushInHandlePteFault', armed)).toEqual([1, '-']);
    expect(faults('5.12', armed, trapped)).toEqual([0, 'handle_userfault']);
    expect(faults('5.12:flushInHandlePteFault', armed, trapped)).toEqual([1, 'handle_userfault']);
    expect(faults('5.12', {})).toEqual([0, '-']);
    expect(faults('5.12:flushInHandlePteFault', {})).toEqual([1, '-']);
    const quiet = kernel('5.12:flushInHandlePteFault');
    expect(handlePteFault(quiet, pte, anonVma(quiet), mine, write, { copyPfn }).effects).not.toContain(
      'flush_tlb_page',
    );
  });

  it('are missing under three options where one is off', () => {
    // C4.13: with soft-dirty and without userfaultfd clear_refs is left unprotected
    expect(faults('5.10:flushIfThreeOptions', {})).toEqual([1, '-']);
    expect(faults('5.10:flushIfThreeOptions', {}, pte, { uffdWp: false })).toEqual([0, '-']);
    expect(faults('5.10:flushInHandlePteFault', {}, pte, { uffdWp: false })).toEqual([1, '-']);
  });
});

describe('do_wp_page()', () => {
  it('counts mappings by a proposal, in place of references', () => {
    // C4.7, C4.11: 5.8 reuses a pinned page that one process maps, 5.9 copies it
    const pinned = folio({ pinned: true, reusable: false, mapcountReusable: true });
    const written = (name: string) => {
      const k = kernel(name);
      return show(doWpPage(k, 0x8000000012345825n, anonVma(k), pinned, write, { copyPfn }).pte);
    };
    expect(['5.8', '5.9', '5.9:reuseByMapcount'].map(written)).toEqual([
      '8000000012345867',
      '8000000012346867',
      '8000000012345867',
    ]);
  });
});

describe('a proposed layout', () => {
  const layouts = ['markerAsProtnone', 'markerAsSpecial', 'markerAsMigrationBit'] as const;
  const words = [0x000ffffffffff500n, 0x000ffffffffff700n, 0xe7fffffffffffe10n];
  const mayWrite = ['read', 'write', 'maywrite', 'shared', 'softdirty'] satisfies VmaParts['vmFlags'];
  const at = (id: (typeof layouts)[number]) => kernel(`5.11:${id}`);
  const ofFile = (k: ReturnType<typeof at>) => shmemVma(k, armedShared);

  it('lets shared memory be registered, as no release before markers does', () => {
    const register = (name: string) => {
      const k = kernel(name);
      return userfaultfdRegister(k, shmemVma(k, { vmFlags: mayWrite }), ['uffdWp']).returned;
    };
    expect(register('5.11')).toBe('-EINVAL');
    for (const id of layouts) expect(register(`5.11:${id}`)).toBe(0);
    const k = at('markerAsSpecial');
    expect(userfaultfdRegister(k, shmemVma(k, { vmFlags: mayWrite, fsWriteback: true }), ['uffdWp']).returned).toBe(
      '-EINVAL',
    );
  });

  it.each(layouts)('%s outlives the page of a file, and not the mapping', (id) => {
    // C3.24, C3.26, C3.27, C3.14
    const k = at(id);
    const word = words[layouts.indexOf(id)];
    const zap = (pte: bigint, how = {}) => zapPteRange(k, pte, ofFile(k), file, how).pte;
    expect(zap(0x8000000012345c25n)).toBe(word);
    expect(zap(0x8000000012345825n)).toBe(0n);
    expect(zap(0x8000000012345c25n, { dropMarker: true })).toBe(0n);
    expect(zapPteRange(k, word as bigint, ofFile(k)).pte).toBe(word);
    expect(zapPteRange(k, word as bigint, ofFile(k), undefined, { dropMarker: true }).pte).toBe(0n);
    expect(zapPteRange(k, 0x8000000012345c25n, anonVma(k, armed), mine).pte).toBe(0n);
  });

  it('as a bit of migration entries is a marker to every function that meets it', () => {
    // C3.19, C3.21: a read brings the page write-protected, a write traps; 5.11 waits for a page that never comes
    const k = at('markerAsMigrationBit');
    const word = words[2] as bigint;
    const back = handlePteFault(k, word, ofFile(k), file, read, { pfn });
    expect(show(back.pte)).toBe('8000000012345425');
    expect(handlePteFault(k, back.pte, ofFile(k), file, write).next).toBe('handle_userfault');
    const plain = kernel('5.11');
    expect(handlePteFault(plain, word, shmemVma(plain), file, read, { pfn }).next).toBe('migration_entry_wait');
    expect(uffdWpRange(k, word, ofFile(k), false).pte).toBe(0n);
    expect(uffdWpRange(k, word, ofFile(k), true).pte).toBe(word);
    expect(handlePteFault(k, word, shmemVma(k), file, read, { pfn }).pte).toBe(0n); // no longer registered
    const fork = (dst: Partial<VmaParts>) => copyNonpresentPte(k, word, ofFile(k), shmemVma(k, dst)).pte;
    expect([fork(armedShared), fork({})]).toEqual([word, 0n]);
    expect(userfaultfdMustWait(k, word, 'wp')).toBe(true);
    expect(mfillAtomicInstallPte(k, word, ofFile(k), { anon: false }, pfn, true).returned).toBe(0);
    expect(() => removeMigrationPte(k, word, ofFile(k), file, pfn)).toThrow('got a marker');
  });

  it.each([
    ['markerAsProtnone', '8000000000000427'],
    ['markerAsSpecial', '8000000000000627'],
  ] as const)('%s is a mapping of page 0 to a fault', (id, after) => {
    // C3.5, C3.16: do_numa_page() maps pfn 0, writable as vm_page_prot is
    const k = at(id);
    const word = words[layouts.indexOf(id)] as bigint;
    expect(show(handlePteFault(k, word, ofFile(k), undefined, read).pte)).toBe(after);
    expect(show(handlePteFault(kernel('5.10'), word, ofFile(k), undefined, read).pte)).toBe(after);
  });
});
