/** Mappings that merge with what is beside them, and protection keys. */
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { vmHas } from '../../lib/mm/common/vma.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';

const last = (version: string, script: string): ScenarioRow =>
  play(kernel(version), parseScript(script), { keepGoing: true }).at(-1) as ScenarioRow;
const isSoftDirty = ({ world: { k, mms } }: ScenarioRow) => mms.map(({ vma }) => vmHas(vma, k.vm.softdirty));
const isWritableByDefault = ({ world: { mms } }: ScenarioRow) => mms.map(({ vma }) => (vma.vmPageProt & 2n) === 2n);
const releases = ['4.19', '5.4', '5.10', '5.15', '6.1', '6.12', '6.18', '6.19', '7.3'];

describe('a new mapping beside it', () => {
  // mmap_region() of 4.19.0, 6.1.0 (mm/mmap.c:2742), __mmap_region() of 7.3.4: VM_SOFTDIRTY of the whole; is_mergeable_vma() ignores it
  it.each(releases)('makes it soft-dirty as a whole again, on %s', (version) => {
    const before = last(version, 'shmem; read; clear-refs');
    const after = last(version, 'shmem; read; clear-refs; mmap-next');
    expect([isSoftDirty(before), isWritableByDefault(before)]).toEqual([[false], [false]]);
    expect([isSoftDirty(after), isWritableByDefault(after), after.after === before.after]).toEqual([
      [true],
      [true],
      true,
    ]);
  });

  it.each(releases)('has an older name, on %s', (version) => {
    const script = 'shmem; read; clear-refs';
    expect(last(version, `${script}; vma-merge`).world.mms).toEqual(last(version, `${script}; mmap-next`).world.mms);
  });

  // is_mergeable_vma(): other vm_flags, another context
  it.each([
    'anon; write; mlock',
    'anon; write; dontfork',
    'anon; write; wipeonfork',
    'anon; uffd-register missing; write',
    'anon; write; pkey-mprotect 3',
    'anon; write; ksm-merge',
  ])('stays apart from one that differs: %s', (script) => {
    for (const version of ['5.10', '6.12', '7.3']) {
      const row = last(version, `${script}; clear-refs; mmap-next`);
      expect([row.happened, isSoftDirty(row)]).toEqual([[{ kind: 'staysApart', why: 'vm_flags' }], [false]]);
    }
  });

  it.each(['5.10', '6.12', '7.3'])('merges with a mapping that is read-only as it is, on %s', (version) => {
    expect(isSoftDirty(last(version, 'anon; write; mprotect r; clear-refs; mmap-next'))).toEqual([true]);
  });
});

describe('mprotect() that makes two mappings alike', () => {
  // VM_STICKY: 6707915e030a (6.19, 6.18.37); mprotect_fixup() of 6.1.0, 6.18.35: the flags of the one that is changed
  it.each([
    ['4.19', false],
    ['6.1', false],
    ['6.18', false],
    ['6.18.36', false],
    ['6.18.37', true],
    ['6.19', true],
    ['7.3', true],
  ])('keeps VM_SOFTDIRTY of the other, or not, on %s', (version, kept) => {
    const row = last(version, 'shmem; write; clear-refs; mprotect-merge');
    expect([isSoftDirty(row), isWritableByDefault(row)]).toEqual([[kept], [kept]]);
    // clear_refs has made it clean: tracked, it stays read-only until a write; else mprotect() may give write permission back
    const silent = last(version, 'shmem; write; clear-refs; mprotect-merge; migrate');
    expect(silent.after & 2n).toBe(kept ? 2n : 0n);
  });

  it('takes the protection as a word', () => {
    expect(last('6.12', 'anon; write; mprotect-merge r').after & 3n).toBe(1n);
    expect(last('6.12', 'anon; write; mprotect-merge none').after & 1n).toBe(0n);
    expect(last('6.12', 'anon; write; mprotect-merge rw').result).toBe('nothing');
    expect(last('6.12', 'file-readonly; read; mprotect-merge rw').events[0]).toMatch(/^-EACCES/);
  });
});

