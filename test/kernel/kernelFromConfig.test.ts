import { describe, expect, it } from 'vitest';
import { pteWrite } from '../../lib/helpers/pgtable.ts';
import type { Config } from '../../lib/kernel/config.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { kernelFromConfig } from '../../lib/kernel/kernelFromConfig.ts';
import { thrown } from '../support/thrown.ts';

/** The options of Debian's amd64 kernels: their include/config/auto.conf. */
const debian = [
  'X86_64',
  'MEM_SOFT_DIRTY',
  'HAVE_ARCH_USERFAULTFD_WP',
  'USERFAULTFD',
  'MIGRATION',
  'MEMORY_FAILURE',
  'PTE_MARKER',
  'PTE_MARKER_UFFD_WP',
  'NUMA_BALANCING',
  'X86_INTEL_MEMORY_PROTECTION_KEYS',
  'X86_USER_SHADOW_STACK',
  'SWAP',
];
const text = (on: readonly string[], off: readonly string[] = ['DEVICE_PRIVATE']) =>
  [
    '#',
    '# Automatically generated file; DO NOT EDIT.',
    '# Linux/x86 6.12.107 Kernel Configuration',
    '#',
    'CONFIG_CC_VERSION_TEXT="x86_64-linux-gnu-gcc-14 (Debian 14.2.0-19) 14.2.0"',
    'CONFIG_GCC_VERSION=140200',
    'CONFIG_ILLEGAL_POINTER_VALUE=0xdead000000000000',
    '',
    '#',
    '# General setup',
    '#',
    ...on.map((name) => `CONFIG_${name}=y`),
    ...off.map((name) => `# CONFIG_${name} is not set`),
    '# end of General setup',
    '',
  ].join('\n');
const without = (...names: string[]) => text(debian.filter((name) => !names.includes(name)));

