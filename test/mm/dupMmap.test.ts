/** fork() by the flags of mappings: kernel/fork.c (mm/mmap.c) dup_mmap(), dup_userfaultfd(), mm/madvise.c, mm/ksm.c. */
import { describe, expect, it } from 'vitest';
import { type Kernel, kernel, type VmFlagId } from '../../lib/kernel/kernel.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';
import { type Vma, vmFlagNames, vmHas } from '../../lib/mm/common/vma.ts';
import { breakKsm } from '../../lib/mm/ksm/breakKsm.ts';
import { type MappingAdvice, madviseVmaBehavior } from '../../lib/mm/madvise/madviseVmaBehavior.ts';
import { dupMmap, dupUserfaultfd } from '../../lib/mm/vma/dupMmap.ts';
import { without } from './entries.ts';

const map = (k: Kernel, flags: readonly VmFlagId[] = [], more: Partial<Vma> = {}) =>
  vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite', ...flags], ...more });
const sampled = ['4.19', '5.10', '6.1', '6.12', '7.3'];

describe('dup_mmap()', () => {
  it.each(sampled)('%s: MADV_DONTFORK leaves a mapping out, MADV_WIPEONFORK empties it, VM_LOCKED goes', (version) => {
    const k = kernel(version);
    expect(dupMmap(k, map(k, ['dontcopy']))).toEqual({ copies: false });
    expect(dupMmap(k, map(k, ['wipeonfork']))).toMatchObject({ copies: false });
    expect(dupMmap(k, map(k))).toMatchObject({ copies: true });
    const { vma: child } = dupMmap(k, map(k, ['locked']));
    expect(child && vmHas(child, k.vm.locked)).toBe(false);
  });

  // anon_vma_prepare(tmp) in 4.19.0 to 5.6.4, none in 5.7.14
  it('has an anon_vma ready for an emptied mapping, to 5.6', () => {
    const at = (k: Kernel) => dupMmap(k, map(k, ['wipeonfork'])).vma?.anonVma;
    const kernels = [
      kernel('4.19'),
      kernel('5.6'),
      kernel('5.7'),
      kernel('7.3'),
      without('5.6', 'wipePreparesAnonVma'),
    ];
    expect(kernels.map(at)).toEqual([true, true, false, false, false]);
  });

  // dup_userfaultfd() of 4.19.0, 5.10.0, 6.1.4, 6.12.8, 7.3.4
  it.each(['5.7', '6.1.0', '6.1.8', '6.12', '7.3'])('%s: registered only by UFFD_FEATURE_EVENT_FORK', (version) => {
    const k = kernel(version);
    const armed = map(k, ['uffdWp'], { uffdWpAsync: true });
    expect(vmFlagNames(k, dupUserfaultfd(k, armed).vmFlags)).not.toContain('uffdWp');
    expect(dupUserfaultfd(k, armed).uffdWpAsync).toBe(false);
    const event = { ...armed, uffdEventFork: true };
    expect(dupUserfaultfd(k, event)).toEqual(event);
  });

  // userfaultfd_set_vm_flags() there from 6.2, 6.1.8: the protection of shared memory comes back with the registration gone
  it('gives the child of an armed shared mapping its protection back, where it had gone', () => {
    const prot = (v: string) => {
      const k = kernel(v);
      return dupUserfaultfd(k, map(k, ['shared', 'uffdWp', 'softdirty'])).vmPageProt;
    };
    expect([prot('6.1.0'), prot('6.1.8')]).toEqual([0x8000000000000027n, 0x8000000000000027n]);
  });
});

