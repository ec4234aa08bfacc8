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
  vi.unstubAllGlobals();
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

  it('is the portable one where that is asked for, without a word', async () => {
    const note = vi.spyOn(console, 'error');
    const engine = await engineWith({ PTE_ENGINE: 'wasm' });
    expect(engine()).toMatchObject({ name: 'wasm', target: 'wasm' });
    expect(note).not.toHaveBeenCalled();
  });

  it('is the native one, or the portable one with one note', async () => {
    const note = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { name } = (await engineWith({}))();
    expect(name).toBe(native ? 'native' : 'wasm');
    expect(note).toHaveBeenCalledTimes(native ? 0 : 1);
  });

  it('is the reference where WebAssembly is not allowed, and is not to be had as wasm', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    const note = vi.spyOn(console, 'error').mockImplementation(() => {});
    vi.resetModules();
    const { preferredEngine } = await import('../../lib/batch/engine/anywhere.ts');
    expect(preferredEngine()).toBeUndefined();
    expect(note.mock.calls).toEqual([[expect.stringContaining('reference engine, since WebAssembly fails: ')]]);
    const error = thrown(await engineWith({ PTE_ENGINE: 'wasm' }));
    expect(error.message).toMatch(/^expected PTE_ENGINE=wasm to find WebAssembly with SIMD, got an error: /);
  });

  it('says which it is once it is ready', async () => {
    vi.stubEnv('PTE_ENGINE', 'wasm');
    vi.resetModules();
    const { engineReady } = await import('../../lib/batch/engine/engine.ts');
    expect(await engineReady()).toEqual({ name: 'wasm', target: 'wasm' });
    const { ahead, preferredEngine } = await import('../../lib/batch/engine/anywhere.ts');
    await ahead();
    expect(preferredEngine()?.name).toBe('wasm');
  });

  it.each([
    [
      'an engine of no known name',
      { PTE_ENGINE: 'fast' },
      'expected PTE_ENGINE to be native, wasm or reference, got "fast"',
    ],
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
