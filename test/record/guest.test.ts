import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { watchedFunctions } from '../../lib/replay/watchedFunctions.ts';
import { messageFrom } from '../../record/guestMessage.ts';
import { guestSources } from '../../record/qemu.ts';
import { wantedSymbols } from '../../record/recorder.ts';
import { hasTool } from '../support/tools.ts';

const record = fileURLToPath(new URL('../../record/', import.meta.url));
const guest = join(record, 'guest');
const warnings = ['-std=gnu17', '-Wall', '-Wextra', '-Wshadow', '-Wstrict-prototypes', '-Werror'];

describe.skipIf(!hasTool('cc'))('the program in the machine', () => {
  it('is made of every source in its folder, and compiles without a warning', () => {
    const sources = guestSources();
    expect(sources.map((file) => basename(file))).toEqual(expect.arrayContaining(['main.c', 'channel.c', 'walk.c']));
    expect(sources).toHaveLength(readdirSync(guest).filter((name) => name.endsWith('.c')).length);
    expect(spawnSync('cc', [...warnings, '-fsyntax-only', ...sources], { encoding: 'utf8' }).stderr).toBe('');
  });

  it('has a header for each source, and no circle of headers', () => {
    const includes = (file: string) =>
      [...readFileSync(join(guest, file), 'utf8').matchAll(/^#include "(.+)"/gm)].map(([, name]) => name as string);
    const headers = readdirSync(guest).filter((name) => name.endsWith('.h'));
    const sources = guestSources().map((file) => basename(file, '.c'));
    expect(headers).toEqual(sources.filter((name) => name !== 'main').map((name) => `${name}.h`));
    const reached = (file: string, seen: readonly string[] = []): readonly string[] =>
      includes(file).flatMap((name) => [name, ...(seen.includes(name) ? [] : reached(name, [...seen, name]))]);
    for (const header of headers) expect(reached(header)).not.toContain(header);
  });
});

describe.skipIf(!hasTool('cc'))('a record of the program', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pte-guest-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read as what was done, at the address where it was done, with what this kernel says of the page', () => {
    const program = `
      #include "channel.c"
      #include <sys/mman.h>
      int main(void) {
          char* const page = mmap(NULL, page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
          *page = 1;
          record((struct operation){"mprotect", "rw", "anon", true}, "a life", (uintptr_t)page, "%d a %s", 7, "step");
          printf("%p\\n%s", (void*)page, shown.text);
      }`;
    writeFileSync(join(folder, 'say.c'), program);
    const built = spawnSync('cc', ['-I', guest, '-o', join(folder, 'say'), join(folder, 'say.c')], {
      encoding: 'utf8',
    });
    expect(built.stderr).toBe('');
    const [address = '', ...text] = spawnSync(join(folder, 'say'), { encoding: 'utf8' }).stdout.split('\n');
    const message = messageFrom(text.join('\n'));
    expect(message).toMatchObject({
      what: 'record',
      scenario: 'a life',
      step: '7 a step',
      operation: { name: 'mprotect', word: 'rw', mapping: 'anon', child: true },
      vaddr: BigInt(address),
      vmflags: expect.arrayContaining(['rd', 'wr', 'mr', 'mw', 'me']),
    });
    // Bit 63 of a pagemap word: the page is in memory (Documentation/admin-guide/mm/pagemap.rst)
    expect(message).toHaveProperty(
      'pagemap',
      expect.toSatisfy((word: bigint) => word >> 63n === 1n),
    );
  });
});

describe('the list of watched functions', () => {
  it('is one: neither the program nor the recorder has a name of it', () => {
    const files = readdirSync(record, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(c|h|ts)$/.test(name));
    expect(files.length).toBeGreaterThan(20);
    const text = files.map((name) => readFileSync(join(record, name), 'utf8')).join();
    for (const { name } of watchedFunctions) expect(text).not.toContain(name);
  });

  it('goes to the program on the kernel’s command line, which has room for 32 arguments', () => {
    expect(wantedSymbols).toEqual([...watchedFunctions.map(({ name }) => name), 'page_offset_base']);
    // init/main.c: CONFIG_INIT_ENV_ARG_LIMIT, 32 unless set. The program, words of the boot code, then ours come first
    const [program, boot, ours] = [1, 3, 3];
    expect(program + boot + ours + wantedSymbols.length).toBeLessThanOrEqual(32);
    expect(wantedSymbols.filter((name) => !/^\w+$/.test(name))).toEqual([]);
  });
});
