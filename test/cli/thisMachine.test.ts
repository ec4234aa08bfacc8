/** What --kernel auto makes of /proc. */
import { describe, expect, it } from 'vitest';
import { hasShadowStacks } from '../../cli/thisMachine.ts';

describe('shadow stacks of the processor', () => {
  // setup_cet() of 6.12.118 sets USER_SHSTK if SHSTK is there and the option is built in; nousershstk clears USER_SHSTK alone
  const flags = (...more: readonly string[]) => `processor\t: 0\nflags\t\t: fpu vme de ${more.join(' ')}\nbugs\t\t:\n`;

  it.each([
    ['are there where programs get them', flags('user_shstk'), 'quiet', true, true],
    ['are not there where the kernel would give them and does not', flags(), 'quiet', true, false],
    ['cannot be told with nousershstk', flags(), 'root=/dev/sda1 nousershstk quiet', true, undefined],
    ['cannot be told with clearcpuid=user_shstk', flags(), 'clearcpuid=rdrand,user_shstk', true, undefined],
    ['cannot be told of a kernel built without X86_USER_SHADOW_STACK', flags(), 'quiet', false, undefined],
  ])('%s', (_, cpuinfo, cmdline, isBuilt, expected) => {
    expect(hasShadowStacks({ cpuinfo, cmdline }, isBuilt)).toBe(expected);
  });

  it('are told by the modalias, which lists X86_FEATURE_SHSTK by its number, whatever else is there', () => {
    // 16*32+7 in asm/cpufeatures.h of 6.6.87, 6.12.118, 6.17.0 and 7.3.4; boot_cpu_has() decides what is listed
    const modalias = (...features: readonly string[]) =>
      `cpu:type:x86,ven0002fam0019mod0011:feature:,${features.join(',')}\n`;
    const texts = { cpuinfo: flags(), cmdline: 'nousershstk', modalias: modalias('0000', '0206', '0207', '0208') };
    expect(hasShadowStacks(texts, false)).toBe(true);
    expect(hasShadowStacks({ ...texts, modalias: modalias('0000', '0206', '0208') }, false)).toBe(false);
  });
});
