/** Logs: which entries stand in them, of which kernel and machine. What is expected is worked out by hand from the sources. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { faultErrorNames, vmFlagsByName } from '../../lib/log/factNames.ts';
import { type LogLine, type LogOptions, LogReader } from '../../lib/log/logReader.ts';

function read(text: string, options?: LogOptions): LogLine[] {
  const reader = new LogReader(options);
  return [...text.split('\n').flatMap((line) => reader.push(line)), ...reader.flush()];
}
const holding = (lines: readonly LogLine[]) => lines.filter(({ words }) => words.length > 0);
const kernels = (lines: readonly LogLine[]) => holding(lines).map((line) => line.kernel?.name);
const notes = (lines: readonly LogLine[]) => lines.flatMap((line) => line.notes);

const walk = 'PGD 100000067 P4D 100000067 PUD 1002d4067 PMD 10a3c1067 PTE 8000000012345067';
const banner = (release: string, version: string) =>
  `[    0.000000] Linux version ${release} (a@b) (gcc-12 (Debian 12.2.0-14) 12.2.0, GNU ld 2.40) ${version}`;

describe('the kernel of a log', () => {
  it.each([
    ['a banner', banner('6.10.3', '#1 SMP'), '6.10.3'],
    [
      'a banner whose version has the stable number',
      banner('6.1.0-56-amd64', '#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-01-02)'),
      '6.1.192 (6.1.0-56-amd64)',
    ],
  ])('is told by %s', (_, first, name) => {
    expect(kernels(read(`${first}\n${walk}`))).toEqual([name]);
  });

  it.each([
    ['CPU: 1 PID: 4711 Comm: camera Not tainted 6.10.5 #1', '6.10.5'],
    [
      '[ 1.5] CPU: 0 UID: 0 PID: 1 Comm: Web Content Tainted: G        W  OE      6.12.8-arch1-1 #1 PREEMPT(full)',
      '6.12.8-arch1-1',
    ],
    [
      'CPU: 1 PID: 1 Comm: x Tainted: G    B             6.1.0-56-amd64 #1  Debian 6.1.192-2',
      '6.1.192 (6.1.0-56-amd64)',
    ],
    ['CPU: 1 PID: 1 Comm: x Kdump: loaded Not tainted 5.10.46 #1', '5.10.46'],
  ])('is told after the walk by %s', (line, name) => {
    expect(
      kernels(read(`#PF: error_code(0x000b) - reserved bit violation\n${walk}\nOops: 000b [#1] SMP\n${line}`)),
    ).toEqual([name]);
  });

  it('changes where another boot begins, and then what was told of the machine is over', () => {
    const ram = 'BIOS-e820: [mem 0x0000000100000000-0x000000046effffff] usable';
    const lines = read([banner('6.10.3', '#1'), ram, walk, banner('5.4.1', '#1'), walk].join('\n'));
    expect(kernels(lines)).toEqual(['6.10.3', '5.4.1']);
    expect(holding(lines).map(({ machine }) => machine.memoryEnd)).toEqual([0x46f000000n, undefined]);
  });

  it('given by hand wins, and a difference is told once', () => {
    const text = [banner('6.10.3', '#1'), walk, walk].join('\n');
    const lines = read(text, { kernel: kernel('6.1') });
    expect(kernels(lines)).toEqual(['6.1', '6.1']);
    expect(notes(lines)).toEqual(['the log says 6.10.3; its entries are read as of 6.1, as given by hand']);
    expect(notes(read(text, { kernel: kernel('6.10.3') }))).toEqual([]);
  });

  it('that nothing tells is the newest, and one that no row covers explains nothing; both are said', () => {
    expect(notes(read(walk))[0]).toContain('does not tell its kernel');
    const later = read(`${banner('9.1.0', '#1')}\n${walk}`);
    expect(holding(later)[0]?.words[0]?.says).toContain('not explained');
    expect(notes(later)[0]).toContain('9.1.0');
  });

  it('whose stable number the log hides can be told by hand', () => {
    const line = `${walk}\nCPU: 1 PID: 1 Comm: x Not tainted 6.1.0-56-amd64 #1`;
    expect(kernels(read(line, { version: '#1 SMP Debian 6.1.192-2' }))).toEqual(['6.1.192 (6.1.0-56-amd64)']);
    expect(notes(read(line))[0]).toContain('6.1.0-56-amd64 does not tell its stable number');
  });

  it('has five levels of tables only where the log shows them', () => {
    const levels = (lines: readonly LogLine[]) => holding(lines).map((line) => line.kernel?.config.pagingLevels);
    const cr = (cr4: string) => `CR2: 00007f0000000000 CR3: 000000010a3c0005 CR4: ${cr4}`;
    expect(levels(read(walk))).toEqual([4]);
    expect(levels(read(walk.replace('P4D 100000067', 'P4D 100005067')))).toEqual([5]);
    expect(levels(read(`${cr('0000000000771ef0')}\n${walk}`))).toEqual([5]);
    expect(levels(read(`${cr('0000000000770ef0')}\n${walk}`))).toEqual([4]);
  });

  it('with memory encryption asks for the C-bit', () => {
    const text = `Memory Encryption Features active: AMD SME\n${walk}`;
    expect(notes(read(text)).join()).toContain('C-bit');
    expect(notes(read(text, { config: { encMask: 1n << 47n } })).join()).not.toContain('C-bit');
  });
});

describe('public reports', () => {
  const words = (text: string, version = '6.10') =>
    holding(read(text, { kernel: kernel(version) })).flatMap((line) =>
      line.words.map(({ word, as, level, says }) => [word.toString(16), level ?? as, says.replace(/:.*/, '')]),
    );

  it.each([
    [
      '5.4',
      'PGD 12e816067 P4D 12e816067 PUD 12e817063 PMD 800000012e2001e1',
      ['800000012e2001e1', 'pmd', 'present 2 MiB page'],
    ],
    ['5.6', 'PGD 12e816067 P4D 12e816067 PUD 12e817063 PMD 154000e1', ['154000e1', 'pmd', 'present 2 MiB page']],
    ['6.9', 'unrecognized swap entry 0x7c00000000000001', ['7c00000000000001', 'swp-entry', 'PTE marker']],
    [
      '6.17',
      'mm/pgtable-generic.c:54: bad pmd ffff8881290408e0(efffff80042bfe00)',
      ['efffff80042bfe00', 'pmd', 'read-only device-private entry'],
    ],
    [
      '6.4.11',
      'BUG: Bad page map in process a.out  pte:8000000462500025 pmd:b99c98067',
      ['b99c98067', 'pmd', 'present page table'],
    ],
    ['6.18', 'pgd:10a89f067 p4d:10a89f067 pud:10e5a2067 pmd:105327067', ['105327067', 'pmd', 'present page table']],
    ['4.19', 'swap_info_get: Bad swap file entry 007e9058', ['7e9058', 'swp-entry', 'swap entry']],
  ])('%s: %s', (version, line, last) => {
    expect(words(line, version).at(-1)).toEqual(last);
  });

  it('give no entry out of registers, pointers and boot lines', () => {
    const text = [
      'RAX: ffffb1c4c0a5d000 RBX: ffff8881290408e0 RCX: 8000000012345067',
      'CR2: ffffb1c4c0a5d000 CR3: 000000010a3c0005 CR4: 0000000000770ee0',
      'FS:  00007f0000000740(0000) GS:ffff88903f640000(0000) knlGS:0000000000000000',
      'BIOS-e820: [mem 0x0000000100000000-0x000000046effffff] usable',
      'efi: ACPI=0x7fb7e000 ACPI 2.0=0x7fb7e014 MEMATTR=0x7ea0b018',
      'addr:00007fb3611a5000 vm_flags:08100073 anon_vma:ffff8881290408e0 mapping:0000000000000000 index:7fb3611a5',
    ].join('\n');
    expect(words(text)).toEqual([]);
  });
});

