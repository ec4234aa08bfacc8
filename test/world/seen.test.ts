import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { play } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';
import { pagemapOf } from '../../lib/world/told/pagemapOf.ts';

const rows = (version: string, script: string) => play(kernel(version), parseScript(script));
const last = (version: string, script: string) => rows(version, script).at(-1);

describe('vm_flags and vm_page_prot', () => {
  // clear_refs_write() clears VM_SOFTDIRTY and calls vma_set_page_prot(), fs/proc/task_mmu.c of 5.10 (C0.13, C0.15)
  it.each(['5.7', '6.0', '6.12', '7.3'])('lose VM_SOFTDIRTY and RW by clear_refs in shared memory on %s', (version) => {
    expect(last(version, 'shmem; write; clear-refs')?.mapping).toEqual({
      vmFlags: { came: [], went: ['VM_SOFTDIRTY'] },
      vmPageProt: { before: 0x8000000000000027n, after: 0x8000000000000025n },
      why: 'vma_wants_writenotify(): soft-dirty is tracked',
    });
  });

  it('get RW back when a merge sets VM_SOFTDIRTY again (C0.16)', () => {
    expect(last('6.0', 'shmem; read; clear-refs; vma-merge')?.mapping).toEqual({
      vmFlags: { came: ['VM_SOFTDIRTY'], went: [] },
      vmPageProt: { before: 0x8000000000000025n, after: 0x8000000000000027n },
      why: 'vma_wants_writenotify(): no more, VM_SOFTDIRTY is set again',
    });
  });

  // 51d3d5eb74ff, 6.2 and 6.1.8: vma_wants_writenotify() asks for userfaultfd_wp() (C0.9, C0.12)
  it('lose RW by userfaultfd write protection from 6.1.8 and 6.2 on', () => {
    const of = (version: string) => last(version, 'shmem; uffd-register wp')?.mapping;
    expect(of('6.1.7')?.vmPageProt.after).toBe(0x8000000000000027n);
    expect(of('6.1.7')?.why).toBe('vma_wants_writenotify() does not ask for userfaultfd write protection');
    for (const version of ['6.1.8', '6.2', '7.3']) {
      expect(of(version)?.vmPageProt.after).toBe(0x8000000000000025n);
      expect(of(version)?.why).toBe('vma_wants_writenotify(): userfaultfd write protection');
    }
  });

  it('stay as they are in private memory, and where the mapping has page_mkwrite (C0.10, C0.11)', () => {
    expect(last('6.12', 'anon; write; clear-refs')?.mapping?.vmPageProt.after).toBe(0x8000000000000025n);
    const file = last('6.12', 'file; read; clear-refs')?.mapping;
    expect(file?.vmPageProt).toEqual({ before: 0x8000000000000025n, after: 0x8000000000000025n });
    expect(file?.why).toBe('vma_wants_writenotify(): the mapping has page_mkwrite');
  });

  it('say nothing where nothing changed', () => {
    expect(last('6.12', 'anon; write; read')).not.toHaveProperty('mapping');
  });
});

describe('PageAnonExclusive', () => {
  // 6c287605fd56, 5.19: fork shares the page, and the parent's write copies it (C1.12)
  it('comes with the first write and goes by fork from 5.19 on', () => {
    const of = (version: string) => rows(version, 'anon; write; fork; write').map(({ exclusive }) => exclusive);
    const [came, went] = [
      { before: false, after: true },
      { before: true, after: false },
    ];
    expect(of('5.19')).toEqual([came, went, came]);
    expect(of('7.3')).toEqual([came, went, came]);
    expect(of('5.18')).toEqual([undefined, undefined, undefined]);
  });
});

describe('the pagemap word', () => {
  // fs/proc/task_mmu.c of 6.12: PM_PRESENT, PM_MMAP_EXCLUSIVE, PM_SOFT_DIRTY; a page of two processes is not mapped once
  it('tells what root reads', () => {
    const of = (script: string) => {
      const row = last('6.12', script);
      return row && pagemapOf(row.world, 'A');
    };
    expect(of('anon; write')).toEqual({
      raw: 0x8180000000012345n,
      names: ['PM_SOFT_DIRTY', 'PM_MMAP_EXCLUSIVE', 'PM_PRESENT'],
    });
    expect(of('anon; write; fork')?.names).toEqual(['PM_SOFT_DIRTY', 'PM_PRESENT']);
    expect(of('anon; write; munmap')).toBeUndefined();
  });

  // try_to_unmap_one() and try_to_migrate_one() of mm/rmap.c, 4.19.0 to 6.10.0, end with page_remove_rmap(): page_mapcount() is 0 then
  it('does not tell of a page that is on its way, or poisoned, that it is mapped once', () => {
    for (const version of ['4.19', '5.4', '5.16', '6.10', '7.3'])
      for (const name of ['migrate-begin', 'hwpoison']) {
        const row = last(version, `anon; write; ${name}`);
        expect(row && pagemapOf(row.world, 'A')?.names).toEqual(['PM_SOFT_DIRTY', 'PM_SWAP']);
      }
  });

  // migrate_vma_insert_page() and remove_migration_pte() of mm/migrate.c, 5.4.1, map device memory by page_add_anon_rmap()
  it('tells of a page in device memory that it is, up to 6.10', () => {
    const of = (version: string) => {
      const row = last(version, 'anon; write; to-device');
      return row && pagemapOf(row.world, 'A')?.names;
    };
    expect(of('5.4')).toContain('PM_MMAP_EXCLUSIVE');
    expect(of('6.11')).not.toContain('PM_MMAP_EXCLUSIVE');
  });
});
