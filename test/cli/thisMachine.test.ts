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
    expect(hasShadowStacks(cpuinfo, cmdline, isBuilt)).toBe(expected);
  });
});