describe('a kernel from a .config', () => {
  it('has the types of the build: Debian 5.10, 6.1, 6.12 without device memory, 7.3 with it', () => {
    const type = (release: string, config: string) => kernelFromConfig(release, config).type.migrationRead;
    expect(type('5.10.262', text(debian))).toBe(30);
    expect(type('6.1.192', text(debian))).toBe(27);
    expect(type('6.12.107', text(debian))).toBe(28);
    expect(type('7.3.4', text([...debian, 'DEVICE_PRIVATE'], []))).toBe(25);
  });

  it.each<[string, readonly string[], keyof Config]>([
    ['MEM_SOFT_DIRTY', ['MEM_SOFT_DIRTY'], 'softDirty'],
    ['HAVE_ARCH_USERFAULTFD_WP', ['HAVE_ARCH_USERFAULTFD_WP'], 'uffdWp'],
    ['USERFAULTFD', ['USERFAULTFD'], 'uffdWp'],
    ['MIGRATION', ['MIGRATION'], 'migration'],
    ['MEMORY_FAILURE', ['MEMORY_FAILURE'], 'memoryFailure'],
    ['PTE_MARKER', ['PTE_MARKER', 'PTE_MARKER_UFFD_WP'], 'pteMarker'],
    ['NUMA_BALANCING', ['NUMA_BALANCING'], 'numaBalancing'],
    ['X86_INTEL_MEMORY_PROTECTION_KEYS', ['X86_INTEL_MEMORY_PROTECTION_KEYS'], 'pkeys'],
    ['X86_USER_SHADOW_STACK', ['X86_USER_SHADOW_STACK'], 'userShadowStack'],
    ['SWAP', ['SWAP'], 'migrationAd'],
  ])('lacks one thing without %s', (_, names, key) => {
    const whole = kernelFromConfig('6.1', text(debian)).config;
    expect(whole[key]).toBe(true);
    expect(kernelFromConfig('6.1', without(...names)).config).toEqual({ ...whole, [key]: false });
  });

  it('has all that the defaults have when everything is on', () => {
    expect(kernelFromConfig('6.12', text([...debian, 'DEVICE_PRIVATE'], [])).config).toMatchObject({
      softDirty: true,
      uffdWp: true,
      devicePrivate: true,
      migrationAd: true,
      shadowStackCpu: true,
      pagingLevels: 4,
      encMask: 0n,
    });
  });

  it('takes from the third argument what no option tells, or what is known better', () => {
    const k = kernelFromConfig('6.12', text(debian), { pagingLevels: 5, encMask: 1n << 51n, devicePrivate: true });
    expect(k.config).toMatchObject({ pagingLevels: 5, encMask: 1n << 51n, devicePrivate: true, softDirty: true });
    const undecided = { devicePrivate: undefined } as unknown as Partial<Config>;
    expect(kernelFromConfig('6.12', text(debian), undecided).config.devicePrivate).toBe(false);
  });

  it('reads auto.conf, lines of Windows, spaces at the end, and what uname says', () => {
    const auto = 'CONFIG_X86_64=y\nCONFIG_PSTORE_COMPRESS_DEFAULT=deflate\nCONFIG_DEFAULT_INIT=\nCONFIG_SWAP=y\n';
    expect(kernelFromConfig('6.1', auto).config).toMatchObject({ migrationAd: true, softDirty: false });
    expect(kernelFromConfig('6.12', text(debian).replaceAll('\n', ' \r\n')).config.softDirty).toBe(true);
    const uname = { release: '6.1.0-56-amd64', version: '#1 SMP Debian 6.1.192-2' };
    expect(kernelFromConfig(uname, auto).release.patch).toBe(192);
  });

  it.each([
    ['nothing', '', /got an empty text/],
    ['prose', 'hello\n', /expected line 1 .* to be CONFIG_NAME=value or a comment, got "hello"/],
    ['comments alone', '# nothing here\n', /a text without CONFIG_ lines/],
    ['a 32-bit kernel', 'CONFIG_X86=y\nCONFIG_X86_32=y\n', /CONFIG_X86_64=y\), got CONFIG_X86_32=y/],
    ['another machine', 'CONFIG_ARM64=y\n', /got CONFIG_ARM64=y/],
    ['an unknown machine', '# CONFIG_X86_64 is not set\nCONFIG_SWAP=y\n', /got one without CONFIG_X86_64=y/],
    ['a program', '\x7fELF\x02\x01\x01\0', /binary data \(character 127 at offset 0\)/],
    ['config.gz', '\x1f\x8b\x08\0\0', /gzip data: unpack it first/],
    ['config.gz read as UTF-8', '\x1f\ufffd\x08\0\0', /gzip data/],
    ['a name cut short', 'CONFIG_X86_64=y\nCONFIG_DEVICE_PRIV', /line 2 .*"CONFIG_DEVICE_PRIV"/],
    ['a value cut off', 'CONFIG_X86_64=y\nCONFIG_DEVICE_PRIVATE=', /line 2/],
    ['a string cut short', 'CONFIG_X86_64=y\nCONFIG_CC_VERSION_TEXT="gcc', /line 2/],
    ['a comment cut short', 'CONFIG_X86_64=y\n# CONFIG_DEVICE_PRIVATE is n', /line 2/],
    ['a value that is none', 'CONFIG_X86_64=y\nCONFIG_SWAP=maybe\n', /expected CONFIG_SWAP to be y or n, got "maybe"/],
  ])('is none for %s', (_, config, message) => {
    const error = thrown(() => kernelFromConfig('6.12', config));
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toMatchObject({ code: 'ERR_PTE_CONFIG', message: expect.stringMatching(message) });
  });

  it('is none for what is no text', () => {
    for (const wrong of [undefined, 5, new Uint8Array(3)]) {
      const error = thrown(() => kernelFromConfig('6.12', wrong as unknown as string));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.code).toBe('ERR_PTE_CONFIG');
    }
    expect(thrown(() => kernelFromConfig('8.0', text(debian))).code).toBe('ERR_PTE_KERNEL');
    expect(thrown(() => kernelFromConfig('6.12', text(debian), 5 as unknown as object))).toBeInstanceOf(TypeError);
    expect(
      thrown(() => kernelFromConfig('6.12', text(debian), { swap: true } as unknown as Partial<Config>)).message,
    ).toContain('swap');
  });
});

