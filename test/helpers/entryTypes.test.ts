/** Types of entries by kind, as the library asks, and by number, as the kernel does. */
import { describe, expect, it } from 'vitest';
import * as plain from '../../crosscheck/prove/plain.ts';
import { isType } from '../../lib/helpers/entryTypes.ts';
import { swpEntry } from '../../lib/helpers/swapEntry.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { kernels } from '../../spec/kernels.ts';
import { typeIds } from '../../spec/layoutIds.ts';
import { everyNth } from '../support/whole.ts';
import { interesting } from '../support/words.ts';

describe('a type', () => {
  it('has the number of its kind and no other, on every release, beyond the five bits of the field too', () => {
    const wrong = everyNth(kernels, 6).flatMap(({ series }) =>
      interesting.flatMap((config) => {
        const k = kernel(series, config);
        const entries = Array.from({ length: 64 }, (_, type) => swpEntry(k, type, 5n));
        const differ = entries.filter((entry) =>
          typeIds.some((id) => isType(k, entry, [id]) !== plain.isType(k, entry, [id])),
        );
        return differ.map((entry) => [k.name, entry]);
      }),
    );
    expect(wrong).toEqual([]);
  });
});
