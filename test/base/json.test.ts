import { describe, expect, it } from 'vitest';
import { decode, explain, kernel, toJson } from '../../lib/index.ts';

describe('toJson', () => {
  const k = kernel('6.12');

  it('writes what decode() gives: words with 16 hex digits, numbers of pages with as many as they need', () => {
    // A read-only page of the kernel's headers: test/data/vectors.
    expect(JSON.parse(toJson(decode(k, 0x8000000012345067n)))).toMatchObject({
      kind: 'present',
      level: 'pte',
      pfn: '0x12345',
      exec: false,
      unexplained: '0x0000000000000000',
      raw: '0x8000000012345067',
    });
  });

  it('keeps every field, and leaves the entry an object like others', () => {
    for (const word of [0n, 0x8000000012345067n, 0x07fffffffffbfe0an, 0xfffffffffffffa00n]) {
      const entry = decode(k, word);
      expect(Object.keys(JSON.parse(toJson(entry)))).toEqual(Object.keys(entry));
      expect(Object.getPrototypeOf(entry)).toBe(Object.prototype);
      expect(toJson(explain(k, word))).toContain(toJson(entry));
    }
  });
});
