/** Hardware errors in mapped pages: what memory_failure() asks of try_to_unmap_one(), by kind of page and release. */
import { describe, expect, it } from 'vitest';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';
import { hwpoisonUserMappings, type Poisoned } from '../../lib/mm/memory_failure/hwpoisonUserMappings.ts';
import { play } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';
import { anonVma, shmemVma, show, without } from './entries.ts';

const file = folio({ anon: false });
const fileVma = (k: Kernel) =>
  vma(k, {
    vmFlags: ['read', 'write', 'shared', 'mayread', 'maywrite', 'mayshare'],
    pageMkwrite: true,
    fsWriteback: true,
  });
const privateVma = (k: Kernel) =>
  vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite', 'softdirty'], anonymous: false });
const releases = ['4.19', '5.4', '5.10', '5.15', '6.1', '6.1.16', '6.2', '6.3', '6.12', '6.18', '7.3'];
const clean = 0x8000000012345025n;
const isPoison = (k: Kernel, word: bigint) => word === hwpoisonUserMappings(k, clean, anonVma(k), folio()).pte;

// mm/memory-failure.c, hwpoison_user_mappings() of 4.19.1, 5.4.286, 5.10.218, 5.15.100, 6.1.4, 6.1.192, 6.3.8, 6.12.0;
// unmap_poisoned_folio() of 6.12.118, 6.18.2 and 7.3.4
describe('hwpoisonUserMappings', () => {
  it.each(releases)('%s drops a clean page of a file, and poisons every other', (version) => {
    const k = kernel(version);
    const fate = (pte: bigint, page = file, mapping = fileVma(k), how?: Poisoned) =>
      hwpoisonUserMappings(k, pte, mapping, page, how);
    expect(fate(clean)).toMatchObject({ pte: 0n, returned: true });
    expect(fate(clean, file, privateVma(k))).toMatchObject({ pte: 0n, returned: true });
    for (const outcome of [
      fate(clean, folio({ anon: false, dirty: true })),
      fate(clean | 0x40n), // the entry is dirty
      fate(0x8000000012345027n), // or writable: folio_mkclean() counts it
      fate(clean, file, shmemVma(k)), // shared memory cannot be written back
      fate(clean, file, fileVma(k), { mustKill: true }),
      fate(clean, folio({ exclusive: true }), anonVma(k)),
      fate(clean, folio(), privateVma(k)), // copied on write
    ])
      expect([isPoison(k, outcome.pte), outcome.returned]).toEqual([true, true]);
    expect(fate(clean, file, shmemVma(k), { canWriteback: true }).pte).toBe(0n);
    const shmemPrivate = vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite'], anonymous: false, shmem: true });
    expect(isPoison(k, fate(clean, file, shmemPrivate).pte)).toBe(true); // nor read back, however it is mapped
    // hugetlbfs has no device to write back to, so a private mapping of it makes no difference
    const hugetlb = vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite', 'hugetlb'], anonymous: false });
    expect(fate(0x80000000122000a5n, file, hugetlb).pte).toBe(fate(0x80000000122000a5n, folio(), hugetlb).pte);
  });

  it.each(releases)('%s makes a page in the swap cache a swap entry', (version) => {
    const k = kernel(version);
    const how = { slot: { type: 0, offset: 0x1000n } };
    expect(show(hwpoisonUserMappings(k, clean, anonVma(k), folio(), how).pte)).toBe('07ffffffffdffe00');
  });

  it('tells that a writable page may have been written to', () => {
    const k = kernel('6.12');
    expect(hwpoisonUserMappings(k, 0x8000000012345067n, fileVma(k), file)).toMatchObject({
      effects: ['flush_tlb_page', 'folio_mark_dirty', 'flush_tlb_page'],
      returned: true,
    });
  });

  it('unmaps locked memory, young entries and pages that KSM has merged (6.4)', () => {
    const k = kernel('5.4');
    const locked = anonVma(k, { vmFlags: ['read', 'write', 'softdirty', 'locked'] });
    expect(isPoison(k, hwpoisonUserMappings(k, clean, locked, folio()).pte)).toBe(true);
    const merged = (kk: Kernel) => hwpoisonUserMappings(kk, clean, anonVma(kk), folio({ ksm: true }));
    expect(merged(kernel('6.3'))).toMatchObject({ pte: clean, returned: false });
    expect(merged(kernel('6.4')).returned).toBe(true);
    expect(merged(without('6.3', 'poisonRefusesKsm')).returned).toBe(true);
  });

  it('is not there without CONFIG_MEMORY_FAILURE', () => {
    const k = kernel('6.12', { memoryFailure: false });
    expect(() => hwpoisonUserMappings(k, clean, anonVma(k), folio())).toThrow(RangeError);
  });
});

describe('the operation hwpoison of a script', () => {
  const entries = (version: string, script: string) =>
    play(kernel(version), parseScript(script)).map((row) => show(row.after));

  it.each(releases)('%s: a clean page of a file is dropped, the next read maps a fresh one', (version) => {
    expect(entries(version, 'file; read; hwpoison; read')).toEqual([
      '8000000012345025',
      '0000000000000000',
      '8000000012346025',
    ]);
    expect(entries(version, 'file-private; read; hwpoison').at(-1)).toBe('0000000000000000');
  });

  it.each(releases)('%s: shared memory, a written page and anonymous memory are poisoned', (version) => {
    const k = kernel(version);
    for (const script of ['shmem; read; hwpoison', 'file; write; hwpoison', 'anon; write; hwpoison']) {
      const [first, last] = entries(version, script);
      expect(last, `${script} ${first}`).toBe(show(hwpoisonUserMappings(k, clean, anonVma(k), folio()).pte));
    }
  });
});
