/** The messages of the kernel as formats: made of the rows of spec/messages.ts. */
import { type MessageId, type MessageRow, messages } from '../../spec/messages.ts';
import type { GroupHeld, TextFormat } from './format.ts';
import { longestLiteral, patternOf } from './printf.ts';

function formatOf({ id, kernel, prints, holds, stops }: MessageRow): Omit<TextFormat, 'example'> {
  const groups = Object.fromEntries(holds.map((held, i) => [`g${i}`, held as GroupHeld]));
  const has = longestLiteral(prints, stops);
  return { id, tool: 'kernel', source: kernel, pattern: patternOf(prints, stops, holds), holds: groups, has };
}

const oldWalk = 'PGD %lx PUD %lx PMD %lx PTE %lx';

/** The walk of 4.11 and before: releases without rows, whose entries are read all the same. */
const walkWithoutP4d: Omit<TextFormat, 'example'> = {
  id: 'dumpPagetable' satisfies MessageId,
  tool: 'kernel',
  source: 'arch/x86/mm/fault.c, dump_pagetable() of 4.11',
  pattern: new RegExp(`(?=PGD\\s+[\\da-f]{1,16}\\s+PUD)${patternOf(oldWalk, true).source}`, 'd'),
  holds: { g0: 'pgd', g1: 'pud', g2: 'pmd', g3: 'pte' },
  has: 'PUD',
};

/** One format for each row, and one for what they do not date. */
export const kernelMessages: readonly Omit<TextFormat, 'example'>[] = [walkWithoutP4d, ...messages.map(formatOf)];
