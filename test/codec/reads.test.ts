/** What the codec reads of a kernel: kernels that agree in that are one kernel to it, and tests need not tell them apart. */
import { describe, expect, it } from 'vitest';
import { decode } from '../../lib/codec/decode.ts';
import { encode } from '../../lib/codec/encode.ts';
import { explain } from '../../lib/codec/explain.ts';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import type { Level } from '../../spec/schema.ts';
import { bothWays } from '../support/words.ts';

const levels: readonly Level[] = ['pte', 'pmd', 'pud'];

/** A kernel of which only masks, type numbers, names, the width of addresses and a proposed layout can be read. */
function bare({ name, release, mask, clear, type, config, proposedMarker }: Kernel): Kernel {
  const { physBits } = config;
  const refuse = (what: string) => () => {
    throw new Error(`expected no question for ${what}`);
  };
  const rest = { does: refuse('does'), holds: refuse('holds'), need: refuse('need') };
  const known = { name, release, mask, clear, type, config: { physBits }, proposedMarker, ...rest };
  return new Proxy(known as unknown as Kernel, {
    get: (from, id) => (id in from ? from[id as keyof Kernel] : refuse(String(id))()),
  });
}

describe('decode, encode and explain', () => {
  it.each(['4.19', '6.1', '6.12', '7.3'])(
    'read masks, type numbers, names and physBits of %s, and no more',
    (version) => {
      const k = bare(kernel(version));
      for (const level of levels) {
        const words = bothWays(k);
        expect(words.filter((word) => encode(k, decode(k, word, { level })) !== word)).toEqual([]);
        expect(words.filter((word) => explain(k, word, { level }).entry.raw !== word)).toEqual([]);
      }
    },
  );
});
