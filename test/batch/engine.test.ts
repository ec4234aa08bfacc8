import { afterEach, describe, expect, it, vi } from 'vitest';
import { native } from '../support/native.ts';
import { thrown } from '../support/thrown.ts';

/** The engine that a process with these variables gets: its module is loaded anew. */
async function engineWith(env: Readonly<Record<string, string>>) {
  for (const [name, value] of Object.entries({
    PTE_ENGINE: undefined,
    PTE_ADDON: undefined,
    PTE_TARGET: undefined,
    PTE_FORM: undefined,
    ...env,
  }))
    vi.stubEnv(name, value);
  vi.resetModules();
  return (await import('../../lib/batch/engine/engine.ts')).engine;
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('the engine', () => {
  it('is the reference where that is asked for, without a word', async () => {
    const note = vi.spyOn(console, 'error');
    const engine = await engineWith({ PTE_ENGINE: 'reference' });
    expect(engine()).toMatchObject({ name: 'reference', target: 'reference' });
    expect(note).not.toHaveBeenCalled();
  });

  it('is chosen once', async () => {
    const engine = await engineWith({ PTE_ENGINE: 'reference' });
    expect(engine()).toBe(engine());
  });

  it('is the native one, or the reference with one note', async () => {
    const note = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { name } = (await engineWith({}))();
    expect(note).toHaveBeenCalledTimes(name === 'native' ? 0 : 1);
  });

  it.each([
    ['an engine of no known name', { PTE_ENGINE: 'fast' }, 'expected PTE_ENGINE to be native or reference, got "fast"'],
    [
      'an addon that is not there',
      { PTE_ADDON: '/nowhere/x86_pte.node' },
      'expected PTE_ADDON to be an addon, got "/nowhere/x86_pte.node"',
    ],
  ])('is not to be had as %s', async (_, env, message) => {
    const error = thrown(await engineWith(env));
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toMatchObject({ code: 'ERR_PTE_ENGINE', message: expect.stringContaining(message) });
  });

  it.skipIf(!native)('is not to be had with a form of no known name', async () => {
    const error = thrown(await engineWith({ PTE_FORM: 'upside-down' }));
    expect(error).toMatchObject({
      code: 'ERR_PTE_ENGINE',
      message: expect.stringMatching(/PTE_FORM among two-passes,/),
    });
  });
});
