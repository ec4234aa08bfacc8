/** `pte pagemap` of processes of this machine: what a range takes in, and processes without memory. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const pte = fileURLToPath(new URL('../../bin/pte.cjs', import.meta.url));
function pagemap(...args: readonly string[]) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [pte, 'pagemap', ...args, '-k', '6.12'], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { stdout, stderr, status };
}

/** A shell becomes a program that reaps none of its children. Its first waits for that, ends, and stays behind without memory. */
const child = 'until read -r name < /proc/$$/comm && [ "$name" = sleep ]; do :; done';
const other = spawn('sh', ['-c', `(${child}) & echo $!; exec sleep 60`], { stdio: ['ignore', 'pipe', 'ignore'] });
let ended = '';
beforeAll(async () => {
  const [text] = await once(other.stdout, 'data');
  ended = String(text).trim();
  while (
    readFileSync(`/proc/${ended}/maps`, 'utf8') !== '' ||
    !readFileSync(`/proc/${other.pid}/comm`, 'utf8').startsWith('sleep')
  )
    await new Promise((resolve) => setTimeout(resolve, 5));
});
afterAll(() => {
  other.kill();
});

describe('pte pagemap', () => {
  const first = () => /^[\da-f]+/.exec(readFileSync(`/proc/${other.pid}/maps`, 'utf8'))?.[0] ?? '';
  const from = (bytes: number) => (BigInt(`0x${first()}`) + BigInt(bytes)).toString(16);
  const addresses = (text: string) => text.match(/"address":"0x[\da-f]+"/g);

  it('shows each page of which a byte is in the range', () => {
    const one = [`"address":"0x${first()}"`];
    for (const [begin, end] of [
      [0, 4096],
      [0, 1],
      [8, 16],
      [4095, 4096],
    ] as const)
      expect(addresses(pagemap(`${other.pid}`, '--json', '--range', `${from(begin)}-${from(end)}`).stdout)).toEqual(
        one,
      );
    const two = pagemap(`${other.pid}`, '--json', '--range', `${from(4095)}-${from(4097)}`).stdout;
    expect(addresses(two)).toEqual([...one, `"address":"0x${from(4096)}"`]);
  });

  it('says where a range holds no page', () => {
    const { stdout, stderr, status } = pagemap(`${other.pid}`, '--range', '10-20');
    expect([stdout, status]).toEqual(['', 0]);
    expect(stderr).toContain('no page that pagemap tells of is in this range');
  });

  it('refuses a process without memory', () => {
    const { stdout, stderr, status } = pagemap(ended);
    expect([stdout, status]).toEqual(['', 1]);
    expect(stderr).toContain(
      `expected a process with memory of its own, got ${ended}: a thread of the kernel, or one that has ended`,
    );
  });
});
