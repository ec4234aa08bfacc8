/** Words of public reports, and what people concluded of them: mails, bug trackers and forums. */
import { describe, expect, it } from 'vitest';
import { type CheckOptions, type Config, checkEntry, kernel } from '../../lib/index.ts';

interface Case {
  readonly release: string;
  readonly config?: Partial<Config>;
  readonly options?: CheckOptions;
  /** The rules that are broken, by name; all of them. */
  readonly rules: readonly string[];
  /** Hints that there must be; none but these where `only` is set. */
  readonly hints?: readonly string[];
  readonly says?: RegExp;
}

const none = { rules: [] } as const;
const cases: Readonly<Record<string, readonly [word: bigint, Case]>> = {
  'a sound read-only page of a bad map': [0x8000000462500025n, { release: '6.4.11', ...none }],
  'its table': [0xb99c98067n, { release: '6.4.11', options: { level: 'pmd' }, ...none }],
  'a corrupted page table without a width': [
    0xffffdbdefffffd9fn,
    {
      release: '6.10',
      options: { errorCode: 0xdn },
      rules: ['unexplained-bits', 'inverted-frame', 'page-table-check'],
      hints: ['reserved-by-width'],
      says: /bits 52 to 56 are set/,
    },
  ],
  'the same on a machine of 48 bits': [
    0xffffdbdefffffd9fn,
    {
      release: '6.10',
      config: { physBits: 48 },
      rules: ['reserved-bits', 'unexplained-bits', 'inverted-frame', 'page-table-check'],
      says: /bits 48 to 51 are set, which must be zero; the address needs 52 bits, the machine has 48/,
    },
  ],
  'its tables': [0x1277e7067n, { release: '6.10', options: { level: 'pud' }, ...none }],
  'a write to read-only kernel memory': [
    0x800000012e2001e1n,
    { release: '5.4.220', options: { level: 'pmd', errorCode: 3n }, ...none },
  ],
  'a device-private PMD that was called bad': [
    0xefffff80042bfe00n,
    { release: '6.17', options: { level: 'pmd' }, ...none },
  ],
  'the pointer beside it': [
    0xffff8881290408e0n,
    { release: '6.17', options: { level: 'pmd' }, rules: ['unexplained-bits'], hints: ['kernel-pointer'] },
  ],
  'a mapping of a Xen PV guest’s kernel': [
    0x80100000febd4075n,
    {
      release: '5.14',
      options: { errorCode: 3n },
      rules: ['unexplained-bits'],
      hints: ['xen-pv'],
      says: /bit 52 is set/,
    },
  ],
  'a page table of a Xen PV guest': [
    0x8010000008337065n,
    { release: '6.1', rules: ['unexplained-bits'], hints: ['xen-pv'] },
  ],
  'a BAR above the width of the guest': [
    0x8000002000000073n,
    { release: '5.4.28', options: { errorCode: 0xbn }, ...none, hints: ['reserved-by-width'] },
  ],
  'the same with the width': [
    0x8000002000000073n,
    {
      release: '5.4.28',
      config: { physBits: 37 },
      rules: ['reserved-bits'],
      says: /needs 38 bits, the machine has 37/,
    },
  ],
  'one of 512 entries of a corrupted table': [
    0xef980207ffffff8bn,
    {
      release: '5.14',
      config: { physBits: 46 },
      rules: ['reserved-bits', 'unexplained-bits'],
      says: /bits 52 and 55 to 57 are set/,
    },
  ],
  'the text of the kernel': [
    0xffffffff8be10000n,
    { release: '6.12', rules: ['unexplained-bits'], hints: ['kernel-pointer'] },
  ],
  'an address of user space': [
    0x00007fd84bb1c000n,
    { release: '7.3', rules: ['swap-offset'], hints: ['user-pointer'] },
  ],
  'uffd-wp with write permission': [
    0x14d42c67n,
    { release: '6.10', rules: ['page-table-check'], says: /would warn: writable and uffd-wp/ },
  ],
  'the same before anything checked it': [0x14d42c67n, { release: '6.1', ...none }],
  'a forged page that lost its soft-dirty bit': [0x800000000009c067n, { release: '5.10', ...none }],
  'interrupt vectors of page 0': [
    0xf000dee8f000dee8n,
    {
      release: '4.19',
      options: { above: 0n },
      rules: ['unexplained-bits', 'frame-beyond-memory'],
      hints: ['real-mode-vectors', 'table-gone'],
    },
  ],
  'data where a table was freed': [
    0x6353826300000000n,
    { release: '4.19', options: { above: 0n }, rules: ['swap-offset'], hints: ['table-gone'] },
  ],
  'a swap entry of the time before the inversion': [
    0xfd20b000n,
    { release: '4.19', rules: ['swap-offset'], says: /not inverted/ },
  ],
  'one with the soft-dirty bit of then': [0x005a2a80n, { release: '4.19', rules: ['unexplained-bits', 'swap-offset'] }],
  'a page of MADV_COLLAPSE': [0x8000000071c00227n, { release: '6.0', ...none }],
  'a frame above the width, by a driver': [
    0x8000467c4a5c9237n,
    { release: '6.12', options: { errorCode: 0xfn }, ...none, hints: ['reserved-by-width', 'frame-above-memory'] },
  ],
  'a frame above the width, by hfi1': [
    0x800049168e911235n,
    { release: '6.12', config: { physBits: 46 }, options: { errorCode: 0xdn }, rules: ['reserved-bits'] },
  ],
  'RSVD on an entry that is not present': [
    0n,
    { release: '5.10', options: { errorCode: 0xcn }, rules: ['rsvd-not-present'] },
  ],
  'a marker as swp_entry_t': [0x7c00000000000001n, { release: '6.9', options: { as: 'swp-entry' }, ...none }],
  'the same where markers of userfaultfd are not built in': [
    0x7c00000000000001n,
    { release: '6.9', config: { pteMarker: false }, options: { as: 'swp-entry' }, rules: ['unconfigured-marker'] },
  ],
  'a marker bit that the release lacks': [
    0x7c00000000000004n,
    { release: '6.12', options: { as: 'swp-entry' }, rules: ['unexplained-bits', 'empty-marker'] },
  ],
  'the same where it is a guard': [0x7c00000000000004n, { release: '6.13', options: { as: 'swp-entry' }, ...none }],
  'a flag of pagemap that the release lacks': [
    0x8200000000012345n,
    { release: '5.10', options: { as: 'pagemap' }, rules: ['pagemap-bits'], says: /bit 57/ },
  ],
  'the same where it is uffd-wp': [0x8200000000012345n, { release: '5.15', options: { as: 'pagemap' }, ...none }],
  'soft-dirty alone in pagemap': [0x80000000000000n, { release: '4.19', options: { as: 'pagemap' }, ...none }],
  'a word of pagemap that lost a digit': [
    0x8000000000000n,
    { release: '4.19', options: { as: 'pagemap' }, rules: ['pagemap-frame'], says: /bit 51/ },
  ],
};

describe('a word of a report', () => {
  it.each(Object.entries(cases))('%s', (_, [word, { release, config, options, rules, hints = [], says = /(?:)/ }]) => {
    const checked = checkEntry(kernel(release, config), word, options);
    expect(checked.rules.map(({ name }) => name)).toEqual(rules);
    expect(checked.hints.map(({ name }) => name)).toEqual(expect.arrayContaining([...hints]));
    expect(checked.rules.map(({ text }) => text).join('; ')).toMatch(says);
    if (rules.length === 0 && hints.length === 0) expect(checked.hints).toEqual([]);
  });

  it('needs so many bits of physical address', () => {
    expect(checkEntry(kernel('5.4.28'), 0x8000002000000073n).needsPhysBits).toBe(38);
    expect(checkEntry(kernel('5.4.28'), 0x8000002000000073n, { errorCode: 0xbn }).hints[0]?.text).toBe(
      'reserved if the width is 37 or less',
    );
    expect(checkEntry(kernel('6.17'), 0xefffff80042bfe00n, { level: 'pmd' }).needsPhysBits).toBe(0);
  });
});
