/** Processes and worlds as they begin. */
import type { Kernel } from '../../kernel/kernel.ts';
import type { Vma } from '../../mm/common/vma.ts';
import { freeLocks } from '../locks.ts';
import type { EntryState, ProcessState, World } from '../world.ts';
import { freshLevel, freshVma, isCachedFirst, type MappingName, pagesOf } from './mappings.ts';
import { running } from './running.ts';

/** The first numbers, easy to recognise in a word. */
const firstPfn = 0x12345n;
const firstHuge = 0x40000n;
const firstSlot = 0x1000n;

/** A process with such a mapping. */
export const freshMm = (name: string, itsVma: Vma, mapping: MappingName = 'anon'): ProcessState => ({
  name,
  pte: 0n,
  rest: pagesOf(mapping) > 1 ? freshRest(itsVma, mapping) : undefined,
  level: freshLevel(mapping).level,
  vma: itsVma,
  mapped: true,
  pending: 0,
  locks: freeLocks,
  armed: false,
  writer: undefined,
  wroteSinceClear: undefined,
});

/** The entries behind the first one. */
export const freshRest = (vma: Vma, mapping: MappingName): readonly EntryState[] =>
  Array.from({ length: pagesOf(mapping) - 1 }, () => ({
    pte: 0n,
    vma,
    mapped: true,
    armed: false,
    writer: undefined,
    wroteSinceClear: undefined,
  }));

/** One process, A, that has mapped what the script starts with, and has not touched it. */
export function born(given: Kernel, mapping: MappingName): World {
  const k = running(given);
  return {
    k,
    mapping,
    frames: [],
    slots: [],
    backing: { cached: isCachedFirst(mapping) },
    backings:
      pagesOf(mapping) > 1
        ? Array.from({ length: pagesOf(mapping) - 1 }, () => ({ cached: isCachedFirst(mapping) }))
        : undefined,
    mms: [freshMm('A', freshVma(k, mapping), mapping)],
    cpus: [{ name: 'cpu0', tlb: {}, hand: undefined }],
    held: [],
    nextPfn: firstPfn,
    nextHuge: firstHuge,
    nextSlot: firstSlot,
  };
}
