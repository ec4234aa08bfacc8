/** What stands before the text of a line. */
import { describe, expect, it } from 'vitest';
import { prefixes, textBegins } from '../../lib/log/prefixes.ts';
import { TextReader } from '../../lib/log/readText.ts';

const left = (line: string): string => line.slice(textBegins(line).begins);

describe('what stands before the text of a line', () => {
  it.each(prefixes.map((prefix) => [prefix.says, prefix] as const))('%s', (_, { pattern, example: [line, text] }) => {
    expect(line).toMatch(pattern);
    expect(left(line)).toBe(text);
  });

  it.each([
    '<1>[   12.345678] ',
    '[  +0.000012] ',
    '[   12.345678 <    0.000012>] ',
    '[Tue Nov 26 12:00:00 2024] ',
    '[Nov26 12:00] ',
    '[  123.456789][    C0] ',
    '6,1234,12345678,-;',
    '6,1234,12345678,-,caller=T123;',
    '> > [   12.345678] ',
    '>> ',
    '| ',
    'Nov 26 12:00:00 host kernel: [   12.345678] ',
    '2024-11-26T12:00:00+0100 host kernel: ',
    '2024-11-26 12:00:00.123 host systemd[1]: ',
    'kern  :alert : [   12.345678] ',
    '\u001b[32m[   12.345678] \u001b[0m',
    'crash> ',
  ])('is taken off whatever its kinds: %s', (prefix) => {
    const line = `${prefix}PGD 12532c067 P4D 0 \r`;
    expect(new TextReader().read(line).words).toEqual([
      { word: 0x12532c067n, as: 'entry', level: 'pgd', from: prefix.length + 4, to: prefix.length + 13 },
      { word: 0n, as: 'entry', level: 'p4d', from: prefix.length + 18, to: prefix.length + 19 },
    ]);
  });

  it.each(['8000000012345067', '[8000000012345067]', '<8000000012345067>', '12,34,56', 'a: b'])(
    'is not what looks like it: %s',
    (line) => expect(left(line)).toBe(line),
  );
});

describe('a line of a log', () => {
  it.each([
    '[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009efff] usable',
    '[    0.004000] ACPI: RSDP 0x00000000000F0490 000024 (v02 BOCHS )',
    '[    0.004000] ACPI: LAPIC_NMI (acpi_id[0xff] dfl dfl lint[0x1])',
    '[    0.100000] pci 0000:00:02.0: reg 0x10: [mem 0xfd000000-0xfdffffff pref]',
    '[    0.100000] pci 0000:00:02.0: BAR 0 [io  0xc040-0xc05f]',
    '[    0.200000] x86/fpu: Supporting XSAVE feature 0x001: x87 floating point registers',
    '[    0.200000] clocksource: tsc: mask: 0xffffffffffffffff max_cycles: 0x6e452ea631d, max_idle_ns: 881590591483 ns',
    '[    0.200000] Memory: 4028436K/4193784K available (14336K kernel code)',
    '[    0.200000] smpboot: CPU0: Intel(R) Xeon(R) (family: 0x6, model: 0x55, stepping: 0x7)',
    '[    0.200000] RAMDISK: [mem 0x36a1d000-0x37a4dfff]',
    '[    0.200000] 12 34 56',
    '[    0.200000] ---[ end trace 0000000000000000 ]---',
    '[    0.200000] ---[ end trace 1234567890abcdef ]---',
    '[    0.200000] microcode: sig=0x50657, pf=0x80, revision=0x5003604',
  ])('has to say what is an entry: %s', (line) => expect(new TextReader().read(line).words).toEqual([]));
});
