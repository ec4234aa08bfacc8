import { expect, it } from 'vitest';
import { type Kernel, kernel, type VmFlagId } from '../../lib/kernel/kernel.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { type VmaParts, vma } from '../../lib/mm/common/makeVma.ts';
import { guardInstall, guardRemove } from '../../lib/mm/madvise/madviseGuard.ts';
import { play } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';
import { show, without } from './entries.ts';

const mapping = (k: Kernel, more: readonly VmFlagId[] = [], parts: Partial<VmaParts> = {}) =>
  vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite', ...more], ...parts });
const shared: readonly VmFlagId[] = ['shared', 'mayshare'];
const guard = 'fffffffffffff600';

// man 2 madvise: "Prior to Linux 6.15 ... only for writable anonymous private mappings"
it.each([
  ['6.13', '-EINVAL'],
  ['6.14', '-EINVAL'],
  ['6.15', 0],
  ['7.3', 0],
])('guards mappings of files from 6.15 on (guardsAnyMapping): %s', (version, returned) => {
  const k = kernel(version);
  expect(guardInstall(k, 0n, mapping(k, shared)).returned).toBe(returned);
  expect(guardInstall(k, 0n, mapping(k))).toMatchObject({ returned: 0 });
  expect(guardInstall(without('7.3', 'guardsAnyMapping'), 0n, mapping(k, shared)).returned).toBe('-EINVAL');
});

// mm/madvise.c, is_valid_guard_vma()
it('does not guard locked memory, and takes guards away there', () => {
  const k = kernel('7.3');
  const locked = mapping(k, ['locked']);
  expect(guardInstall(k, 0n, locked).returned).toBe('-EINVAL');
  expect(guardRemove(k, 0xfffffffffffff600n, locked)).toMatchObject({ returned: 0, pte: 0n });
  expect(guardInstall(k, 0n, mapping(k, ['hugetlb'])).returned).toBe('-EINVAL');
});

// is_valid_guard_vma() and VM_SPECIAL of 6.13.0, 6.14.0, 6.18.26, 7.3.4: VM_IO, VM_DONTEXPAND, VM_PFNMAP, VM_MIXEDMAP
it.each(['6.13', '6.14', '6.15', '6.18', '7.3'])('refuses every special mapping on %s', (version) => {
  const k = kernel(version);
  for (const flag of ['io', 'dontexpand', 'pfnmap', 'mixedmap', 'hugetlb'] as const) {
    const special = mapping(k, [flag], { anonymous: true });
    expect([flag, guardInstall(k, 0n, special).returned]).toEqual([flag, '-EINVAL']);
    expect([flag, guardRemove(k, 0xfffffffffffff600n, special).returned]).toEqual([flag, '-EINVAL']);
  }
  const io = vma(k, { vmFlags: 0x33n | 0x4000n, anonymous: true });
  expect(guardInstall(kernel(version), 0n, io)).toMatchObject({ returned: '-EINVAL', pte: 0n });
});

// A 6.18.15 and a 6.17.13 under QEMU did not come back from MADV_GUARD_INSTALL over 0xfffffffffffffc00 of shared memory:
// zap_pte_range() keeps the marker, walk_page_range() finds it again, and restart_syscall() follows
it.each([
  ['a uffd-wp marker', 0xfffffffffffffc00n],
  ['a page that userfaultfd write-protects, of which the zap makes a marker', 0x8400000002bfe425n],
])('never ends in shared memory over %s', (_, pte) => {
  const k = kernel('6.18.15');
  const outcome = guardInstall(k, pte, mapping(k, [...shared, 'uffdWp']));
  expect([show(outcome.pte), outcome.returned]).toEqual(['fffffffffffffc00', '-ERESTARTNOINTR']);
  const anonymous = guardInstall(k, pte, mapping(k, ['uffdWp'], { uffdWpUnpopulated: true }));
  expect([show(anonymous.pte), anonymous.returned]).toEqual([guard, 0]);
});

it('is played so', () => {
  const last = (version: string, script: string) => play(kernel(version), parseScript(script)).at(-1)?.events;
  const script = 'shmem; uffd-register wp; read; uffd-wp; guard-install';
  expect(last('7.3', script)).toContain('the call starts again, for ever');
  expect(last('6.13', 'shmem; guard-install')).toEqual(['the kernel refuses']);
});

// madvise_guard_install() of 6.17.0 zaps the page of a file, whose dirtiness it takes over
it('hands the dirtiness of a file page on', () => {
  const k = kernel('6.17');
  const file = vma(k, { vmFlags: ['read', 'write', 'shared', 'mayread', 'maywrite', 'mayshare'] });
  const page = folio({ anon: false });
  expect(guardInstall(k, 0x8000000012345867n, file, page)).toMatchObject({
    returned: 0,
    effects: ['flush_tlb_page', 'folio_mark_dirty'],
  });
});
