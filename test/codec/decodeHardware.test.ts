/** Entries of kernels older than the rows. */
import { describe, expect, it } from 'vitest';
import { decodeHardware } from '../../lib/codec/decodeHardware.ts';
import { thrown } from '../support/thrown.ts';

const el8 = '4.18.0-553.el8_10.x86_64';

describe('decodeHardware()', () => {
  // Volume 3A of Intel's manual, 4.5.4: PRESENT, RW, USER, Accessed, Dirty, NX, the frame; bit 11 is left to software
  it('reads what the processor reads, and sets the rest aside', () => {
    expect(decodeHardware(el8, 0x8000000012345867n)).toEqual({
      kind: 'present',
      level: 'pte',
      pfn: 0x12345n,
      young: true,
      dirty: true,
      write: true,
      user: true,
      exec: false,
      global: false,
      huge: false,
      unread: 0x800n,
      raw: 0x8000000012345867n,
      flags: ['_PAGE_PRESENT', '_PAGE_RW', '_PAGE_USER', '_PAGE_ACCESSED', '_PAGE_DIRTY', '_PAGE_NX'],
    });
    expect(decodeHardware('3.10', 0x800000012e2001e1n, { level: 'pmd' })).toMatchObject({
      pfn: 0x12e200n,
      huge: true,
      global: true,
      write: false,
    });
    expect(decodeHardware('2.6.32', 0x7800000000001001n).unread).toBe(0x7800000000000000n);
  });

  it.each([0n, 0x12345120n, 0x07fffffffffbfe0an])('refuses 0x%s, which was laid out otherwise there', (word) => {
    expect(thrown(() => decodeHardware(el8, word)).message).toMatch(
      /^expected a word with PRESENT set for 4\.18\.0-553.*, got 0x.*laid out otherwise$/,
    );
  });

  it.each(['4.19', '6.12', 'six'])('refuses %s', (release) => {
    expect(thrown(() => decodeHardware(release, 1n)).message).toBe(`expected a kernel before 4.19, got "${release}"`);
  });
});
