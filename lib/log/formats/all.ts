/** Every format of a tool, in the order in which a line is tried against them. */
import type { TextFormat } from '../format.ts';
import { crash } from './crash.ts';
import { gdb } from './gdb.ts';

/** The formats of all tools but the kernel, whose messages stand in spec/messages.ts. */
export const formats: readonly TextFormat[] = [...crash, ...gdb];
