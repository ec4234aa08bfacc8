import { describe, expect, it } from 'vitest';
import { messageFrom } from '../../record/guestMessage.ts';

const record = [
  'record',
  'scenario uffd-anon',
  'step mprotect back to RW',
  'operation mprotect',
  'word rw',
  'mapping anon',
  'child alive',
  'vaddr 600000601000',
  'vmflags rd wr mr mw me um uw ac sd ',
  'pagemap 8180000000002bee',
];
const without = (key: string) => `${record.filter((line) => !line.startsWith(key)).join('\n')}\n`;

describe('a message of the guest', () => {
  it('says what the kernel is, and where each clone of a function is', () => {
    const lines = [
      'ready',
      'release 7.3.4+deb13-amd64',
      'version #1 SMP PREEMPT_DYNAMIC Debian 7.3.4-1~bpo13+1 (2026-11-15)',
      'symbol ffffffff8147d6a0 do_swap_page',
      'symbol ffffffff814d1230 try_to_unmap_one',
      'symbol ffffffff814d2fe0 try_to_unmap_one',
    ];
    expect(messageFrom(`${lines.join('\n')}\n`)).toEqual({
      what: 'ready',
      release: '7.3.4+deb13-amd64',
      version: '#1 SMP PREEMPT_DYNAMIC Debian 7.3.4-1~bpo13+1 (2026-11-15)',
      symbols: [
        { at: 0xffffffff8147d6a0n, name: 'do_swap_page' },
        { at: 0xffffffff814d1230n, name: 'try_to_unmap_one' },
        { at: 0xffffffff814d2fe0n, name: 'try_to_unmap_one' },
      ],
    });
  });

  it('says what was done to a page, and what the kernel says of it', () => {
    expect(messageFrom(`${record.join('\n')}\n`)).toEqual({
      what: 'record',
      scenario: 'uffd-anon',
      step: 'mprotect back to RW',
      operation: { name: 'mprotect', word: 'rw', mapping: 'anon', child: true },
      vaddr: 0x600000601000n,
      vmflags: ['rd', 'wr', 'mr', 'mw', 'me', 'um', 'uw', 'ac', 'sd'],
      pagemap: 0x8180000000002been,
    });
  });

  it.each(['word', 'mapping', 'child'])('may lack the %s of an operation', (key) => {
    expect(messageFrom(without(key))).not.toHaveProperty(`operation.${key}`);
  });

  it('tells of a fault that userfaultfd caught, and of the end', () => {
    expect(messageFrom('fault\nvaddr 600000601000\nflags 3\n')).toEqual({
      what: 'fault',
      vaddr: 0x600000601000n,
      flags: 3n,
    });
    expect(messageFrom('end\n')).toEqual({ what: 'end' });
  });

  it.each(['scenario', 'step', 'operation', 'vaddr', 'vmflags', 'pagemap'])('that lacks %s is refused', (key) => {
    expect(() => messageFrom(without(key))).toThrow(`expected ${key} in a message of the guest, got none`);
  });

  it.each(['', 'recorded\n', '\u0001'])('of no kind is refused: %j', (text) => {
    expect(() => messageFrom(text)).toThrow(/^expected a message of the guest, got "/);
  });
});