describe('numbers beside the entries', () => {
  it.each([
    ['0x0', []],
    ['0xd', ['P', 'U', 'RSVD']],
    ['0x80008073', ['P', 'W', 'I', 'PK', 'SHSTK', 'SGX', 'RMP']],
  ])('an error code of %s has the bits %j', (code, names) => expect(faultErrorNames(BigInt(code))).toEqual(names));

  it.each([
    [
      '4.19',
      '0x08100073',
      ['VM_READ', 'VM_WRITE', 'VM_MAYREAD', 'VM_MAYWRITE', 'VM_MAYEXEC', 'VM_ACCOUNT', 'VM_SOFTDIRTY'],
    ],
    ['5.14', '0x800', ['VM_DENYWRITE']],
    ['6.1', '0x800', ['bit 11']],
    ['6.19', '0x800', ['VM_MAYBE_GUARD']],
    ['6.5', '0x2000000000', ['VM_UFFD_MINOR']],
    ['6.6', '0x2000000000', ['VM_SHADOW_STACK']],
    ['6.12', '0x8000000000000000', ['VM_SEALED']],
    ['7.3', '0x40000000000', ['VM_SEALED']],
  ])('vm_flags of %s have the names of that kernel, case %#', (version, flags, names) => {
    expect(vmFlagsByName(kernel(version, { userShadowStack: true }), BigInt(flags))).toEqual(names);
  });
});

