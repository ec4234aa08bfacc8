/** What the processor reads of an entry, on kernels older than the rows. */
import { kernels } from '../../spec/kernels.ts';
import { hardwareBits, presentBits } from '../../spec/present.ts';
import { rangeError, shown } from '../base/errors.ts';
import { hex } from '../base/hex.ts';
import type { Config } from '../kernel/config.ts';
import { nameOf } from '../kernel/inForce.ts';
import { type Kernel, kernel } from '../kernel/kernel.ts';
import { precedesRows } from '../kernel/release.ts';
import { type Decoded, type DecodeOptions, decode } from './decode.ts';
import type { Present } from './decoded.ts';
import { headline } from './headline.ts';

/** The fields of a present entry that the processor reads, and what is set besides. */
export interface HardwareEntry
  extends Pick<Present, 'kind' | 'level' | 'pfn' | 'young' | 'dirty' | 'write' | 'user' | 'exec' | 'global' | 'huge'> {
  /** The kernel's identifiers of the bits that the processor reads and that are set, from bit 0 up. */
  readonly flags: readonly string[];
  /** The bits of the word that no field tells: what Linux keeps for itself, and protection keys. */
  readonly unread: bigint;
  /** The word itself. */
  readonly raw: bigint;
}

const oldest = kernels[0].series;

/** The oldest kernel of the rows, whose fields of the processor are those of its elders. */
const eldest = (config: Partial<Config> | undefined): Kernel => kernel(oldest, config);

/** Whether the processor reads a word at all: PRESENT is set. */
export const isForHardware = (word: bigint): boolean => (word & eldest(undefined).mask.present) !== 0n;

/** The flags of an entry that the processor reads. */
function hardwareFlags(k: Kernel, { level, flags }: Decoded): { names: readonly string[]; mask: bigint } {
  const ids: readonly string[] = hardwareBits;
  const rows = presentBits.filter(
    (row) => ids.includes(row.id) && (!('levels' in row) || row.levels.some((l) => l === level)),
  );
  const set = rows.filter((row) => flags.includes(nameOf(row, k.release)));
  return { names: set.map((row) => row.kernel), mask: set.reduce((mask, row) => mask | k.mask[row.id], 0n) };
}

/**
 * Decodes what the processor reads of an entry with PRESENT set, for a release before 4.19, such as `4.18.0-553.el8_10.x86_64`.
 * Swap entries, PROT_NONE entries and the bits that Linux keeps for itself were laid out otherwise there.
 *
 * @param config the C-bit and the width of an address, if they matter.
 * @throws RangeError for a release that the rows cover (decode() is for those) or that is none, and for a word without PRESENT.
 */
export function decodeHardware(
  release: string,
  word: bigint,
  options?: DecodeOptions,
  config?: Partial<Config>,
): HardwareEntry {
  if (!precedesRows(release))
    throw rangeError(`expected a kernel before ${oldest}, got ${shown(release)}`, 'ERR_PTE_KERNEL');
  const k = eldest(config);
  const entry = decode(k, word, options);
  if (entry.kind !== 'present' || !isForHardware(word))
    throw rangeError(
      `expected a word with PRESENT set for ${release}, got ${hex(word)}: before ${oldest} swap and PROT_NONE entries were laid out otherwise`,
    );
  const { kind, level, pfn, young, dirty, write, user, exec, global, huge, raw } = entry;
  const { names, mask } = hardwareFlags(k, entry);
  const unread = word & ~mask & ~(pfn << k.mask.pageShift) & ~k.mask.enc;
  return { kind, level, pfn, young, dirty, write, user, exec, global, huge, flags: names, unread, raw };
}

const none = { special: false, softDirty: false, uffdWp: false, pkey: 0, unexplained: 0n };

/** The entry in one line as headline() has it, without what the processor does not read, which stands behind it. */
export const hardwareHeadline = (entry: HardwareEntry, config?: Partial<Config>): string =>
  `${headline(eldest(config), { ...entry, ...none })}${entry.unread === 0n ? '' : `; not read: ${hex(entry.unread)}`}`;