describe('what an option switches', () => {
  const flags = (release: string, ...off: string[]) => kernelFromConfig(release, without(...off)).vm;

  it('leaves shadow stacks to the processor: X86_USER_SHADOW_STACK does not decide X86_FEATURE_SHSTK', () => {
    // pte_shstk() of 6.6.87, 6.12.118 and 7.3.4 asks the feature; disabled-features.h has USER_SHSTK alone under the option
    for (const release of ['6.6', '6.12', '7.3']) {
      const k = kernelFromConfig(release, without('X86_USER_SHADOW_STACK'));
      expect(pteWrite(k, 0x12345065n)).toBe(true);
      expect(pteWrite(kernel(release, { userShadowStack: false }), 0x12345065n)).toBe(true);
      expect(pteWrite(kernel(release, { shadowStackCpu: false }), 0x12345065n)).toBe(false);
      expect(k.vm.shadowStack).toBe(0n); // include/linux/mm.h: VM_NONE
      expect(flags(release).shadowStack).toBe(1n << 37n);
    }
  });

  it('takes userfaultfd away as a whole on x86-64, which selects its parts with it', () => {
    // arch/x86/Kconfig of 5.15.100: HAVE_ARCH_USERFAULTFD_WP and _MINOR if X86_64 && USERFAULTFD
    const asked = ['UFFDIO_COPY', 'UFFDIO_CONTINUE', 'UFFDIO_WRITEPROTECT', 'UFFD_FEATURE_MINOR_SHMEM'] as const;
    for (const k of [kernel('5.15', { uffdWp: false }), kernelFromConfig('5.15', without('USERFAULTFD'))]) {
      expect(k.vm.uffdMinor).toBe(0n);
      expect(asked.filter((id) => k.has(id))).toEqual([]);
      expect(k.vm.uffdMissing | k.vm.uffdWp).toBe(0x1200n); // include/linux/mm.h has both whatever is built
    }
    for (const release of ['6.6', '6.14.9', '7.3']) expect(kernel(release, { uffdWp: false }).vm.uffdMinor).toBe(0n);
    expect(kernel('7.3', { uffdWp: false }).vm.uffdRwp).toBe(0n); // USERFAULTFD_RWP depends on HAVE_ARCH_USERFAULTFD_WP
  });

  it('does not ask an old kernel for symbols that it does not know', () => {
    // 5.4.286 has userfaultfd and no HAVE_ARCH_USERFAULTFD_WP
    const old = kernelFromConfig('5.4', without('HAVE_ARCH_USERFAULTFD_WP', 'PTE_MARKER', 'PTE_MARKER_UFFD_WP'));
    expect(old.config.uffdWp).toBe(true);
    expect(old.has('UFFDIO_COPY')).toBe(true);
    expect(kernelFromConfig('5.4', without('USERFAULTFD')).has('UFFDIO_COPY')).toBe(false);
  });

  it('of markers alone takes what needs them: userfaultfd_api() with PTE_MARKER_UFFD_WP off', () => {
    const features = [
      'UFFD_FEATURE_WP_HUGETLBFS_SHMEM',
      'UFFD_FEATURE_WP_UNPOPULATED',
      'UFFD_FEATURE_WP_ASYNC',
    ] as const;
    const granted = (release: string) => {
      const k = kernelFromConfig(release, without('PTE_MARKER', 'PTE_MARKER_UFFD_WP'));
      expect(k.has('UFFDIO_WRITEPROTECT')).toBe(true);
      return features.filter((id) => k.has(id)).map((id) => id.replace('UFFD_FEATURE_WP_', ''));
    };
    // Up to 6.9.0 an unoffered feature that is asked for is granted; 6.10.0 and 6.6.87 say EINVAL
    expect(granted('6.9')).toEqual(['UNPOPULATED', 'ASYNC']);
    expect(granted('6.6.17')).toEqual(['UNPOPULATED']);
    expect(granted('6.6.87')).toEqual([]);
    expect(granted('6.10')).toEqual([]);
    expect(granted('7.3')).toEqual([]);
    expect(granted('6.1')).toEqual([]);
  });

  it('of memory that is tracked takes its bits', () => {
    for (const release of ['4.19', '6.12', '7.3']) {
      expect(flags(release, 'MEM_SOFT_DIRTY').softdirty).toBe(0n);
      const { pkeyBit0, pkeyBit3 } = flags(release, 'X86_INTEL_MEMORY_PROTECTION_KEYS');
      expect(pkeyBit0 | pkeyBit3).toBe(0n);
    }
    expect(kernel('6.12', { uffdWp: false, pkeys: false, userShadowStack: false }).vm.droppable).toBe(1n << 40n); // 64BIT decides
  });
});

describe('a value', () => {
  it('may be as long as it likes: no pattern takes stack for each of its characters', () => {
    const long = (text: string) => `CONFIG_X86_64=y\nCONFIG_A="${text}"\n`;
    for (const text of ['x'.repeat(1 << 22), '\\"'.repeat(1 << 22)])
      expect(kernelFromConfig('6.12', long(text)).name).toBe('6.12');
    expect(() => kernelFromConfig('6.12', `CONFIG_X86_64=y\nCONFIG_A="${'x'.repeat(1 << 24)}`)).toThrow(
      /line 2 of the .config/,
    );
  });

  it.each(['"a\\"', '"a"b"', 'a"', '"', '"\\'])('that does not end is none: %s', (value) => {
    expect(() => kernelFromConfig('6.12', `CONFIG_X86_64=y\nCONFIG_A=${value}`)).toThrow(/line 2 of the .config/);
  });
});
