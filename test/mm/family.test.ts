/** A word has one family: by the helpers, of which lib/mm asks, and by the rows, for the kind that decode() gives it. */
import { describe, expect, it } from 'vitest';
import { decode } from '../../lib/codec/decode.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { familyOf } from '../../lib/mm/common/family.ts';
import { kindRows } from '../../spec/kinds.ts';
import type { Level } from '../../spec/schema.ts';
import { everyNth } from '../support/whole.ts';
import { bothWays, differentKernels, interesting } from '../support/words.ts';

const ofKind = new Map<string, string>(kindRows.map(({ id, family }) => [id, family]));

/** The family that the rows give: of present words above pte only huge pages are entries, the others point to tables. */
function byRows(k: Kernel, word: bigint, level: Level): string | undefined {
  const entry = decode(k, word, { level });
  const mapped = entry.kind === 'present' || entry.kind === 'protnone';
  return mapped && level !== 'pte' && !entry.huge ? 'table' : ofKind.get(entry.kind);
}

describe('familyOf', () => {
  it.each(['pte', 'pmd', 'pud'] as const)('is the family of the kind that the word has at %s', (level) => {
    for (const k of everyNth(interesting, 4).flatMap((config) => everyNth(differentKernels(config), 4))) {
      const words = [0n, k.mask.knlErratum, ...bothWays(k)];
      const differ = words.filter((word) => familyOf(k, word, level) !== byRows(k, word, level));
      expect(differ, k.name).toEqual([]);
    }
  });
});
