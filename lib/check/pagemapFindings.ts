/** What no word of /proc/PID/pagemap can be. */
import { pagemapRules } from '../../spec/impossible.ts';
import { pagemapBits } from '../../spec/pagemap.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { bitList } from './bitList.ts';
import type { Finding } from './finding.ts';

const every = 2n ** 64n - 1n;
/** The frame or the swap slot: all below the lowest flag. */
const frame = (1n << BigInt(Math.min(...pagemapBits.map(({ bit }) => bit)))) - 1n;

/** The rules that the word breaks. */
export function pagemapFindings(k: Kernel, word: bigint): readonly Finding[] {
  const { pmPresent, pmSwap } = k.pagemap;
  const flags = Object.values(k.pagemap).reduce((all, bit) => all | bit, 0n);
  const unknown = word & every & ~flags & ~frame;
  const texts = {
    'pagemap-bits': unknown === 0n ? '' : `${bitList(unknown)}: no flag of Linux ${k.name}`,
    'pagemap-both': (word & pmPresent) !== 0n && (word & pmSwap) !== 0n ? 'present and swapped at once' : '',
    'pagemap-frame':
      (word & (pmPresent | pmSwap)) === 0n && (word & frame) !== 0n
        ? `neither present nor swapped, and ${bitList(word & frame)} set below the flags`
        : '',
  };
  return pagemapRules.flatMap(({ id, says, source }) =>
    texts[id] === '' ? [] : [{ name: id, text: texts[id], why: says, source }],
  );
}