describe('madvise_vma_behavior()', () => {
  const of = (version: string, advice: MappingAdvice, flags: VmFlagId[] = [], more: Partial<Vma> = {}) => {
    const k = kernel(version);
    const { vma: after, refused } = madviseVmaBehavior(k, map(k, flags, more), advice);
    return refused ?? vmFlagNames(k, after.vmFlags & ~map(k).vmFlags).join(' ');
  };

  it.each<readonly [string, MappingAdvice, VmFlagId[], string]>([
    ['4.19', 'MADV_DONTFORK', [], 'dontcopy'],
    ['4.19', 'MADV_DOFORK', ['dontcopy'], ''],
    ['4.19', 'MADV_DOFORK', ['dontcopy', 'io'], '-EINVAL'],
    ['6.19', 'MADV_DOFORK', ['dontcopy', 'pfnmap'], 'pfnmap'],
    ['7.0', 'MADV_DOFORK', ['dontcopy', 'pfnmap'], '-EINVAL'],
    ['4.19', 'MADV_WIPEONFORK', [], 'wipeonfork'],
    ['7.3', 'MADV_WIPEONFORK', ['shared'], '-EINVAL'],
    ['4.19', 'MADV_KEEPONFORK', ['wipeonfork'], ''],
    ['6.11', 'MADV_KEEPONFORK', ['wipeonfork', 'droppable'], '-EINVAL'],
    ['4.19', 'MADV_MERGEABLE', [], 'mergeable'],
    ['7.3', 'MADV_MERGEABLE', ['hugetlb'], 'hugetlb'],
    ['6.11', 'MADV_MERGEABLE', ['droppable'], 'droppable'],
    ['7.3', 'MADV_UNMERGEABLE', ['mergeable'], ''],
    ['7.3', 'MADV_UNMERGEABLE', [], ''],
  ])('%s: %s of %o', (version, advice, flags, expected) => {
    expect(of(version, advice, flags)).toBe(expected);
  });

  it('MADV_WIPEONFORK is for memory without a file', () => {
    expect(of('7.3', 'MADV_WIPEONFORK', [], { anonymous: false })).toBe('-EINVAL');
  });

  it('MADV_UNMERGEABLE parts merged pages first, where there can be any', () => {
    const k = kernel('7.3');
    const at = (anonVma: boolean) => madviseVmaBehavior(k, map(k, ['mergeable'], { anonVma }), 'MADV_UNMERGEABLE');
    expect([at(true).breaksKsm, at(false).breaksKsm]).toEqual([true, false]);
  });

  it('MADV_DOFORK without the row doforkRefusesSpecial', () => {
    const k = without('7.3', 'doforkRefusesSpecial');
    expect(madviseVmaBehavior(k, map(k, ['pfnmap']), 'MADV_DOFORK').refused).toBeUndefined();
  });

  it('an advice that is none', () => {
    const k = kernel('7.3');
    expect(() => madviseVmaBehavior(k, map(k), 'MADV_COLD' as MappingAdvice)).toThrow('expected one of MADV_DONTFORK');
  });
});

describe('break_ksm()', () => {
  // FAULT_FLAG_WRITE in 4.19.0 to 6.1.192, FAULT_FLAG_UNSHARE in 6.2.12 to 7.3.4; is_ksm_zero_pte() from 6.6
  it.each([
    ['4.19', 'write'],
    ['6.1', 'write'],
    ['6.2', 'unshare'],
    ['7.3', 'unshare'],
  ])('%s: by a %s fault', (version, by) => {
    expect(breakKsm(kernel(version), folio({ ksm: true }))).toMatchObject({
      write: by === 'write',
      unshare: by === 'unshare',
      allowRetry: false,
      remote: true,
    });
  });

  it('leaves other pages alone, and from 6.6 on parts the zero page too', () => {
    expect(breakKsm(kernel('7.3'), folio())).toBeUndefined();
    expect(['6.5', '6.6'].map((v) => breakKsm(kernel(v), undefined, true)?.unshare)).toEqual([undefined, true]);
  });

  it('without the row breakKsmUnshares', () => {
    expect(breakKsm(without('7.3', 'breakKsmUnshares'), folio({ ksm: true }))?.write).toBe(true);
  });
});
