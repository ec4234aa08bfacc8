/** Kernels built without PTE_MARKER_UFFD_WP, which userfaultfd_api() lets have its features before 6.10 all the same. */
import { describe, expect, it } from 'vitest';
import { makePteMarker, markerUffdWp } from '../../lib/helpers/markers.ts';
import { pteSwpMkuffdWp } from '../../lib/helpers/swapFlags.ts';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { fault } from '../../lib/mm/common/fault.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';
import { handlePteMarker } from '../../lib/mm/memory/handlePteMarker.ts';
import { pteInstallUffdWpIfNeeded } from '../../lib/mm/memory/pteInstallUffdWpIfNeeded.ts';
import { zapPteRange } from '../../lib/mm/memory/zapPteRange.ts';
import { movePtes } from '../../lib/mm/mremap/movePtes.ts';
import { pagemapPageCategory } from '../../lib/mm/task_mmu/pagemapScan.ts';
import { pteToPagemapEntry } from '../../lib/mm/task_mmu/pteToPagemapEntry.ts';
import { play } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';
import { show, without } from './entries.ts';

const built = (version: string, pteMarker: boolean): Kernel => kernel(version, { pteMarker });
const anon = (k: Kernel) =>
  vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite', 'uffdWp', 'softdirty'], uffdWpUnpopulated: true });
const file = (k: Kernel) =>
  vma(k, {
    vmFlags: ['read', 'write', 'mayread', 'maywrite', 'shared', 'mayshare', 'uffdWp', 'softdirty'],
    pageMkwrite: true,
    uffdWpAsync: true,
  });
const marker = (k: Kernel) => makePteMarker(k, markerUffdWp(k));
const met = (k: Kernel) => handlePteMarker(k, marker(k), anon(k), folio(), 0x12345n, fault({ write: true })).returned;

describe('without PTE_MARKER_UFFD_WP', () => {
  // handle_pte_marker() of 6.4.4 and 6.9.0: pte_marker_entry_uffd_wp() is false, "unknown pte marker"
  it.each(['6.4', '6.7', '6.9'])('a fault on %s does not know the marker', (version) => {
    expect(met(built(version, true))).toEqual([]);
    expect(met(built(version, false))).toEqual(['VM_FAULT_SIGBUS']);
  });

  it('knowsUffdWpMarker: from 6.19 on every kernel knows it (handle_pte_marker() of 6.19.0)', () => {
    expect(met(built('6.19', false))).toEqual([]);
    expect(met(without('6.19', 'knowsUffdWpMarker'))).toEqual(['VM_FAULT_SIGBUS']);
  });

  // zap_pte_range() of 6.9.0: "unrecognized swap entry", and cleared
  it('a zap clears the marker, and leaves none of its own', () => {
    const left = (k: Kernel, pte: bigint) => show(zapPteRange(k, pte, file(k), folio({ anon: false })).pte);
    expect(left(built('6.9', true), marker(kernel('6.9')))).toBe('fffffffffffffc00');
    expect(left(built('6.9', false), marker(kernel('6.9')))).toBe('0000000000000000');
    expect(left(built('6.9', true), 0x8000000012345425n)).toBe('fffffffffffffc00');
    expect(left(built('6.9', false), 0x8000000012345425n)).toBe('0000000000000000');
    // pte_install_uffd_wp_if_needed() of 6.2.12, 6.9.0 and 6.18.2 is empty; of 7.3.4 uffd_supports_wp_marker() says no
    for (const version of ['6.2', '6.9', '6.18', '7.3']) {
      const k = built(version, false);
      expect(pteInstallUffdWpIfNeeded(k, file(k), 0x8000000012345425n).pte, version).toBe(0n);
    }
  });

  // move_ptes() of 6.18.2: pte_marker_uffd_wp() is false, and the marker moves
  it('mremap() moves the marker', () => {
    const moved = (k: Kernel) => show(movePtes(k, marker(k), file(k)).pte);
    expect(moved(built('6.18', true))).toBe('0000000000000000');
    expect(moved(built('6.18', false))).not.toBe('0000000000000000');
  });

  // pte_to_pagemap_entry() and pagemap_page_category() of 6.9.0: pte_marker_entry_uffd_wp(), pte_swp_uffd_wp_any()
  it('/proc/PID/pagemap does not tell it, and a scan takes what is swapped out for written', () => {
    const told = (k: Kernel) => (pteToPagemapEntry(k, marker(k), file(k)) & k.pagemap.pmUffdWp) !== 0n;
    expect([true, false].map((on) => told(built('6.9', on)))).toEqual([true, false]);
    const written = (k: Kernel) =>
      pagemapPageCategory(k, pteSwpMkuffdWp(k, 0x07ffffffffdffe00n), anon(k)).includes('PAGE_IS_WRITTEN');
    expect([true, false].map((on) => written(built('6.9', on)))).toEqual([false, true]);
  });

  it('a life on 6.9 ends where it touches what was protected', () => {
    const last = (script: string) => play(built('6.9', false), parseScript(script)).at(-1);
    expect(last('anon; uffd-register wp-unpopulated; uffd-wp; read')?.events).toEqual(['fault: VM_FAULT_SIGBUS']);
    expect(last('file; uffd-register wp-async; uffd-wp; write')?.events).toEqual(['fault: VM_FAULT_SIGBUS']);
    expect(last('file; uffd-register wp-async; write; uffd-wp; dontneed')?.after).toBe(0n);
  });
});
