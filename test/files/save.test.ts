/** The one writer: what was there is whole or as it was, and what is no regular file stays what it is. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { expectWritable, save } from '../../files/save.ts';

const root = mkdtempSync(join(tmpdir(), 'x86-pte-save-'));
let folder = root;
let turn = 0;
beforeEach(() => {
  folder = join(root, `${turn++}`);
  mkdirSync(folder);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);

describe('save()', () => {
  it('writes a new file and leaves nothing else', () => {
    save(at('a'), 'text');
    expect(readFileSync(at('a'), 'utf8')).toBe('text');
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it('keeps the permissions of the file that was there', () => {
    writeFileSync(at('a'), 'old');
    chmodSync(at('a'), 0o640);
    save(at('a'), 'new');
    expect(readFileSync(at('a'), 'utf8')).toBe('new');
    expect(statSync(at('a')).mode & 0o777).toBe(0o640);
  });

  it('goes through links, also to a file that is not there yet', () => {
    mkdirSync(at('far'));
    symlinkSync('far/target', at('second'));
    symlinkSync('second', at('first'));
    for (const text of ['one', 'two']) {
      save(at('first'), text);
      expect(readFileSync(at('far/target'), 'utf8')).toBe(text);
    }
    expect(lstatSync(at('first')).isSymbolicLink()).toBe(true);
    expect(lstatSync(at('second')).isSymbolicLink()).toBe(true);
  });

  it('leaves a file of its name with .new behind alone, and what a link of that name leads to', () => {
    writeFileSync(at('victim'), 'victim');
    symlinkSync('victim', at('a.new'));
    save(at('a'), 'text');
    expect(readFileSync(at('victim'), 'utf8')).toBe('victim');
    expect(lstatSync(at('a.new')).isSymbolicLink()).toBe(true);
  });

  it('writes to a FIFO, which stays one', () => {
    spawnSync('mkfifo', [at('pipe')]);
    const { stdout } = spawnSync('sh', [
      '-c',
      `cat '${at('pipe')}' & exec "$0" --input-type=module -e "$1" && wait`,
      process.execPath,
      saving(at('pipe')),
    ]);
    expect(stdout.toString()).toBe('through');
    expect(statSync(at('pipe')).isFIFO()).toBe(true);
  });

  it('writes to an open descriptor behind what it has', () => {
    const { status } = spawnSync('sh', [
      '-c',
      `(echo before; exec "$0" --input-type=module -e "$1") > '${at('out')}'`,
      process.execPath,
      saving('/dev/stdout'),
    ]);
    expect(status).toBe(0);
    expect(readFileSync(at('out'), 'utf8')).toBe('before\nthrough');
  });

  it('refuses a folder and a circle of links', () => {
    symlinkSync('circle', at('circle'));
    expect(() => save(folder, '')).toThrow(/expected a file to write, got the folder/);
    expect(() => save(at('circle'), '')).toThrow(/expected a path with at most 40 links/);
  });

  it('leaves all as it was where the disk is full', () => {
    writeFileSync(at('a'), 'old');
    // A limit on the size of files is a full disk to those who write one.
    const { status } = spawnSync('sh', [
      '-c',
      `trap '' XFSZ; ulimit -f 1; exec "$0" --input-type=module -e "$1"`,
      process.execPath,
      saving(at('a'), 1 << 20),
    ]);
    expect(status).toBe(1);
    expect(readFileSync(at('a'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a']);
  });
});

describe('expectWritable()', () => {
  it('throws for a folder that is not there, and leaves nothing in one that is', () => {
    expect(() => expectWritable(at('none/a'))).toThrow(/ENOENT/);
    expectWritable(at('a'));
    expect(readdirSync(folder)).toEqual([]);
  });

  it('does not wait for the reader of a FIFO', () => {
    spawnSync('mkfifo', [at('pipe')]);
    expectWritable(at('pipe'));
    expect(existsSync(at('pipe'))).toBe(true);
  });
});

/** A program that saves a text, or so many letters. */
const saving = (path: string, length?: number): string => {
  const text = length === undefined ? "'through'" : `'x'.repeat(${length})`;
  return `import(${JSON.stringify(join(process.cwd(), 'dist/files/save.js'))}).then(({ save }) => save(${JSON.stringify(path)}, ${text}))`;
};
