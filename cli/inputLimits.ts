/** How large files may be that the command reads whole. */
import { type Limit, MiB } from '../files/readWhole.ts';

/** A distribution's has some 300 KB. */
export const dotConfig: Limit = { what: 'a .config', most: 16 * MiB };

/** One that headers are built with, or an image was. */
export const builtConfig: Limit = { what: 'a .config', most: 4 * MiB };

/** Unpacked. The largest there are, of the kernel's own tests, have 16 MB; as objects, 64 MiB of JSON can take 2 GB. */
export const recording: Limit = { what: 'a recording', most: 64 * MiB };