describe('a log that is checked', () => {
  const check = (text: string, options?: LogOptions) =>
    holding(read(text, { check: true, ...options })).flatMap(({ words }) =>
      words.map(({ checked }) => checked?.rules.map(({ name }) => name)),
    );

  it('has the error code of the fault before the walk, or after it', () => {
    const empty = walk.replace('8000000012345067', '0');
    const before = `#PF: error_code(0x000c) - reserved bit violation\n${empty}`;
    expect(check(before, { kernel: kernel('6.10') }).at(-1)).not.toEqual([]);
    expect(check(before, { kernel: kernel('6.10') })).toEqual(
      check(`${empty}\nBad pagetable: 000c [#1]`, { kernel: kernel('6.10') }),
    );
    expect(check(empty, { kernel: kernel('6.10') })).toEqual([[], [], [], [], []]);
  });

  it('counts what cannot be', () => {
    const reader = new LogReader({ check: true, kernel: kernel('6.10') });
    reader.push(walk.replace('8000000012345067', 'ffffdbdefffffd9f'));
    reader.flush();
    expect(reader.sum).toMatchObject({ lines: 1, holding: 1, words: 5, impossible: 1 });
  });
});

describe('any text', () => {
  it('comes out line by line as it went in', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(
        walk,
        banner('6.10.3', '#1'),
        'CPU: 1 PID: 1 Comm: x Not tainted 6.1.0 #1',
        'Bad pagetable: 000d',
        '*',
      ),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 200 }), fc.boolean(), (lines, check) => {
        const reader = new LogReader({ check });
        const out = [...lines.flatMap((text) => reader.push(text)), ...reader.flush()];
        expect(out.map(({ text }) => text)).toEqual(lines);
        expect(out.map((one) => one.line)).toEqual(lines.map((_, i) => i + 1));
      }),
      { numRuns: 50 },
    );
  });
});

describe('the cause of a fault', () => {
  const causes = (text: string, options?: LogOptions) => read(text, options).flatMap(({ cause }) => cause ?? []);
  const readOnly = 'PGD 12e815067 P4D 12e815067 PUD 12e817063 PMD 12e2001e1';
  const cpu = 'CPU: 0 PID: 1 Comm: x Not tainted';

  it('is told by the walk and the error code before it', () => {
    expect(causes(`#PF: error_code(0x0003) - permissions violation\n${readOnly}\n${cpu} 5.4.1 #1`)).toEqual([
      'RW is clear in the PMD',
    ]);
  });

  it.each([{}, { kernel: kernel('4.19.255') }])('and by one after it', (options) => {
    expect(causes(`${readOnly}\nOops: 0003 [#1] SMP PTI\n${cpu} 4.19.255 #1\nPGD 0 P4D 0`, options)).toEqual([
      'RW is clear in the PMD',
    ]);
  });

  it('is of one report alone', () => {
    const first = `#PF: error_code(0x0003) - permissions violation\n${readOnly}\nOops: 0003 [#1]\n${cpu} 5.4.1 #1`;
    const second = `#PF: error_code(0x0000) - not-present page\nPGD 0 P4D 0\nOops: 0000 [#2]\n${cpu} 5.4.1 #1`;
    expect(causes(`${first}\n${second}\n${readOnly}`)).toEqual(['RW is clear in the PMD', 'the PGD is empty']);
  });
});

