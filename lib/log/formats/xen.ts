/** Xen: the walk that the hypervisor prints of a fault. The word is what stands in the table, the number behind it a frame of the guest. */
import type { TextFormat, TextLevel } from '../format.ts';

function step(name: string, level: TextLevel): TextFormat {
  return {
    id: `xen${name}`,
    tool: 'Xen',
    source: 'xen, arch/x86/x86_64/traps.c, show_page_walk()',
    has: `${name}[0x`,
    pattern: new RegExp(`^${name}\\[0x(?<at>[\\da-f]{3})\\] = (?<word>[\\da-f]{16}) (?<frame>[\\da-f]{16})`, 'd'),
    holds: { at: 'number', word: level, frame: 'number' },
    example: {
      lines: [`(XEN)  ${name}[0x1ff] = 0000000123456067 0000000000001234`],
      words: [{ word: 0x123456067n, as: 'entry', level }],
    },
  };
}

/** The formats of Xen. */
export const xen: readonly TextFormat[] = [step('L4', 'pgd'), step('L3', 'pud'), step('L2', 'pmd'), step('L1', 'pte')];
