/** Two mappings become one: mm/mmap.c vma_merge(), mm/vma.c, and their callers. */
import { describe, expect, it } from 'vitest';
import { type Kernel, kernel, type VmFlagId } from '../../lib/kernel/kernel.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';
import { type Vma, vmFlagNames } from '../../lib/mm/common/vma.ts';
import { type MergeBy, type MergeHow, mmapRegion, vmaMerge } from '../../lib/mm/vma/vmaMerge.ts';
import { show, without } from './entries.ts';

const rw: readonly VmFlagId[] = ['read', 'write', 'mayread', 'maywrite'];
const map = (k: Kernel, flags: readonly VmFlagId[] = [], more: Partial<Vma> = {}): Vma =>
  vma(k, { vmFlags: [...rw, ...flags], ...more });
const shmem = (k: Kernel, flags: readonly VmFlagId[] = [], more: Partial<Vma> = {}): Vma =>
  map(k, ['shared', ...flags], { anonVma: false, ...more });

/** Whether the merged mapping has VM_SOFTDIRTY, and its protection. */
const merged = (k: Kernel, neighbour: Vma, changed: Vma, by: MergeBy) => {
  const { vma: whole, refused } = vmaMerge(k, neighbour, changed, by);
  return whole ? `${vmFlagNames(k, whole.vmFlags).includes('softdirty')} ${show(whole.vmPageProt)}` : refused;
};

describe('VM_SOFTDIRTY', () => {
  const tracked = '8000000000000025'; // PAGE_COPY: write notification
  const open = '8000000000000027'; // PAGE_SHARED

  // mmap_region() of 4.19.0, 6.1.4, 6.12.0, __mmap_complete() of 6.18.2, 7.3.4: the flag on the whole, then vma_set_page_prot()
  it.each(['4.19', '5.10', '6.1.0', '6.12', '6.18', '7.3'])('%s: mmap() sets it on the whole', (version) => {
    const k = kernel(version);
    expect(merged(k, shmem(k), shmem(k), 'mmap')).toBe(`true ${open}`);
    expect(vmFlagNames(k, mmapRegion(k, shmem(k), shmem(k)).vmFlags)).toContain('softdirty');
    expect(vmFlagNames(k, mmapRegion(k, shmem(k)).vmFlags)).toContain('softdirty');
  });

  // mprotect_fixup() of 4.19.0, 5.15.0, 6.1.4, 6.6.9, 6.12.0, 6.18.2: newflags are those of the changed mapping; 6.19.0: &newflags
  it.each([
    ['4.19', false, true, `true ${open}`],
    ['4.19', true, false, `false ${tracked}`],
    ['6.18.36', true, false, `false ${tracked}`],
    ['6.18.37', true, false, `true ${open}`],
    ['6.19', true, false, `true ${open}`],
    ['7.3', false, true, `true ${open}`],
    ['7.3', false, false, `false ${tracked}`],
  ] as const)('%s: mprotect(), neighbour %s, changed %s', (version, neighbour, changed, expected) => {
    const k = kernel(version);
    const dirty = (is: boolean): VmFlagId[] => (is ? ['softdirty'] : []);
    expect(merged(k, shmem(k, dirty(neighbour)), shmem(k, dirty(changed)), 'mprotect')).toBe(expected);
  });

  // madvise_behavior() of 4.19.0, madvise_update_vma() of 5.18.1 to 7.3.4: no vma_set_page_prot(); copy_vma() of 4.19.0, 6.18.2, 6.19.0
  it.each([
    ['4.19', 'madvise', true, false, `false ${open}`],
    ['4.19', 'madvise', false, true, `true ${tracked}`],
    ['7.3', 'madvise', true, false, `true ${open}`],
    // userfaultfd_register() of 4.19.0 to 6.11.11: new_flags; userfaultfd_set_ctx() of 6.12.0, 7.3.4: those of the mapping that stays
    ['6.11', 'userfaultfd', true, false, `false ${open}`],
    ['6.12', 'userfaultfd', true, false, `true ${open}`],
    ['6.12', 'userfaultfd', false, true, `false ${tracked}`],
    ['6.19', 'userfaultfd', false, true, `true ${tracked}`],
    ['4.19', 'mremap', true, false, `true ${open}`],
    ['6.18', 'mremap', false, true, `false ${tracked}`],
    ['6.19', 'mremap', false, true, `true ${tracked}`],
  ] as const)('%s: %s, neighbour %s, changed %s', (version, by, neighbour, changed, expected) => {
    const k = kernel(version);
    const dirty = (is: boolean): VmFlagId[] => (is ? ['softdirty'] : []);
    expect(merged(k, shmem(k, dirty(neighbour)), shmem(k, dirty(changed)), by)).toBe(expected);
  });

  it('goes without the row uffdKeepsMergedFlags', () => {
    const k = without('6.12', 'uffdKeepsMergedFlags');
    expect(merged(k, shmem(k, ['softdirty']), shmem(k), 'userfaultfd')).toBe(`false ${open}`);
  });

  it('goes without the row mergeKeepsSoftDirty', () => {
    const k = without('7.3', 'mergeKeepsSoftDirty');
    expect(merged(k, shmem(k, ['softdirty']), shmem(k), 'mprotect')).toBe(`false ${tracked}`);
  });
});

