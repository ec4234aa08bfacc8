/** Every format of a tool, in the order in which a line is tried against them. */
import type { TextFormat } from '../format.ts';
import { bpftrace } from './bpftrace.ts';
import { bytes } from './bytes.ts';
import { crash } from './crash.ts';
import { drgn } from './drgn.ts';
import { gdb } from './gdb.ts';
import { hexdump } from './hexdump.ts';
import { kernelFiles } from './kernelFiles.ts';
import { lldb } from './lldb.ts';
import { odFormats } from './od.ts';
import { qemu } from './qemu.ts';
import { xen } from './xen.ts';
import { xxd } from './xxd.ts';

/** The formats of all tools but the kernel, whose messages stand in spec/messages.ts. */
export const formats: readonly TextFormat[] = [
  ...kernelFiles,
  ...crash,
  ...gdb,
  ...lldb,
  ...qemu,
  ...drgn,
  ...bpftrace,
  ...xen,
  ...xxd,
  ...hexdump,
  ...odFormats,
  ...bytes,
];
