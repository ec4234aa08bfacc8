/** The messages of the kernel as formats: made of the rows of spec/messages.ts. */
import { type MessageRow, messages } from '../../spec/messages.ts';
import type { GroupHeld, TextFormat } from './format.ts';
import { longestLiteral, patternOf } from './printf.ts';

function formatOf({ id, kernel, prints, holds, stops }: MessageRow): Omit<TextFormat, 'example'> {
  const groups = Object.fromEntries(holds.map((held, i) => [`g${i}`, held as GroupHeld]));
  const has = longestLiteral(prints, stops);
  return { id, tool: 'kernel', source: kernel, pattern: patternOf(prints, stops, holds), holds: groups, has };
}

/** One format for each row. */
export const kernelMessages: readonly Omit<TextFormat, 'example'>[] = messages.map(formatOf);
