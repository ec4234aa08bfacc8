/** How large files may be that the command reads whole. */
import { type Limit, MiB } from '../files/readWhole.ts';

/** A distribution's has some 300 KB. */
export const dotConfig: Limit = { what: 'a .config', most: 16 * MiB };

/** Unpacked. The largest that pte record has made has some 200 KB; as objects, 32 MiB of JSON can take 1 GB. */
export const recording: Limit = { what: 'a recording', most: 32 * MiB };