describe('the end of memory', () => {
  const end = (line: string) => holding(read(`${banner('6.12.8', '#1')}\n${line}\n${walk}`))[0]?.machine.memoryEnd;
  it.each([
    ['BIOS-e820: [mem 0x0000000100000000-0x000000083f2fffff] usable', 0x83f300000n],
    ['BIOS-e820: [mem 0x0000001880000000-0x000000207fffffff] persistent (type 7)', 0x2080000000n],
    ['BIOS-e820: [mem 0x0000001880000000-0x000000207fffffff] soft reserved', 0x2080000000n],
    ['ACPI: SRAT: Node 0 PXM 0 [mem 0x240000000-0x4bfffffff] hotplug', 0x4c0000000n],
    ['BIOS-e820: [mem 0x00000000feffc000-0x00000000feffffff] reserved', undefined],
    ['BIOS-e820: [mem 0x00000000bffe0000-0x00000000bfffffff] ACPI data', undefined],
  ])('by %s', (line, memoryEnd) => {
    expect(end(line)).toBe(memoryEnd);
  });
});

describe('a log of a kernel older than the rows', () => {
  const old = [
    'PGD 8000000002c31063 ',
    'PUD 32300a063 ',
    'PMD 800000023ac001e3 ',
    'PTE 0',
    'BUG: Bad page map in process x  pte:fd20b000 pmd:16d7b08067',
    'CPU: 1 PID: 3433 Comm: Xorg Not tainted 4.9.65 #1',
  ].join('\n');

  it('has the fields of the processor, of present entries', () => {
    expect(holding(read(old)).flatMap(({ words }) => words.map(({ says }) => says))).toEqual([
      'present page table: pfn 0x2c31, writable, kernel, young, dirty',
      'present page table: pfn 0x32300a, writable, kernel, executable, young, dirty',
      'present 2 MiB page: pfn 0x23ac00, writable, kernel, young, dirty, global',
      'empty entry',
      'not explained: it is not present',
      'present page table: pfn 0x16d7b08, writable, user, executable, young, dirty',
    ]);
    expect(notes(read(old))).toEqual([
      '4.9.65 is before 4.19: of entries with PRESENT set the fields of the processor are told; others were laid out otherwise',
    ]);
  });
});

describe('messages of 4.19', () => {
  const cpu = 'CPU: 1 PID: 1 Comm: git Tainted: G    B             4.19.255 #1';

  it('name the swp_entry_t of a PTE of zeros, and it cannot be', () => {
    const [line] = holding(read(`swap_info_get: Bad swap offset entry 3ffffffffffff\n${cpu}`, { check: true }));
    expect(line?.words.map(({ says }) => says)).toEqual([
      'swap entry: type 0, offset 0x3ffffffffffff, which is what a PTE of zeros gives',
    ]);
    expect(line?.words[0]?.checked?.rules.map(({ name }) => name)).toEqual(['swp-entry-empty']);
  });

  it('have pointers that are NULL to the width of others', () => {
    const text = 'addr:0000000070bd9b16 vm_flags:08000070 anon_vma:          (null) mapping:00000000f1d2b0c3 index:1f';
    expect(read(`${text}\n${cpu}`)[0]?.facts.flatMap(({ names }) => names)).toEqual([
      'VM_MAYREAD',
      'VM_MAYWRITE',
      'VM_MAYEXEC',
      'VM_SOFTDIRTY',
    ]);
  });
});

describe('the table of an entry', () => {
  it('is gone where the PMD of a bad page map is empty', () => {
    const text =
      'BUG: Bad page map in process x  pte:6353826300000000 pmd:00000000\nCPU: 1 PID: 1 Comm: x Not tainted 5.4.1 #1';
    const [line] = holding(read(text, { check: true }));
    expect(line?.words.map(({ checked }) => checked?.hints.map(({ name }) => name))).toEqual([['table-gone'], []]);
  });
});
