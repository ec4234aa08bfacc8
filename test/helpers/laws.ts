/** What the laws are about: kernels, words made for them, and how a law is checked. */
import { expect, it } from 'vitest';
import * as pg from '../../lib/helpers/pgtable.ts';
import * as huge from '../../lib/helpers/pgtableHuge.ts';
import * as swp from '../../lib/index.ts';
import { type HelperId, type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { releasePoints } from '../../spec/tools/points.ts';
import { type Choice, choices } from '../support/configurations.ts';
import { onDifferent } from '../support/recordedKernel.ts';
import { everyNth } from '../support/whole.ts';

/** A statement about a kernel and a word made for it; true where it holds. */
export type Law = (k: Kernel, word: bigint) => boolean;
export type Laws = Readonly<Record<string, Law>>;

export const protections = Array.from({ length: 16 }, (_, i) => BigInt(i));

/** The kernels of all releases, or of some of them, with all choices of some configuration keys. */
const kernels = (choice: Choice): Kernel[] =>
  everyNth(releasePoints, 6).flatMap((release) => choices(choice).map((config) => kernel(release, config)));

const bools = [true, false];
export const plainKernels = kernels({});
export const pteKernels = kernels({ softDirty: bools, uffdWp: bools, numaBalancing: bools, shadowStackCpu: bools });
export const encKernels = kernels({ encMask: [1n << 47n, 1n << 51n], pagingLevels: [4, 5] });
export const swapKernels = kernels({
  migration: bools,
  memoryFailure: bools,
  devicePrivate: bools,
  pteMarker: bools,
  pagingLevels: [4, 5],
});

/** Page frame numbers at the ends and in the middle of what an entry holds, each the first of a huge page. */
export const hugePfns = [0n, 1n << 18n, 0x1234n << 18n, ((1n << 34n) - 1n) & ~0x3ffffn, ((1n << 40n) - 1n) & ~0x3ffffn];
export const pfns = [...hugePfns, 1n, 0x12345n, (1n << 34n) - 1n, (1n << 40n) - 1n];

type Make = (k: Kernel, pfn: bigint, prot: bigint) => bigint;
/** All words that a maker makes of the numbers under the 16 protections, without what the C-bit takes. */
export const made = (make: Make, numbers: readonly bigint[]) => (k: Kernel) =>
  protections.flatMap((flags) => {
    const prot = pg.vmGetPageProt(k, flags);
    return numbers.map((pfn) => make(k, pfn & (k.mask.pfn >> k.mask.pageShift), prot));
  });
export const fresh = made(pg.pfnPte, pfns);
export const freshHuge = made(huge.pfnPmd, hugePfns);

/**
 * One test for each law: it holds for all words of all kernels. It runs once for kernels that answer the same to all that the
 * makers of the words and the law ask of them, and so must not tell kernels apart by anything but their answers.
 */
export function check(of: readonly Kernel[], words: (k: Kernel) => readonly bigint[], laws: Laws): void {
  it.each(Object.entries(laws))('%s', (_, law) => {
    const broken: unknown[] = [];
    onDifferent(of, (noted, k) => {
      for (const word of words(noted)) if (!law(noted, word)) broken.push([k.name, k.config, word]);
    });
    expect(broken.slice(0, 3)).toEqual([]);
  });
}

/** Kernels that have a helper: the others have no law about it. */
export const having = (of: readonly Kernel[], helper: HelperId) => of.filter((k) => k.has(helper));

export const tracking = pteKernels.filter((k) => k.config.softDirty);

const areas = (k: Kernel) => [0, 1, Number(k.mask.maxSwapfiles) - 1];
/** Offsets of a swap area; the last one, which an area cannot have, would make the empty entry of type 0. */
const offsets = [0n, 1n, 0x12345n, 1n << 49n, (1n << 50n) - 2n];
const swapEntries = (k: Kernel) => areas(k).flatMap((type) => offsets.map((offset) => swp.swpEntry(k, type, offset)));
export const swapWords = (k: Kernel) => swapEntries(k).map((entry) => swp.swpEntryToPte(k, entry));
/** Whether a word is a page of a swap area. */
export const isSwap = (k: Kernel, pte: bigint) =>
  !pg.pteNone(k, pte) && !pg.ptePresent(k, pte) && !swp.nonSwapEntry(k, swp.pteToSwpEntry(k, pte));
