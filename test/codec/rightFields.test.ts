/** The quick check of the fields of an entry against the one that looks at each name. */
import { describe, expect, it } from 'vitest';
import { decode } from '../../lib/codec/decode.ts';
import { checkFields, type EncodeParts } from '../../lib/codec/entryFields.ts';
import { hasRightFields } from '../../lib/codec/rightFields.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { kinds } from '../../spec/kinds.ts';
import { everyForm } from '../support/words.ts';

const entries = ['4.19', '5.18', '6.1', '6.12', '7.3'].flatMap((release) => {
  const k = kernel(release);
  return everyForm(k).map((word) => decode(k, word));
});
const fields = [...new Set(entries.flatMap((entry) => Object.keys(entry)))];
const values = [
  true,
  0n,
  1n << 64n,
  -1n,
  3,
  1.5,
  -1,
  NaN,
  'swap',
  null,
  undefined,
  [],
  {},
  { uffdWp: true, more: true },
];

function isRight(parts: unknown): boolean {
  try {
    checkFields(parts as EncodeParts);
    return true;
  } catch {
    return false;
  }
}

describe('the quick check of fields', () => {
  it('takes what decode() gives, of each kind', () => {
    expect(entries.filter((entry) => !hasRightFields(entry))).toEqual([]);
    const unknownToAll = kinds.filter((kind) => !entries.some((entry) => entry.kind === kind));
    expect(unknownToAll).toEqual(['unknown']);
  });

  it('takes nothing that the thorough one refuses, with any field of any kind changed to any value', () => {
    const one = new Map(entries.map((entry) => [entry.kind, entry])).values();
    const variants = [...one].flatMap((entry) =>
      [...fields, 'other'].flatMap((field) => values.map((value) => ({ ...entry, [field]: value }))),
    ) as unknown as EncodeParts[];
    expect(variants.filter((parts) => hasRightFields(parts) && !isRight(parts))).toEqual([]);
    expect([undefined, null, 5, []].filter((parts) => hasRightFields(parts as unknown as EncodeParts))).toEqual([]);
  });
});
