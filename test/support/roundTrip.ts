/** Words through decode() and back. */
import { expect } from 'vitest';
import { hex } from '../../lib/base/hex.ts';
import { decode } from '../../lib/codec/decode.ts';
import { encode } from '../../lib/codec/encode.ts';
import type { Config } from '../../lib/kernel/config.ts';
import type { Level } from '../../spec/schema.ts';
import { everyNth } from './whole.ts';
import { differentKernels, everyForm } from './words.ts';

/** Levels that have leaves. */
export const levels: readonly Level[] = ['pte', 'pmd', 'pud'];

/** Fails where encode() gives another word than decode() was given, on each nth release of those that differ. */
export function expectSameWords(config: Partial<Config>, n = 1): void {
  for (const k of everyNth(differentKernels(config), n)) {
    const words = everyForm(k);
    for (const level of levels) {
      const lost = words.filter((word) => encode(k, { ...decode(k, word, { level }), raw: 0n }) !== word);
      expect(lost.map(hex), `${k.name} ${level}`).toEqual([]);
    }
  }
}