describe('pkey_mprotect()', () => {
  const key = (word: bigint) => (word >> 59n) & 15n;

  // vm_get_page_prot() and pte_modify(): the key of vm_flags in bits 59 to 62; it stays with mprotect() and goes to a child
  it.each(['4.19', '5.10', '6.1', '7.3'])('gives the entry a key, on %s', (version) => {
    const script = 'anon; write; pkey-mprotect 5';
    expect(key(last(version, script).after)).toBe(5n);
    expect(key(last(version, `${script}; mprotect r`).after)).toBe(5n);
    expect(last(version, `${script}; fork`).world.mms.map(({ pte }) => key(pte))).toEqual([5n, 5n]);
    expect(key(last(version, `${script}; pageout; read`).after)).toBe(5n);
    expect(key(last(version, `${script}; pkey-mprotect 0`).after)).toBe(0n);
    expect(last(version, `${script}; pkey-mprotect 5`).result).toBe('nothing');
  });

  it.each(['4.19', '7.3'])('is refused without keys, on %s', (version) => {
    const k = kernel(version, { pkeys: false });
    const row = play(k, parseScript('anon; write; pkey-mprotect 5')).at(-1) as ScenarioRow;
    expect(row.happened[0]).toMatchObject({ kind: 'failed', returned: '-EINVAL' });
  });

  // change_pte_range(): dirty private pages come back writable from 6.0 on (64fe24a3e05e)
  it.each([
    ['5.19', 0n],
    ['6.0', 2n],
    ['7.3', 2n],
  ])('is mprotect() to the entry, on %s', (version, writable) => {
    expect(last(version, 'anon; write; pkey-mprotect 1').after & 2n).toBe(writable);
  });
});

describe('memory that may be dropped', () => {
  // folio_add_new_anon_rmap() and try_to_unmap_one() of mm/rmap.c, 6.11.11: not swapbacked, and dropped though it has been written to
  it('goes without swap, whoever has written to it, and comes back as zeroes', () => {
    for (const version of ['6.11', '6.12', '7.3']) {
      expect(last(version, 'droppable; write; pageout').after).toBe(0n);
      expect(last(version, 'droppable; read; write; pageout').after).toBe(0n); // a copy of the zero page, too
      expect(last(version, 'droppable; write; pageout; read').after).toBe(0x8000000002000225n);
    }
  });

  // do_mmap() of mm/mmap.c, 6.11.11: VM_WIPEONFORK; mlock_fixup(): VM_DROPPABLE, and VM_SPECIAL in all releases, is not locked
  it('is empty in a child, and not locked', () => {
    expect(last('6.12', 'droppable; write; fork').events).toEqual([
      'the child finds the mapping empty (MADV_WIPEONFORK)',
    ]);
    expect(last('6.12', 'droppable; write; mlock; pageout').after).toBe(0n);
    for (const version of ['4.19', '7.3']) expect(last(version, 'pfnmap; write; mlock').result).toBe('nothing');
  });

  it('cannot be had before 6.11, nor a shadow stack before 6.6', () => {
    expect(last('6.10', 'droppable; write').result).toBe('cannot');
    expect(last('6.5', 'shadow-stack; write').events).toEqual([expect.stringContaining('VM_SHADOW_STACK')]);
  });
});

describe('a shadow stack', () => {
  // pte_mkwrite() of arch/x86/mm/pgtable.c and pte_mkwrite_shstk() of asm/pgtable.h, 6.6.9: Dirty without RW; pte_wrprotect() moves Dirty
  it('is written to through entries that are read-only and dirty', () => {
    const entries = (script: string) => last('6.6', script).after.toString(16);
    expect(entries('shadow-stack; write')).toBe('8400000012345865');
    expect(entries('shadow-stack; write; fork')).toBe('8400000012345825');
    expect(entries('shadow-stack; write; fork; write')).toBe('8400000012346865');
  });
});

// sme_early_init() of arch/x86/mm/mem_encrypt.c, 4.19.0, and mem_encrypt_amd.c, 5.18.12: pgprot_encrypted() of all protection_map[];
// vm_get_page_prot() of arch/x86/mm/pgprot.c, 5.19.0: __sme_set()
it('has the C-bit of the machine in the entries of programs, on all releases', () => {
  for (const version of ['4.19', '5.10', '5.18', '5.19', '7.3']) {
    const k = kernel(version, { encMask: 1n << 47n });
    const of = (script: string) => play(k, parseScript(script)).at(-1)?.after;
    expect(of('anon; write')).toBe(0x8000800012345867n);
    expect(of('shmem; read; mprotect r; mprotect rw')).toBe(0x8000800012345027n);
  }
});
