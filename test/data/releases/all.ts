/** The tables of releases, by kernel source file. */
import { devices } from './devices.ts';
import { huge } from './huge.ts';
import { locks } from './locks.ts';
import { memory } from './memory.ts';
import type { Dated } from './release.ts';
import { rmap } from './rmap.ts';
import { userfaultfd } from './userfaultfd.ts';

export const releases: readonly Dated[] = [...memory, ...userfaultfd, ...rmap, ...devices, ...huge, ...locks];
