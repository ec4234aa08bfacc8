/** Tools of the machine, within bounds. */
import { tmpdir } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { runTool, toolSeconds } from '../../files/runTool.ts';

const what = 'a tool';
const sh = (text: string, options = {}) => runTool('sh', ['-c', text], { what, seconds: 600, ...options });

afterEach(() => {
  delete process.env.PTE_TOOL_SECONDS;
});

describe('a tool', () => {
  it('gives its output and how it ended', async () => {
    const { ok, how, stdout, stderr } = await sh('cat; echo no >&2; exit 3', { input: 'yes' });
    expect([ok, how, stdout.toString(), stderr]).toEqual([false, 'status 3', 'yes', 'no\n']);
    expect((await sh('kill -SEGV $$')).how).toBe('SIGSEGV');
  });

  it('is ended after its time, and what it started too', async () => {
    await expect(sh('sleep 1000 & sleep 1000', { seconds: 1 })).rejects.toThrow(
      'expected a tool that ends within 1 seconds, got sh, which was ended (PTE_TOOL_SECONDS sets the time)',
    );
  });

  it('is not waited for where something out of its reach holds its output', async () => {
    await expect(sh('setsid sleep 20 & echo', { seconds: 1 })).rejects.toThrow('within 1 seconds');
  });

  it('is ended when it prints too much, on either stream', async () => {
    for (const text of ['yes', 'yes >&2'])
      await expect(sh(text, { most: 100_000 })).rejects.toThrow(
        'expected a tool that prints at most 100,000 bytes, got more from sh, which was ended',
      );
  });

  it.each([
    ['', 'expected a tool, got an empty name'],
    ['no-such-tool', 'expected a tool, got no-such-tool (not found): get it'],
    ['no-\u001b[31mtool', 'expected a tool, got no-\\u001b[31mtool (not found): get it'],
    [tmpdir(), `expected a tool, got ${tmpdir()} (EACCES)`],
    ['/etc/passwd/x', 'expected a tool, got /etc/passwd/x (ENOTDIR)'],
    [`/${'x'.repeat(5000)}`, 'ENAMETOOLONG'],
  ])('that cannot start is named with the cause: %j', async (program, message) => {
    const run = async () => runTool(program, [], { what, seconds: 600, advice: 'get it' });
    await expect(run()).rejects.toThrow(message);
    await expect(run()).rejects.toHaveProperty('code', 'ERR_PTE_INPUT');
  });
});

describe('PTE_TOOL_SECONDS', () => {
  it('sets the time', () => {
    expect(toolSeconds(300)).toBe(300);
    process.env.PTE_TOOL_SECONDS = '7';
    expect(toolSeconds(300)).toBe(7);
  });

  it.each(['0', '-1', 'x', '1e3', '99999999', '1000001'])('is refused as %s', (given) => {
    process.env.PTE_TOOL_SECONDS = given;
    expect(() => toolSeconds(300)).toThrow(`expected PTE_TOOL_SECONDS from 1 to 1000000, got "${given}"`);
  });
});
