/** A tree that looks like a kernel's headers, and programs in the place of a compiler: nothing of a kernel is compiled. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder with `headers`, a compiler's own headers, and a folder for temporary files. */
export interface FakeHeaders {
  readonly dir: string;
  readonly headers: string;
  /** Empty until something makes a temporary folder there. */
  readonly temporary: string;
  /** Writes a file; the result is its path. */
  write(name: string, text: string, mode?: number): string;
  /** An executable that does this in sh, once it has told where its headers are. `$out` is the file to make. */
  compiler(name: string, script: string): string;
  /** An executable that is a compiler whose runner does this. */
  compilerOf(name: string, runner: string): string;
  remove(): void;
}

/** Makes one. */
export function fakeHeaders(): FakeHeaders {
  const dir = mkdtempSync(join(tmpdir(), 'pte-fake-'));
  const write = (name: string, text: string, mode = 0o644): string => {
    const path = join(dir, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };
  write('headers/Makefile', 'VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 107\n');
  write('headers/include/generated/autoconf.h', '#define CONFIG_X86_64 1\n');
  write('headers/include/linux/mm.h', '');
  write('headers/arch/x86/include/asm/pgtable.h', '');
  write('own/stdarg.h', '');
  mkdirSync(join(dir, 'temporary'));
  const compiler = (name: string, script: string) =>
    write(
      name,
      `#!/bin/sh
for word in "$@"; do out=$word; done
case "$*" in *-print-file-name*) echo '${join(dir, 'own')}'; exit;; esac
${script}\n`,
      0o755,
    );
  return {
    dir,
    headers: join(dir, 'headers'),
    temporary: join(dir, 'temporary'),
    write,
    compiler,
    compilerOf: (name, runner) =>
      compiler(
        name,
        `case "$*" in *-fsyntax-only*) ;; *runner.c*) cp '${write(`${name}.runner`, runner, 0o755)}' "$out";; *) : > "$out";; esac`,
      ),
    remove: () => rmSync(dir, { recursive: true }),
  };
}

/** A runner that has one helper and one constant, and answers about the helper as `answer`, an expression of `word`, says. */
export const runnerThat = (answer: string): string => `#!${process.execPath}
const say = (bytes) => {
  const header = Buffer.alloc(8);
  header.writeBigUInt64LE(BigInt(bytes.length));
  process.stdout.write(Buffer.concat([header, bytes]));
};
let held = Buffer.alloc(0);
process.stdin.on('data', (chunk) => {
  held = Buffer.concat([held, chunk]);
  while (held.length >= 24) {
    const count = Number(held.readBigUInt64LE(16));
    const size = 24 + (held.readBigUInt64LE(0) === 1n ? 8 * count : 0);
    if (held.length < size) return;
    const [operation, words] = [held.readBigUInt64LE(0), held.subarray(24, size)];
    held = held.subarray(size);
    if (operation === 0n) {
      const settings = ['encMask', 'sharedMask', 'pagingLevels', 'shadowStackCpu', 'migrationAd'];
      say(Buffer.from(['helper\\tpte_present\\tpte\\tbool', 'constant\\t_PAGE_PRESENT', ...settings.map((s) => 'setting\\t' + s)].join('\\n')));
    } else if (operation === 2n) say(Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]));
    else if (operation === 3n) say(Buffer.alloc(0));
    else {
      const answers = Buffer.alloc(words.length);
      for (let i = 0; i < count; i++) {
        const word = words.readBigUInt64LE(8 * i);
        answers.writeBigUInt64LE((${answer}) ? 1n : 0n, 8 * i);
      }
      say(answers);
    }
  }
});
`;

/** What pte_present() of 6.12 says: _PAGE_PRESENT or _PAGE_PROTNONE. */
export const present = '(word & 0x101n) !== 0n';
