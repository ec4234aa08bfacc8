/** What is no compiler, no runner and no .config: each ends in time, names its cause in one line, and leaves no folder. */
import { readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareKernel } from '../../crosscheck/compareKernel.ts';
import { proveHeaders } from '../../crosscheck/prove/proveHeaders.ts';
import { fakeHeaders, present, runnerThat } from '../support/fakeHeaders.ts';

const [fake, large] = [fakeHeaders(), fakeHeaders()];
const tmp = process.env.TMPDIR;
beforeEach(() => {
  process.env.TMPDIR = fake.temporary;
});
afterEach(() => {
  delete process.env.PTE_TOOL_SECONDS;
  if (tmp === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = tmp;
});
afterAll(() => {
  fake.remove();
  large.remove();
});

const settings = { headers: fake.headers, count: 100, seed: 1, variants: false };
const compare = (compiler: string, more = {}) => compareKernel({ ...settings, compiler, ...more });

/** The message with which something fails: one line, and nothing in it moves a cursor; no folder stays. */
async function failure(run: () => Promise<unknown>): Promise<string> {
  const error = await run().then(
    () => new Error('expected a failure, got none'),
    (thrown: Error) => thrown,
  );
  expect(error).toHaveProperty('code', expect.stringMatching(/^ERR_PTE_/));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(error.message).not.toMatch(/[\0-\x1f\x7f-\x9f]/);
  expect(readdirSync(fake.temporary)).toEqual([]);
  return error.message;
}
const failing = (name: string, script: string) => failure(() => compare(fake.compiler(name, script)));
const failingRunner = (name: string, runner: string) => failure(() => compare(fake.compilerOf(name, runner)));

describe('a compiler', () => {
  it('that never ends is ended', async () => {
    process.env.PTE_TOOL_SECONDS = '1';
    expect(await failing('cc-sleeps', 'sleep 1000')).toContain(
      'expected a C compiler that ends within 1 seconds, got ',
    );
  });

  it('that prints without end is ended', async () => {
    expect(await failing('cc-prints', 'yes >&2')).toContain('that prints at most 67,108,864 bytes');
  });

  it.each([
    ['', 'expected a C compiler, got an empty name'],
    ['no-such-cc', 'expected a C compiler, got no-such-cc (not found): install gcc'],
    ['/', 'expected a C compiler, got / (EACCES)'],
    ['true', 'expected a C compiler that tells where its headers are (-print-file-name=include), got true'],
    ['echo', 'expected a C compiler that tells where its headers are (-print-file-name=include), got echo'],
  ])('that is none is named: %j', async (compiler, message) => {
    expect(await failure(() => compare(compiler))).toContain(message);
  });

  it('that makes nothing is named', async () => {
    expect(await failing('cc-idle', ':')).toContain('expected a C compiler that writes what it compiles');
  });

  it.each([
    [
      'the assembler',
      "x.s: Assembler messages:\nx.s:3: Error: no such instruction: 'foo'",
      "Error: no such instruction: 'foo'",
    ],
    ['the compiler', 'a.h:1:2: error: expected identifier\n1 error generated', 'a.h:1:2: error: expected identifier'],
    ['the linker', 'ld: cannot find -lc\ncollect2: error: ld returned 1 exit status', 'ld: cannot find -lc'],
    ['nobody knows', 'something is wrong', 'something is wrong'],
    ['nobody', '', 'no message (the compiler ended with status 1)'],
    [
      'a terminal’s enemy',
      'a.h:1: error: \u001b]0;x\u0007\u009b\u202e',
      'a.h:1: error: \\u001b]0;x\\u0007\\u009b\\u202e',
    ],
    [
      'a full disk',
      'ld: final link failed: No space left on device\ncollect2: error: ld returned 1',
      'got a full disk: TMPDIR names another folder',
    ],
  ])('that fails tells what %s says', async (name, said, message) => {
    const text = fake.write(`said-${name}`, said);
    const script = `case "$*" in *-fsyntax-only*) ;; *) cat '${text}' >&2; exit 1;; esac`;
    expect(await failing('cc-fails', script)).toContain(message);
  });
});

describe('a runner', () => {
  const header = (bytes: string) => `#!/bin/sh\nprintf '${bytes}'\nexec sleep 1000\n`;

  it('that says nothing is ended', async () => {
    process.env.PTE_TOOL_SECONDS = '1';
    expect(await failingRunner('cc-mute', '#!/bin/sh\nexec sleep 1000\n')).toContain('no answer within 1 seconds');
  });

  it.each([
    ['2 GiB', '\\0\\0\\0\\200\\0\\0\\0\\0', 'an answer of 2147483648 bytes, where at most 1048576 can be'],
    ['2^64-1 bytes', '\\377\\377\\377\\377\\377\\377\\377\\377', 'an answer of 18446744073709551615 bytes'],
    ['less than it sends', '\\1\\0\\0\\0\\0\\0\\0\\0abc', 'more bytes than it announced'],
    [
      'a table that is none',
      '\\5\\0\\0\\0\\0\\0\\0\\0ab\\033cd',
      'expected a probe that tells what it has, got "ab\\u001bcd"',
    ],
    ['no helpers', '\\0\\0\\0\\0\\0\\0\\0\\0', 'expected a probe with helpers, got one with none'],
  ])('that announces %s is refused', async (_, bytes, message) => {
    expect(await failingRunner('cc-announces', header(bytes))).toContain(message);
  });

  it('that complains is heard, and cannot move the cursor', async () => {
    const runner = "#!/bin/sh\nprintf 'no\\033[31m' >&2\nexit 1\n";
    expect(await failingRunner('cc-complains', runner)).toContain('got one that ended: no\\u001b[31m');
  });

  it('that cannot start is named', async () => {
    expect(await failingRunner('cc-broken', '#!/no/such/shell\n')).toContain('ENOENT');
  });
});

describe('what is compared', () => {
  const cc = () => fake.compilerOf('cc-present', runnerThat(present));

  it('is counted where it is compared', async () => {
    const report = await compare(cc());
    expect(report.cases.map(({ helpers }) => helpers)).toEqual(
      report.cases.map((_, i) => [{ helper: 'pte_present', verdict: 'agree', inputs: i === 0 ? 100 : 1 }]),
    );
    expect(readdirSync(fake.temporary)).toEqual([]);
  });

  it('is something: no inputs and no helpers in common are errors', async () => {
    expect(await failure(() => compare(cc(), { count: 0 }))).toBe('expected a count of inputs from 1, got 0');
    const other = fake.compilerOf('cc-other', runnerThat(present).replace('pte_present', 'pte_nonesuch'));
    expect(await failure(() => compare(other))).toContain('expected helpers that 6.12.107 and the headers both have');
  });
});

describe('a .config', () => {
  it('is read before anything is compiled', async () => {
    const never = fake.compiler('cc-never', `: > '${join(fake.dir, 'ran')}'; exit 1`);
    const message = 'expected line 1 of the .config to be CONFIG_NAME=value or a comment, got "root:x:0:0"';
    expect(await failure(() => compare(never, { dotConfig: 'root:x:0:0\n' }))).toBe(message);
    const prove = { headers: fake.headers, dotConfig: 'root:x:0:0\n', cbmc: 'cbmc' };
    expect(await failure(() => proveHeaders(prove))).toBe(message);
    expect(readdirSync(fake.dir)).not.toContain('ran');
  });

  it('of the headers has a limit', async () => {
    truncateSync(join(large.headers, 'include/generated/autoconf.h'), 600 << 20);
    const message = await failure(() => compare('true', { headers: large.headers }));
    expect(message).toContain('expected a file of kernel headers of at most 16,777,216 bytes');
  });
});
