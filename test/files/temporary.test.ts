/** Folders for temporary files: who made them stands in their names, and the next process sweeps what others left. */
import { spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeTemporary, sweep, temporaryFolder } from '../../files/temporary.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pte-temporary-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const isLinux = process.platform === 'linux';
const namespace = () => /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '';
/** A process number that nobody has. */
const gone = () => spawnSync('true').pid;

/** A folder as a process leaves it. */
function left(pid: number, { inside = namespace(), start = 5 } = {}): string {
  const path = join(dir, `x86-pte-probe-${inside}-${pid}-${start}-abCD12`);
  mkdirSync(path);
  writeFileSync(join(path, 'file'), '');
  return path;
}

describe('a temporary folder', () => {
  it('is for this user only, and goes when it is removed', () => {
    const folder = temporaryFolder('probe');
    writeFileSync(join(folder, 'file'), '');
    expect([dirname(folder), statSync(folder).mode & 0o777]).toEqual([tmpdir(), 0o700]);
    removeTemporary(folder);
    expect(existsSync(folder)).toBe(false);
  });

  it('is removed only if it was made here', () => {
    removeTemporary(dir);
    expect(existsSync(dir)).toBe(true);
  });
});

describe.skipIf(!isLinux)('sweeping', () => {
  it('removes what a process left that is gone, or whose number another has now', () => {
    const [old, reused] = [left(gone()), left(process.pid)];
    sweep(dir);
    expect([existsSync(old), existsSync(reused)]).toEqual([false, false]);
  });

  it('leaves what is in use, of another namespace, and of others', () => {
    const mine = temporaryFolder('probe');
    mkdirSync(join(dir, basename(mine)));
    left(gone(), { inside: '1' });
    mkdirSync(join(dir, 'x86-pte-probe-abCD12'));
    writeFileSync(join(dir, `x86-pte-probe-${namespace()}-${gone()}-5-abCD12`), 'a file');
    const before = readdirSync(dir);
    sweep(dir);
    expect(readdirSync(dir)).toEqual(before);
    removeTemporary(mine);
  });

  it('leaves a link, and what it leads to', () => {
    const target = join(dir, 'target');
    mkdirSync(target);
    const link = join(dir, `x86-pte-probe-${namespace()}-${gone()}-5-abCD12`);
    symlinkSync(target, link);
    sweep(dir);
    expect([existsSync(link), existsSync(target)]).toEqual([true, true]);
  });

  it.skipIf(process.getuid?.() !== 0)('leaves a folder of another user', () => {
    const folder = left(gone());
    chownSync(folder, 65534, 65534);
    sweep(dir);
    expect(existsSync(folder)).toBe(true);
  });

  it('takes no notice of a folder that cannot be read', () => {
    expect(() => sweep(join(dir, 'nothing'))).not.toThrow();
  });
});
