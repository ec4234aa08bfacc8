import { describe, expect, it } from 'vitest';
import { kernelOfRecording, parseRecording } from '../../lib/replay/recording.ts';

const config = { softDirty: true, uffdWp: true, devicePrivate: false, shadowStack: false, memEncrypt: true };
const about = { release: '6.12.107+deb13-amd64', version: '#1 SMP Debian 6.12.107-1', paging_levels: 5, config };
const record = {
  scenario: 'anon',
  step: 'write fault',
  at: 3,
  operation: { name: 'mprotect', word: 'rw', mapping: 'anon', child: true },
  vaddr: '0x7f95ef978000',
  level: 'pte',
  raw: '0x8000000002bee867',
  pagemap: '0x8180000000002bee',
  vmflags: ['rd', 'wr'],
  kernel_calls: [{ fn: 'do_wp_page', before: '0x800000000373a225', after: '0x8000000002bee867', write: true }],
};
const whole = { format: 2, kernel: about, records: [record] };
const text = (change: object) => JSON.stringify({ ...whole, ...change });

describe('a recording', () => {
  it('names its kernel by what uname says, its paging levels and its build options', () => {
    const k = kernelOfRecording(about);
    expect(k.release).toMatchObject({ series: '6.12', patch: 107 });
    expect(k.config).toMatchObject({ pagingLevels: 5, softDirty: true, devicePrivate: false, encMask: 0n });
  });

  it('tells the stable number in the version where the release hides it', () => {
    const release = { ...about, release: '6.1.0-56-amd64', version: '#1 SMP Debian 6.1.192-2 (2026-11-16)' };
    expect(kernelOfRecording(release).release).toMatchObject({ series: '6.1', patch: 192 });
  });

  it('uses no shadow stack where CONFIG_X86_USER_SHADOW_STACK is off', () => {
    expect(kernelOfRecording(about).config.shadowStackCpu).toBe(false);
    expect(kernelOfRecording({ ...about, config: { shadowStack: true } }).config.shadowStackCpu).toBe(true);
  });

  it('leaves an option that it does not tell, or that nobody knows yet, at its default', () => {
    expect(kernelOfRecording({ ...about, config: { someNewOption: 'y' } }).config.pteMarker).toBe(true);
  });

  // CONFIG_PTE_MARKER was an option from 5.19 to 6.1: of 6.12 a recorder reads that it is not set
  it('takes markers from no later release', () => {
    const markers = (release: string) =>
      kernelOfRecording({ ...about, release, config: { pteMarker: false } }).config.pteMarker;
    expect([markers('5.10.262'), markers('6.1.192'), markers('6.2.12'), markers('6.12.107')]).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('holds words as bigints and what a call does not tell as undefined', () => {
    const { records } = parseRecording(text({}));
    expect(records[0]).toMatchObject({ raw: 0x8000000002bee867n, vaddr: 0x7f95ef978000n, vmFlags: ['rd', 'wr'] });
    const call = { before: 0x800000000373a225n, after: 0x8000000002bee867n, write: true };
    expect(records[0]?.calls).toMatchObject([{ ...call, level: undefined, vma: undefined, folio: undefined }]);
  });

  it('says what was done, with what, to what, and when', () => {
    const operation = { name: 'mprotect', word: 'rw', mapping: 'anon', child: true };
    expect(parseRecording(text({})).records[0]).toMatchObject({ at: 3, operation });
    const bare = { ...record, operation: { name: 'a new one' } };
    expect(parseRecording(text({ records: [bare] })).records[0]?.operation).toEqual({
      name: 'a new one',
      word: undefined,
      mapping: undefined,
      child: undefined,
    });
  });

  it('in format 1 has the same errors', () => {
    const older = (change: object) => text({ format: 1, ...change });
    expect(() => parseRecording(older({ records: 5 }))).toThrow('expected records to be an array, got 5');
    expect(() => parseRecording(older({ records: [5] }))).toThrow('expected records[0] to be an object, got 5');
    const unnamed = { ...record, step: 5, operation: undefined };
    expect(() => parseRecording(older({ records: [unnamed] }))).toThrow('records[0].step to be a string, got 5');
  });

  it('may be empty', () => {
    expect(parseRecording(text({ records: [] })).records).toEqual([]);
  });
});

describe('a recording that is not one', () => {
  it.each([
    ['{"format": 1,', /^expected a recording as JSON, got: /],
    ['[]', 'expected a recording to be an object, got Array'],
    ['null', 'expected a recording to be an object, got null'],
    [text({ format: 3 }), 'expected format to be 1 or 2, got 3'],
    [text({ format: '2' }), 'expected format to be 1 or 2, got "2"'],
    [text({ kernel: undefined }), 'expected kernel to be an object, got undefined'],
    [text({ kernel: { ...about, release: 6.12 } }), 'expected kernel.release to be a string, got 6.12'],
    [text({ kernel: { ...about, paging_levels: '5' } }), 'expected kernel.paging_levels to be 4 or 5, got "5"'],
    [
      text({ kernel: { ...about, config: { softDirty: 1 } } }),
      'expected kernel.config.softDirty to be true or false, got 1',
    ],
    [text({ records: {} }), 'expected records to be an array, got Object'],
    [
      text({ records: [record, { ...record, raw: 5 }] }),
      'expected records[1].raw to be a 64-bit word in hex, such as 0x8000000012345027, got 5',
    ],
    [
      text({ records: [{ ...record, raw: '0x10000000000000000' }] }),
      /^expected records\[0\]\.raw to be a 64-bit word in hex/,
    ],
    [text({ records: [{ ...record, level: 'p4d' }] }), 'expected records[0].level to be pte, pmd or pud, got "p4d"'],
    [text({ records: [{ ...record, at: undefined }] }), 'expected records[0].at to be a number, got undefined'],
    [
      text({ records: [{ ...record, operation: 'mprotect' }] }),
      'expected records[0].operation to be an object, got "mprotect"',
    ],
    [
      text({ records: [{ ...record, operation: {} }] }),
      'expected records[0].operation.name to be a string, got undefined',
    ],
    [
      text({ records: [{ ...record, kernel_calls: [{ fn: 'do_wp_page', vma: 7 }] }] }),
      'expected records[0].kernel_calls[0].vma to be an object, got 7',
    ],
    [text({ records: [{ ...record, kernel_calls: [{}] }] }), /records\[0\]\.kernel_calls\[0\]\.fn to be a string/],
  ])('%s', (json, message) => {
    expect(() => parseRecording(json)).toThrow(expect.objectContaining({ code: 'ERR_PTE_INPUT' }));
    expect(() => parseRecording(json)).toThrow(message);
  });

  it('of a kernel outside the rows names the nearest', () => {
    const kernel = { ...about, release: '7.9.1', version: '' };
    expect(() => parseRecording(text({ kernel }))).toThrow(expect.objectContaining({ code: 'ERR_PTE_KERNEL' }));
  });
});
