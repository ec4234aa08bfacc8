/** What user space asks for and does not get: the kernel's answer stands among the events, and nothing else changes. */
import { describe, expect, it } from 'vitest';
import type { Config } from '../../lib/kernel/config.ts';
import { type BehaviourId, type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { scenario } from '../../lib/world/scenarioBuilder.ts';
import { parseScript } from '../../lib/world/script.ts';

const on = (k: Kernel, script: string): ScenarioRow => play(k, parseScript(script)).at(-1) as ScenarioRow;
const last = (version: string, script: string, config: Partial<Config> = {}) => on(kernel(version, config), script);
const lacking = (version: string, id: BehaviourId): Kernel => kernel(version, { without: [`behaviours.${id}`] });
const hex = (row: ScenarioRow) => row.after.toString(16).padStart(16, '0');
const trapped = 'trapped: a message to userfaultfd, the task sleeps';

describe('registration', () => {
  // vma_can_userfault() and userfaultfd_register() of 5.7.14, 5.10.262, 5.18.12, 6.12.118, 7.3.4
  it.each([
    ['5.7', 'shmem; write; uffd-wp', '-EINVAL'],
    ['5.18', 'shmem; write; uffd-wp', '-EINVAL'],
    ['5.18', 'shmem; write; uffd-register wp', '-EINVAL'],
    ['5.19', 'file; write; uffd-wp', '-EINVAL'],
    ['7.3', 'file; write; uffd-wp', '-EINVAL'],
    ['7.3', 'file-private; write; uffd-register missing', '-EINVAL'],
    ['6.12', 'anon; uffd-register minor', '-EINVAL'],
    ['5.13', 'shmem; uffd-register minor', '-EINVAL'],
    ['5.6', 'anon; uffd-register wp', '-EINVAL'],
    ['6.6', 'file; uffd-register wp-async', '-EINVAL'],
    ['6.3', 'anon; uffd-register wp-unpopulated', '-EINVAL'],
    ['7.2', 'anon; uffd-register rwp', '-EINVAL'],
    ['7.3', 'anon; uffd-register wp-rwp', '-EINVAL'],
    ['7.3', 'anon; mprotect none; uffd-register rwp', '-EINVAL'],
    ['7.3', 'anon; write; uffd-wp; uffd-register missing', '-EBUSY'],
    ['7.3', 'anon; write; uffd-wp; uffd-register rwp', '-EINVAL'], // of a context without UFFD_FEATURE_RWP
    ['7.3', 'anon; uffd-register rwp; uffd-unregister; write; uffd-wp; uffd-register rwp', '-EBUSY'],
    ['7.3', 'anon; write; uffd-register wp; uffd-rwp', '-EINVAL'],
    ['6.12', 'anon; uffd-register wp; uffd-register wp-async', '-EINVAL'],
    ['6.12', 'file-readonly; uffd-register wp-async', '-EPERM'],
    ['6.12', 'file; write; uffd-unregister', '-EINVAL'],
  ])('on %s of %s is %s', (version, script, errno) => {
    const row = last(version, script);
    expect(row.events).toHaveLength(1);
    expect(row.events[0]?.startsWith(`${errno}: `)).toBe(true);
    expect(row.after).toBe(row.before);
  });

  it.each([
    ['5.19', 'shmem; write; uffd-wp'],
    ['5.14', 'shmem; uffd-register minor'],
    ['6.7', 'file; uffd-register wp-async'],
    ['7.3', 'anon; uffd-register missing; uffd-register missing-wp'],
    ['5.10', 'shmem-private; uffd-register missing'],
  ])('on %s of %s is accepted', (version, script) => {
    expect(last(version, script).events.join()).not.toContain('-E');
  });

  // syzbot 18d274a59b87cf80e86d; userfaultfd_register() of 5.10.262, 7.2.13 and 7.3.4
  it('again replaces the modes to 7.2, and the bits of entries stay', () => {
    const script = 'anon; write; uffd-wp; uffd-register missing; write';
    expect(hex(last('5.10', script))).toBe('8000000012345c67');
    expect(hex(last('7.2', script))).toBe('8000000012345c67');
    expect(last('7.3', script).events).toEqual([trapped]);
    // all modes that are asked for are there: nothing to do
    expect(last('5.10', 'anon; write; uffd-register missing-wp; uffd-wp; uffd-register missing; write').events).toEqual(
      [trapped],
    );
  });

  it('leaves a write unprotected that could not be protected', () => {
    expect(hex(last('5.18', 'shmem; write; uffd-wp; write'))).toBe('8000000012345867');
    expect(last('6.9', 'shmem; write; uffd-wp', { pteMarker: false }).events[0]).toMatch(/^-EINVAL/);
  });

  // userfaultfd_api() of 6.9.0: the context has the feature; change_pte_range() puts the marker
  it('on 6.9 gives markers to a kernel that is built without', () => {
    const script = 'anon; uffd-register wp-unpopulated; uffd-wp';
    expect(last('6.9', script, { pteMarker: false }).after).not.toBe(0n);
    expect(play(kernel('6.10', { pteMarker: false }), parseScript(script))[0]?.events[0]).toMatch(/^-EINVAL/);
  });

  it('there is none without userfaultfd, and no call at all', () => {
    const script = 'anon; write; pin; uffd-wp-deferred; uffd-wp-resolve; write';
    const rows = play(kernel('5.12', { uffdWp: false }), parseScript(script), { keepGoing: true });
    expect(rows.map(hex)).toEqual(Array(5).fill('8000000012345867'));
    expect(rows[2]?.events[0]).toMatch(/^not possible: there is no userfaultfd\(\) \(-ENOSYS\)/);
    // before 5.7 the option of write protection says nothing of userfaultfd
    expect(last('5.6', 'anon; uffd-register missing', { uffdWp: false }).events).toEqual([]);
    const lacks = { uffdWp: false, without: ['behaviours.uffdWpIsUserfaultfd'] };
    expect(last('5.12', 'anon; uffd-register missing', lacks).events).toEqual([]);
    expect(kernel('5.12').does('uffdWpIsUserfaultfd')).toBe(true);
  });

  it.each([
    ['migrate', 'migration', 'MIGRATION'],
    ['migrate-begin', 'migration', 'MIGRATION'],
    ['to-device', 'devicePrivate', 'DEVICE_PRIVATE'],
    ['hwpoison', 'memoryFailure', 'MEMORY_FAILURE'],
    ['numa-hint', 'numaBalancing', 'NUMA_BALANCING'],
  ] as const)('and no %s without its option', (operation, option, symbol) => {
    const row = last('6.12', `anon; write; ${operation}`, { [option]: false });
    expect(row.events).toEqual([`not possible: the kernel is built without CONFIG_${symbol}`]);
    expect(row.after).toBe(row.before);
  });

  it('ends with mremap(), unless the context wants to hear of it', () => {
    const script = 'anon; uffd-register missing; mremap; write';
    expect(last('6.12', script).events).toEqual(['fault']);
    expect(last('6.12', `anon; uffd-register event-remap;${script.slice(5)}`).events).toEqual([trapped]);
    expect(last('4.20', script).events).toEqual([trapped]); // mremap_userfaultfd_prep() of 4.20.1 and 5.0.0
    expect(on(lacking('6.12', 'mremapUnregisters'), script).events).toEqual([trapped]);
  });
});

describe('the ioctls of userfaultfd', () => {
  it.each([
    ['6.12', 'anon; write; uffd-register missing; uffd-wp-resolve', '-ENOENT'],
    ['7.3', 'anon; write; uffd-wp; uffd-rwp-resolve', '-ENOENT'],
    ['6.12', 'anon; uffd-register missing; uffd-copy-wp', '-EINVAL'],
    ['6.12', 'file; uffd-register wp-async; uffd-copy', '-EINVAL'],
    ['6.12', 'file; uffd-copy', '-EINVAL'],
    ['6.12', 'anon; uffd-register missing; uffd-continue', '-EINVAL'],
    ['6.12', 'shmem; uffd-register minor; uffd-continue', '-EFAULT'],
    ['6.12', 'anon; write; uffd-copy', '-EEXIST'],
    ['6.12', 'shmem; write; dontneed; uffd-register missing; uffd-copy', '-EEXIST'],
    ['6.8', 'anon; read; uffd-move', '-EBUSY'],
    ['6.12', 'anon; uffd-move', '-ENOENT'],
    ['6.12', 'anon; write; mprotect r; uffd-register missing; uffd-move', '-EINVAL'],
    ['6.12', 'shmem; write; uffd-register missing; uffd-move', '-EINVAL'],
    ['6.12', 'anon; write; fork; uffd-register missing; uffd-move', '-EBUSY'],
  ])('on %s at the end of %s: %s', (version, script, errno) => {
    const row = last(version, script);
    expect(row.events[0]?.split(':')[0]).toBe(errno);
    expect(row.after).toBe(row.before);
  });

  // mfill_atomic_pte() of 5.10.262, 6.12.118, 7.3.4; shmem_mfill_atomic_pte() of 5.10.262
  it('bring a new page into shared memory', () => {
    for (const v of ['4.19', '5.10', '6.12', '7.3'])
      expect(hex(last(v, 'shmem; uffd-register missing; uffd-zeropage'))).toBe('8000000012345867');
    expect(hex(last('5.10', 'shmem; mprotect r; uffd-register missing; uffd-copy'))).toBe('8000000012345025');
    expect(hex(last('5.16', 'shmem; mprotect r; uffd-register missing; uffd-copy'))).toBe('8000000012345865');
    expect(hex(last('6.12', 'shmem; mprotect r; uffd-register missing; uffd-copy'))).toBe('8400000012345825');
    expect(hex(last('6.12', 'shmem-private; uffd-register missing; uffd-zeropage'))).toBe('8000000002000225');
  });

  it('answer faults: missing is what the page cache does not have, minor what it has', () => {
    expect(last('6.12', 'shmem; uffd-register missing; read').events).toEqual([trapped]);
    expect(last('6.12', 'shmem; uffd-register missing; read; uffd-copy; read').events).toEqual([]);
    expect(last('6.12', 'shmem; uffd-register minor; read').events).toEqual(['fault: VM_FAULT_LOCKED']);
    expect(last('6.12', 'shmem; write; dontneed; uffd-register minor; read').events).toEqual([trapped]);
    expect(last('6.12', 'shmem; write; dontneed; uffd-register minor; uffd-continue; write').events).toEqual([]);
    expect(last('6.12', 'shmem; write; truncate; uffd-register missing; read').events).toEqual([trapped]);
  });
});

describe('a mapping that is gone', () => {
  it.each([
    ['write', 'SIGSEGV: nothing is mapped there any more'],
    ['read', 'SIGSEGV: nothing is mapped there any more'],
    ['mprotect r', '-ENOMEM'],
    ['dontneed', '-ENOMEM'],
    ['pageout', '-ENOMEM'],
    ['guard-install', '-ENOMEM'],
    ['mlock', '-ENOMEM'],
    ['mremap', '-EFAULT'],
    ['uffd-register missing', '-EINVAL: nothing is mapped there any more'],
    ['uffd-copy', '-ENOENT: nothing is mapped there any more'],
    ['munmap', 'there is no mapping any more: nothing happens'],
    ['migrate', 'there is no mapping any more: nothing happens'],
  ])('answers %s with %s', (operation, event) => {
    const row = last('6.13', `anon; write; munmap; ${operation}`);
    expect([row.events, row.after]).toEqual([[event], 0n]);
    expect(last('6.13', `anon; munmap; ${operation}`).events).toEqual([event]);
  });
});

describe('advice and protection', () => {
  it.each([
    ['6.12', 'anon; write; mlock; dontneed', '-EINVAL'],
    ['6.12', 'anon; write; mlock; pageout', '-EINVAL'],
    ['6.13', 'shmem; guard-install', '-EINVAL'],
    ['6.12', 'file-readonly; read; mprotect rw', '-EACCES'],
  ])('on %s at the end of %s: %s', (version, script, answer) => {
    const row = last(version, script);
    expect(row.events[0]?.split(':')[0]).toBe(answer);
    expect(row.after).toBe(row.before);
  });

  it('of locked pages: they stay until they are unlocked', () => {
    expect(hex(last('6.12', 'anon; write; mlock; munlock; dontneed'))).toBe('0000000000000000');
    expect(last('5.3', 'anon; write; mlock; pageout').events).toEqual(['the page cannot be unmapped']);
  });

  // mm/mlock.c: PageMlocked() of the page, for all who map it; try_to_unmap_one() returns false for VM_LOCKED, which ends rmap_walk(), 4.19.0, 6.12.8
  it('of pages that another process has locked: they stay everywhere', () => {
    for (const version of ['5.3', '6.12', '7.3'])
      for (const [locks, asks] of ['AB', 'BA', 'AA']) {
        const row = last(version, `anon; write; fork; ${locks}: mlock; ${asks}: pageout`);
        expect(row.result).toBe('refused');
        expect(row.world.mms.map(({ pte }) => ((pte >> 12n) & 0xfffffn).toString(16))).toEqual(['12345', '12345']);
      }
  });

  // change_pte_range() of 4.19.1, 5.15.135, 6.12.118: no hints on pages of a private mapping that others map
  it('NUMA hints leave the pages that a child shares', () => {
    expect(hex(last('6.12', 'anon; write; fork; numa-hint'))).toBe(hex(last('6.12', 'anon; write; fork')));
    expect(hex(last('6.12', 'shmem; write; fork; numa-hint'))).not.toBe(hex(last('6.12', 'shmem; write; fork')));
  });
});

describe('what the kernel leaves alone', () => {
  // folio_migrate_mapping() counts references; remove_migration_ptes() of the old page follows
  it.each([
    ['5.10', 'anon; write; pin; migrate', '8000000012345807'],
    ['5.10', 'anon; write; pin; migrate-begin; migrate-end', '8000000012345807'],
    ['6.12', 'shmem; write; pin; migrate', '8000000012345867'],
    ['6.12', 'anon; write; pin; migrate', '8000000012345867'], // try_to_migrate_one() fails: PageAnonExclusive
  ])('a pinned page stays where it is, on %s in %s', (version, script, after) => {
    expect(hex(last(version, script))).toBe(after);
  });

  // migrate_vma_pages() of 4.19.1 and 5.10.262, __migrate_device_pages() of 7.3.4: `if (mapping)`
  it.each(['5.10', '6.12', '7.3'])('device memory takes no page of a file, on %s', (version) => {
    for (const script of ['shmem; write; to-device', 'file; write; to-device', 'file-private; read; to-device']) {
      const row = last(version, script);
      expect(row.events.at(-1)).toMatch(/^device memory takes anonymous pages only/);
      expect(row.after & 0xfffff000n).toBe(0x12345000n);
    }
    const own = last(version, 'file-private; write; to-device'); // its own copy, anonymous
    expect([own.after & 1n, own.events]).toEqual([0n, ['flush_tlb_page']]);
  });

  // make_device_exclusive_range() of 5.15.100 and 6.12.118 gets the page with FOLL_WRITE before, make_device_exclusive() of 7.3.4 too
  it.each(['5.15', '6.12', '7.3'])('a device gets alone what could be written, on %s', (version) => {
    const answer = (script: string) => last(version, `${script}; device-exclusive`);
    expect(answer('anon; write; mprotect r').events).toEqual(['-EFAULT: get_user_pages() for writing']);
    const trap = answer('anon; write; uffd-wp');
    expect(trap.events).toEqual(['fault: VM_FAULT_SIGBUS', '-EFAULT: get_user_pages() for writing']);
    expect(trap.after).toBe(trap.before);
    // the page that a child shares is copied first: the device has the copy
    const rows = play(kernel(version), parseScript('anon; write; fork; device-exclusive'));
    expect(rows.at(-1)?.events[0]).toMatch(/^fault/);
    expect((rows.at(-1)?.after ?? 1n) & 1n).toBe(0n);
    expect(last(version, 'shmem; write; device-exclusive').events).toEqual(['the kernel refuses']);
  });

  // change_pte_range() of 4.19.1, 5.4.286, 6.2.12: page_is_file_cache() and PageDirty(); folio_can_map_prot_numa() of 7.3.4
  it.each(['4.19', '5.4', '6.2', '7.3'])('NUMA hints pass over dirty pages of a file on a disk, on %s', (version) => {
    const unchanged = (script: string) => last(version, script).after === last(version, script).before;
    expect(unchanged('file; write; numa-hint')).toBe(true);
    for (const script of ['file; read; numa-hint', 'shmem; write; numa-hint', 'file-private; write; numa-hint'])
      expect(unchanged(script)).toBe(false);
  });

  // shrink_page_list() of 5.10.0, 5.11.0, 5.10.13
  it('reclaimLeavesPinned: a pinned page is not swapped out', () => {
    const script = 'anon; write; pin; pageout';
    const mapped = (k: Kernel) => (on(k, script).after & ~0x20n) === 0x8000000012345847n;
    expect(['5.10.0', '5.10.13', '5.11', '5.15'].map((v) => mapped(kernel(v)))).toEqual([false, true, true, true]);
    expect(mapped(lacking('5.15', 'reclaimLeavesPinned'))).toBe(false);
  });

  it('nothing is pinned where no page is mapped', () => {
    // of the zero page gup_must_unshare() of 6.2.12 makes a page, 6.1.192 does not
    expect(last('6.1', 'anon; read; pin').events).toEqual(['no page is mapped: nothing happens']);
    for (const script of ['anon; pin', 'anon; write; pageout; pin'])
      expect(last('6.12', script).events).toEqual(['no page is mapped: nothing happens']);
  });

  // madvise_cold_or_pageout_pte_range(): pte_mkold() before reclaim in 5.4.286, 5.15.100 and 6.8.0, not for MADV_PAGEOUT in 6.9.0
  it.each([
    ['5.15', '8000000012345847'],
    ['6.8', '8000000012345847'],
    ['6.9', '8000000012345867'],
    ['7.3', '8000000012345867'],
  ])('but asked for with MADV_PAGEOUT it looks unused on %s: %s', (version, after) => {
    const row = last(version, 'anon; write; pin; pageout');
    expect([hex(row), row.events[0]]).toEqual([after, 'the page cannot be unmapped']);
  });

  it('no file is truncated behind anonymous memory', () => {
    const row = last('6.12', 'anon; write; truncate');
    expect([row.events[0], row.after]).toEqual([
      'there is no file behind the mapping: nothing happens',
      0x8000000012345867n,
    ]);
  });

  it('nobody asks for FAULT_FLAG_UNSHARE before 5.19', () => {
    expect(last('5.18', 'anon; write; fork; unshare').events[0]).toMatch(/^not possible: .*FAULT_FLAG_UNSHARE/);
    expect(last('5.19', 'anon; write; fork; unshare').events).toEqual(['fault']);
  });

  // task_numa_work() of 4.19.1, 5.10.262, 6.12.118, 7.3.4
  it('NUMA balancing passes over read-only files and PROT_NONE', () => {
    for (const script of ['anon; write; mprotect none', 'shmem; write; mprotect r', 'file-readonly; read'])
      expect(last('6.12', `${script}; numa-hint`).events).toEqual(['NUMA balancing passes over this mapping']);
    expect(last('6.12', 'anon; write; mprotect r; numa-hint').events).toEqual(['flush_tlb_page']);
  });
});

describe('a flush that is due', () => {
  const lost = 'cpu1 still writes to the old page through its TLB: those writes are lost';
  const first = 'the flush that is pending ends first: it is done under the lock that this waits for';
  const protectedFirst = 'anon; write; uffd-wp-deferred; uffd-wp-resolve';

  // mwriteprotect_range() of 5.10.262 flushes before it lets mmap_lock go, which these take for writing
  it.each(['fork', 'uffd-unregister', 'uffd-close', 'mprotect r', 'mremap', 'munmap'])(
    'is done before %s',
    (operation) => {
      const script = `${protectedFirst}; ${operation}`;
      expect(last('5.11', script).events[0]).toBe(first);
      expect(last('5.11', `${script}; write`).events).not.toContain(lost);
    },
  );

  // clear_refs_write() of 5.10.0 takes mmap_lock for writing only to clear VM_SOFTDIRTY, that of 5.10.13 and 5.11.0 always
  it('is done before clear_refs, or not, as its lock is taken', () => {
    const again = 'anon; write; clear-refs; write; uffd-wp-deferred; clear-refs';
    const waited = (v: string, script: string) => last(v, script).events.includes(first);
    expect(['5.10.8', '5.10.9', '5.11'].map((v) => waited(v, again))).toEqual([false, true, true]);
    expect(waited('5.10.8', 'anon; write; uffd-wp-deferred; clear-refs')).toBe(true);
  });

  it('is done by any other flush of the page', () => {
    expect(last('5.11', `${protectedFirst}; pin; write`).events).toContain(lost);
    expect(last('5.11', `${protectedFirst}; numa-hint; read; pin; write`).events).not.toContain(lost);
  });

  it('leaves the other CPU what it had when it is put off again', () => {
    expect(last('5.11', `${protectedFirst}; uffd-wp-deferred; uffd-wp-resolve; pin; write`).events).toContain(lost);
  });
});

it('a scenario has the same answers', () => {
  const k = kernel('6.12');
  expect(scenario(k).file().write().uffdWp().rows.at(-1)?.events[0]).toMatch(/^-EINVAL/);
  expect(scenario(k).fileReadonly().mprotect('rw').rows.at(-1)?.events[0]).toMatch(/^-EACCES/);
});
