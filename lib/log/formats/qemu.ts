/** The monitor of QEMU: `xp`, `x`, `info tlb`, `info mem`, `gva2gpa`, `info registers`. */
import type { TextFormat } from '../format.ts';
import { type DumpUnit, dumpLine } from './dumpLine.ts';

const memory = (id: string, unit: DumpUnit, numbers: string): TextFormat =>
  dumpLine({
    id,
    tool: 'QEMU x, xp',
    source: 'qemu, monitor/hmp-cmds-target.c, memory_dump()',
    unit,
    before: '(?<at>[\\da-f]{8,16}): ',
    mark: '0x',
    lines: [`000000013fffea00: ${numbers}`],
  });

/** Lines that hold no entry. */
const none = (id: string, tool: string, source: string, pattern: RegExp, line: string): TextFormat => ({
  id,
  tool,
  source,
  pattern,
  holds: {},
  example: { lines: [line], words: [] },
});

/** The formats of QEMU's monitor. */
export const qemu: readonly TextFormat[] = [
  memory('qemuX8', 'words', '0x8000000012345067 0x0000000000000000'),
  memory('qemuX4', 'ints', '0x12345067 0x80000000 0x00000000 0x00000000'),
  memory('qemuX2', 'halves', '0x5067 0x1234 0x0000 0x8000 0x0000 0x0000 0x0000 0x0000'),
  {
    id: 'qemuX1',
    tool: 'QEMU x, xp',
    source: 'qemu, monitor/hmp-cmds-target.c, memory_dump()',
    pattern: /^(?<at>[\da-f]{8,16}): (?<run>0x[\da-f]{2}(?: 0x[\da-f]{2})*)\s*$/d,
    holds: { at: 'number', run: 'bytes' },
    example: {
      lines: ['000000013fffea00: 0x67 0x50 0x34 0x12 0x00 0x00 0x00 0x80'],
      words: [{ word: 0x8000000012345067n, as: 'entry' }],
    },
  },
  {
    id: 'qemuTlb',
    tool: 'QEMU info tlb: the frame and letters of an entry; what else it held is not told',
    source: 'qemu, target/i386/monitor.c, print_pte()',
    pattern: /^(?<at>[\da-f]{8,16}): (?<frame>[\da-f]{8,16}) (?<letters>[-X][-G][-P][-D][-A][-C][-T][-U][-W])\s*$/d,
    holds: { at: 'address', frame: 'frame', letters: 'letters' },
    example: {
      lines: ['00007fd84bb1c000: 0000000012345000 X--DA--UW', 'ffff888000200000: 0000000012400000 XGPDA---W'],
      words: [
        { word: 0x8000000012345067n, as: 'entry', level: 'pte' },
        { word: 0x80000000124001e3n, as: 'entry', level: 'pmd' },
      ],
    },
  },
  none(
    'qemuMem',
    'QEMU info mem',
    'qemu, target/i386/monitor.c, mem_print()',
    /^[\da-f]{8,16}-[\da-f]{8,16} [\da-f]{8,16} [-u]r[-w]\s*$/d,
    '00007fd84bb1c000-00007fd84bb1d000 0000000000001000 urw',
  ),
  none(
    'qemuGpa',
    'QEMU gva2gpa',
    'qemu, monitor/hmp-cmds-target.c, hmp_gva2gpa()',
    /^gpa: 0x[\da-f]+\s*$/d,
    'gpa: 0x12345678',
  ),
  none(
    'qemuHva',
    'QEMU gpa2hva, gpa2hpa',
    'qemu, monitor/hmp-cmds-target.c, hmp_gpa2hva(), hmp_gpa2hpa()',
    /^Host (?:virtual|physical) address for 0x/d,
    'Host virtual address for 0x12345000 (pc.ram) is 0x7f8b9c000000',
  ),
  none(
    'qemuRegisters',
    'QEMU info registers',
    'qemu, target/i386/cpu-dump.c, x86_cpu_dump_state()',
    /^(?:R(?:AX|SI|IP|\d+) ?=|[CDEFGS]S ?=|(?:LDT|TR|GDT|IDT) ?=|[CD]R\d=|EFER=|FCW=|FPR\d=|[XYZ]MM\d+=|Opmask\d+=|CC[SD]=)/d,
    'FPR0=0000000000000000 0000 FPR1=0000000000000000 0000',
  ),
];