describe('what keeps mappings apart', () => {
  // is_mergeable_vma() of 4.19.0, 6.6.9, 6.12.0, 7.3.4
  it.each([
    ['vm_flags', ['exec'], {}],
    ['vm_flags', ['uffdWp'], {}],
    ['special', ['pfnmap'], {}],
    ['policy', [], { samePolicy: false }],
    ['file', [], { sameFile: false }],
    ['close', [], { closes: true }],
    ['anon_vma', [], { sameAnonVma: false }],
  ] as const)('%s', (refused, flags, how) => {
    for (const version of ['5.7', '6.12', '7.3']) {
      const k = kernel(version);
      expect(vmaMerge(k, map(k), map(k, flags), 'mprotect', how)).toEqual({ refused });
    }
  });

  it('two userfaultfds', () => {
    const k = kernel('6.12');
    const armed = map(k, ['uffdWp']);
    expect(vmaMerge(k, armed, armed, 'madvise', { sameContext: false })).toEqual({ refused: 'userfaultfd' });
    expect(vmaMerge(k, armed, armed, 'madvise')).toHaveProperty('vma');
  });

  // is_mergeable_anon_vma() of 4.19.0, 6.12.0 (list_is_singular() of the neighbour's chain), 6.18.2, 7.3.4
  it.each([
    ['4.19', true, false, {}, undefined],
    ['4.19', true, false, { forkChild: true }, 'anon_vma'],
    ['6.15', false, true, {}, 'anon_vma'],
    ['6.16', false, true, {}, undefined],
    ['7.3', false, true, { forkChild: true }, 'anon_vma'],
    ['7.3', false, false, {}, undefined],
  ] as const)(
    '%s: pages in the neighbour %s, in the other %s, %o',
    (version, neighbour, changed, how: MergeHow, refused) => {
      const k = kernel(version);
      const of = (anonVma: boolean) => map(k, [], { anonVma });
      expect(vmaMerge(k, of(neighbour), of(changed), 'mprotect', how).refused).toBe(refused);
    },
  );

  it('anon_vma without the row mergesUnfaulted', () => {
    const k = without('7.3', 'mergesUnfaulted');
    expect(vmaMerge(k, map(k, [], { anonVma: false }), map(k), 'mprotect').refused).toBe('anon_vma');
  });

  // is_mergeable_vma() of 6.3.8 and 6.4.4 (may_remove_vma), can_merge_remove_vma() of 6.12.0
  it('vm_ops->close, since a new mapping may extend an old one', () => {
    const by = (k: Kernel) => vmaMerge(k, map(k), map(k, [], { anonVma: false }), 'mmap', { closes: true }).refused;
    expect([kernel('6.3'), kernel('6.4'), without('6.4', 'mergeExtendsClosers')].map(by)).toEqual([
      'close',
      undefined,
      'close',
    ]);
  });

  it('a cause that is none', () => {
    const k = kernel('7.3');
    expect(() => vmaMerge(k, map(k), map(k), 'brk' as MergeBy)).toThrow('expected one of mmap, mprotect');
  });
});
