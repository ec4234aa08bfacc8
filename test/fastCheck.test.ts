import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode } from '../lib/codec/decode.ts';
import { encode } from '../lib/codec/encode.ts';
import { canonicalWord, kindsOf, mapping, page, word, wordOfKind } from '../lib/fastCheck.ts';
import { kernel } from '../lib/kernel/kernel.ts';
import { vma } from '../lib/mm/common/makeVma.ts';

describe('x86-pte/fast-check', () => {
  const releases = ['4.19', '5.10', '6.1.192', '6.12', '7.3'];

  it.each(releases)('gives words of every kind that %s has', (version) => {
    const k = kernel(version);
    expect(kindsOf(k).length).toBeGreaterThan(8);
    for (const kind of kindsOf(k))
      fc.assert(
        fc.property(wordOfKind(k, kind), (w) => decode(k, w).kind === kind && encode(k, decode(k, w)) === w),
        { numRuns: 50 },
      );
  });

  it.each(releases)('gives words without a bit that means nothing on %s', (version) => {
    const k = kernel(version);
    fc.assert(
      fc.property(canonicalWord(k), (w) => decode(k, w).unexplained === 0n),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(canonicalWord(k, 'present'), (w) => decode(k, w).kind === 'present'),
      { numRuns: 50 },
    );
  });

  it('gives any word, mappings whose protection fits, and pages', () => {
    const k = kernel('6.12');
    fc.assert(fc.property(word(), (w) => w >= 0n && w < 1n << 64n));
    fc.assert(fc.property(mapping(k), (m) => vma(k, m).vmPageProt === m.vmPageProt));
    fc.assert(fc.property(page(), (p) => p.anon || !p.exclusive));
  });

  it('says which kinds there are', () => {
    expect(() => wordOfKind(kernel('5.10'), 'pteMarker')).toThrow('expected one of none, present, protnone, swap');
  });
});
