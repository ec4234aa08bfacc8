/** The messages of the kernel as formats: made of the rows of spec/messages.ts. */
import { type MessageRow, messages } from '../../spec/messages.ts';
import type { Format, GroupHeld } from './format.ts';
import { patternOf } from './printf.ts';

function formatOf({ id, kernel, prints, holds, stops }: MessageRow): Omit<Format, 'example'> {
  const groups = Object.fromEntries(holds.map((held, i) => [`g${i}`, held as GroupHeld]));
  return { id, tool: 'kernel', source: kernel, pattern: patternOf(prints, stops), holds: groups };
}

/** One format for each row. */
export const kernelMessages: readonly Omit<Format, 'example'>[] = messages.map(formatOf);
