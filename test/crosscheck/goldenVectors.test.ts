import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hasTool } from '../support/tools.ts';

const pte = fileURLToPath(new URL('../../bin/pte.cjs', import.meta.url));
const run = (...args: string[]) => spawnSync(process.execPath, [pte, 'vectors', ...args], { maxBuffer: 1 << 26 });

const options = ['--kernel', '6.12', '--count', '300', '--seed', '4'];

describe('pte vectors', () => {
  it('gives the same vectors in all three formats', () => {
    const json = JSON.parse(run(...options, '--format', 'json').stdout.toString());
    expect(json).toMatchObject({ format: 1, kernel: '6.12', seed: 4 });
    expect(json.vectors).toHaveLength(300);

    const binary = run(...options, '--format', 'bin').stdout;
    expect([binary.subarray(0, 8).toString('latin1'), binary.readUInt32LE(8)]).toEqual(['x86-pte\0', 1]);
    const length = binary.readUInt32LE(12);
    const about = JSON.parse(binary.subarray(24, 24 + length).toString());
    const start = 24 + Math.ceil(length / 8) * 8;
    const at = (column: number, i: number) => binary.readBigUInt64LE(start + 8 * (300 * column + i));
    expect(binary.length).toBe(start + 8 * 300 * (3 + about.helpers.length));
    json.vectors.forEach(
      (v: { word: string; payload: string; helpers: Record<string, boolean | string> }, i: number) => {
        const values = about.helpers.map((name: string) => BigInt(v.helpers[name] as boolean | string));
        expect([at(0, i), at(2, i), ...values.map((_: bigint, h: number) => at(3 + h, i))]).toEqual([
          ...[BigInt(v.word), BigInt(v.payload), ...values],
        ]);
      },
    );
  });

  it.skipIf(!hasTool('cc'))('gives C that compiles without a warning', () => {
    const c = spawnSync('cc', ['-fsyntax-only', '-Wall', '-Wextra', '-Werror', '-Wno-unused', '-x', 'c', '-'], {
      input: run(...options, '--format', 'c').stdout,
    });
    expect([c.status, c.stderr?.toString()]).toEqual([0, '']);
  });

  it('refuses what it cannot write', () => {
    const { status, stderr } = run('--format', 'xml');
    expect([status, stderr.toString()]).toEqual([1, 'pte: expected --format json, bin, c, got "xml"\n']);
  });
});
