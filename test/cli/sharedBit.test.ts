/** --shared-bit of the command: the samples are those of test/codec/sharedBit.test.ts. */
import { describe, expect, it } from 'vitest';
import { kernelOf, nameKernel } from '../../cli/kernelOptions.ts';
import { decode } from '../../lib/codec/decode.ts';

describe('--shared-bit', () => {
  it('is the position of the bit, and stands in the name of the kernel', async () => {
    const k = await kernelOf({ kernel: '6.12', sharedBit: '47' });
    expect(k.config.sharedMask).toBe(1n << 47n);
    expect(nameKernel(k)).toBe('Linux 6.12 (shared bit 47)');
    expect(decode(k, 0x00007fffedcba120n)).toMatchObject({ kind: 'protnone', pfn: 0x12345n });
  });

  it.each([
    [{ sharedBit: '64' }, '--shared-bit'],
    [{ sharedBit: '63' }, 'sharedMask'],
    [{ sharedBit: '47', cBit: '51' }, 'encMask or config.sharedMask'],
    [{ cBit: '64' }, '--c-bit'],
  ])('refuses %o', async (options, message) => {
    await expect(kernelOf({ kernel: '6.12', ...options })).rejects.toThrow(message);
  });
});
