/** `pte decode` for kernels older than the rows: what the processor reads of words with PRESENT set. */
import { rangeError } from '../../lib/base/errors.ts';
import { hex } from '../../lib/base/hex.ts';
import { toJson } from '../../lib/base/json.ts';
import { printable } from '../../lib/base/printable.ts';
import { decodeHardware, hardwareHeadline } from '../../lib/codec/decodeHardware.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { precedesRows } from '../../lib/kernel/release.ts';
import { kernels } from '../../spec/kernels.ts';
import { note } from '../fail.ts';
import { type KernelOptions, releaseIn } from '../kernelOptions.ts';
import { Lines } from '../output.ts';
import type { WordSource } from '../wordSource.ts';

const oldest = kernels[0].series;

/** The old release that the one kernel of the options is, if it is one; what uname said counts where no kernel is named. */
export function oldRelease(names: readonly string[] | undefined, uname: string | undefined): string | undefined {
  const name = names === undefined ? releaseIn(uname) : names.length === 1 ? names[0] : undefined;
  return name !== undefined && precedesRows(name) ? name : undefined;
}

/** The options for the kernel that stands for an old one, in what the processor reads: its machine counts, its name does not. */
export const machineOf = ({ paging, cBit, sharedBit, physBits }: KernelOptions): KernelOptions => ({
  kernel: oldest,
  ...(paging !== undefined && { paging }),
  ...(cBit !== undefined && { cBit }),
  ...(sharedBit !== undefined && { sharedBit }),
  ...(physBits !== undefined && { physBits }),
});

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
      await lines.print(
        json ? toJson({ kernel: release, ...entry }) : `${hex(word)}  ${hardwareHeadline(entry, k.config)}`,
      );
    }
  await lines.flush();
  if (first !== undefined)
    throw rangeError(
      `expected words with PRESENT set for Linux ${printable(release)}, got ${refused} without, the first ${hex(first)}: before ${oldest} ` +
        'swap and PROT_NONE entries were laid out otherwise',
      'ERR_PTE_INPUT',
    );
}
