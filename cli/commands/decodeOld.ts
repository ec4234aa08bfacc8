/** `pte decode` for kernels older than the rows: what the processor reads of words with PRESENT set. */
import { rangeError } from '../../lib/base/errors.ts';
import { hex } from '../../lib/base/hex.ts';
import { toJson } from '../../lib/base/json.ts';
import { printable } from '../../lib/base/printable.ts';
import { decodeHardware, type HardwareEntry } from '../../lib/codec/decodeHardware.ts';
import { headline } from '../../lib/codec/headline.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { precedesRows } from '../../lib/kernel/release.ts';
import { kernels } from '../../spec/kernels.ts';
import { note } from '../fail.ts';
import type { KernelOptions } from '../kernelOptions.ts';
import { Lines } from '../output.ts';
import type { WordSource } from '../wordSource.ts';

const oldest = kernels[0].series;

/** The old release that the one kernel of the options is, if it is one. */
export const oldRelease = (names: readonly string[] | undefined): string | undefined =>
  names?.length === 1 && precedesRows(names[0] as string) ? names[0] : undefined;

/** The options for the kernel that stands for an old one, in what the processor reads: its machine counts, its name does not. */
export const machineOf = ({ paging, cBit, sharedBit, physBits }: KernelOptions): KernelOptions => ({
  kernel: oldest,
  ...(paging !== undefined && { paging }),
  ...(cBit !== undefined && { cBit }),
  ...(sharedBit !== undefined && { sharedBit }),
  ...(physBits !== undefined && { physBits }),
});

const none = { special: false, softDirty: false, uffdWp: false, pkey: 0, unexplained: 0n };

/** In one line, without what the processor does not read. */
const lineOf = (k: Kernel, entry: HardwareEntry): string =>
  `${hex(entry.raw)}  ${headline(k, { ...entry, ...none })}${entry.unread === 0n ? '' : `; not read: ${hex(entry.unread)}`}`;

/**
 * Shows the words of a source that have PRESENT.
 * @param k what stands for the machine.
 * @throws RangeError, after them, where others were among them.
 */
export async function decodeOld(release: string, k: Kernel, source: WordSource, json: boolean): Promise<void> {
  note(
    `Linux ${release} is before ${oldest}: read are the fields of the processor alone, of words with PRESENT set; swap and PROT_NONE ` +
      'entries were laid out otherwise',
  );
  const lines = new Lines();
  let refused = 0;
  let first: bigint | undefined;
  for await (const { words, as, level } of source)
    for (const word of words) {
      if (as !== 'entry' || (word & k.mask.present) === 0n) {
        refused += 1;
        first ??= word;
        continue;
      }
      const entry = decodeHardware(release, word, { level }, k.config);
      await lines.print(json ? toJson({ kernel: release, ...entry }) : lineOf(k, entry));
    }
  await lines.flush();
  if (first !== undefined)
    throw rangeError(
      `expected words with PRESENT set for Linux ${printable(release)}, got ${refused} without, the first ${hex(first)}: before ${oldest} ` +
        'swap and PROT_NONE entries were laid out otherwise',
      'ERR_PTE_INPUT',
    );
}
