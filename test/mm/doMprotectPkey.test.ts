/** mm/mprotect.c do_mprotect_pkey(), arch/x86/mm/pkeys.c __arch_override_mprotect_pkey(): the same in 4.19.0, 5.10.0, 6.12.0 and 7.3.4. */
import { describe, expect, it } from 'vitest';
import { type Kernel, kernel, type VmFlagId } from '../../lib/kernel/kernel.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';
import { vmFlagNames } from '../../lib/mm/common/vma.ts';
import { doMprotectPkey, type PkeyInputs, type Prot, vmaPkey } from '../../lib/mm/mprotect/doMprotectPkey.ts';
import { mprotectFixup } from '../../lib/mm/mprotect/mprotectFixup.ts';
import { show } from './entries.ts';

const may: readonly VmFlagId[] = ['mayread', 'maywrite', 'mayexec'];
const map = (k: Kernel, ...flags: VmFlagId[]) => vma(k, { vmFlags: [...flags, ...may] });
const ask = (k: Kernel, flags: VmFlagId[], prot: Prot, keys: PkeyInputs = {}) => {
  const { vmFlags, refused } = doMprotectPkey(k, map(k, ...flags), prot, keys);
  return vmFlags === undefined
    ? refused
    : vmFlagNames(k, vmFlags)
        .filter((flag) => !may.includes(flag))
        .join(' ');
};

describe.each(['4.19', '5.10', '6.12', '7.3'])('%s', (version) => {
  const k = kernel(version);

  it.each<readonly [VmFlagId[], Prot, PkeyInputs, string]>([
    [['read', 'write'], ['read'], {}, 'read'],
    [['read'], ['read', 'write'], { pkey: 5 }, 'read write pkeyBit0 pkeyBit2'],
    [['read', 'pkeyBit3'], ['read'], { pkey: 0 }, 'read'],
    [['read', 'pkeyBit3'], ['read', 'write'], {}, 'read write pkeyBit3'], // mprotect() keeps the key
    [['read'], ['read'], { pkey: 3, allocated: false }, '-EINVAL'],
    [['read'], ['exec'], { executeOnlyPkey: 1 }, 'exec pkeyBit0'],
    [['read'], ['exec'], {}, 'exec'],
    [['exec', 'pkeyBit0'], ['read', 'exec'], { executeOnlyPkey: 1 }, 'read exec'],
    [['exec', 'pkeyBit1'], ['read'], { executeOnlyPkey: 1 }, 'read pkeyBit1'],
  ])('%o: PROT %o, %o', (flags, prot, keys, expected) => {
    expect(ask(k, flags, prot, keys)).toBe(expected);
  });

  it('puts the key into the protection and the entry', () => {
    const { vmFlags = 0n } = doMprotectPkey(k, map(k, 'read', 'write'), ['read'], { pkey: 5 });
    const after = mprotectFixup(k, 0x8000000012345825n, map(k, 'read', 'write'), vmFlags, folio());
    // _PAGE_PKEY_BIT0 and BIT2 are bits 59 and 61
    expect([show(after.vma.vmPageProt), show(after.pte)]).toEqual(['a800000000000025', 'a800000012345825']);
    expect(vmaPkey(k, after.vma)).toBe(5);
  });

  it('refuses what the mapping may not be, keys where there are none, and numbers that are no key', () => {
    const fixed = vma(k, { vmFlags: ['read', 'mayread'] });
    expect(doMprotectPkey(k, fixed, ['write'])).toEqual({ refused: '-EACCES' });
    const bare = kernel(version, { pkeys: false });
    expect(ask(bare, ['read'], ['read'], { pkey: 0 })).toBe('-EINVAL');
    expect(ask(bare, ['read'], ['exec'], { executeOnlyPkey: 1 })).toBe('exec');
    expect(() => doMprotectPkey(k, fixed, [], { pkey: 16 })).toThrow('expected a protection key from 0 to 15');
  });
});
