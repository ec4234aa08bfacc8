/** Pieces of C by name, in the order in which a program has them. */
import { prologue } from './base.ts';
import { compaction, hasSwap, migration, reclaim, swapping } from './machine.ts';
import { collapsing, driver, hinting, keys, merging, pinning, scanning } from './rare.ts';
import { uffd } from './uffd.ts';
import { splicing, waiting } from './waiting.ts';

const pieces = {
  prologue,
  uffd,
  migration,
  hasSwap,
  reclaim,
  swapping,
  scanning,
  pinning,
  merging,
  hinting,
  collapsing,
  keys,
  driver,
  compaction,
  waiting,
  splicing,
} as const satisfies Readonly<Record<string, string>>;

/** A piece of C that a program may need. */
export type PieceName = keyof typeof pieces;

/** The pieces that are needed, each once. */
export const textOf = (needed: ReadonlySet<PieceName>): string =>
  Object.entries(pieces)
    .filter(([name]) => name === 'prologue' || needed.has(name as PieceName))
    .map(([, text]) => text)
    .join('');
