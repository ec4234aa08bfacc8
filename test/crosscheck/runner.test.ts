/** The process in which headers run, alone: it ends by itself, whatever they do. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProbeDir } from '../../crosscheck/headers/buildProbe.ts';
import { hasTool } from '../support/tools.ts';

const dir = mkdtempSync(join(tmpdir(), 'pte-runner-'));
afterAll(() => rmSync(dir, { recursive: true }));
const runner = join(dir, 'runner');
const cc = (...args: readonly string[]) => expect(spawnSync('cc', args, { encoding: 'utf8' }).stderr).toBe('');

/** An object with one helper, and what else it does. */
function objectThat(does: string, helper = 'return a;'): string {
  const [source, object] = [join(dir, 'object.c'), join(dir, 'object.so')];
  writeFileSync(
    source,
    `#include "abi.h"
     #include <unistd.h>
     static probe_u64 helper(probe_u64 a, probe_u64 b, probe_u64 c) { ${helper} }
     static const struct probe_helper helpers[] = { { "helper", "word", "word", helper }, { 0 } };
     static const struct probe_constant constants[] = { { 0 } };
     static const struct probe_setting settings[] = { { 0 } };
     static const struct probe_tables tables = { helpers, constants, settings };
     const struct probe_tables *probe_tables(void) { return &tables; }
     ${does}`,
  );
  cc('-w', '-shared', '-fPIC', '-iquote', findProbeDir(), '-o', object, source);
  return object;
}

/** One request: a helper on one word. */
const request = Buffer.from(BigUint64Array.of(1n, 0n, 1n, 7n).buffer);
const run = (object: string, input = request) => spawnSync(runner, [object, '1'], { input });

describe.skipIf(!hasTool('cc'))('the runner', () => {
  beforeAll(() => cc('-Wall', '-Wextra', '-Werror', '-O2', join(findProbeDir(), 'runner.c'), '-ldl', '-o', runner));

  it('answers, and ends with its input', () => {
    const { status, stdout } = run(objectThat(''));
    expect(status).toBe(0);
    expect(stdout).toEqual(Buffer.from(BigUint64Array.of(8n, 7n).buffer));
  });

  it.each([
    ['a constructor', '__attribute__((constructor)) static void hang(void) { for (;;) pause(); }', 'return a;'],
    ['a helper', '', 'for (;;) pause();'],
  ])('ends where %s never does', (_, does, helper) => {
    expect(run(objectThat(does, helper)).signal).toBe('SIGALRM');
  });

  it('ends though its alarm was ignored by who started it', () => {
    const object = objectThat('__attribute__((constructor)) static void hang(void) { for (;;) pause(); }');
    const { signal, status } = spawnSync('sh', ['-c', `trap '' ALRM; exec '${runner}' '${object}' 1`]);
    expect([signal, status]).toEqual(['SIGALRM', null]);
  });

  it('does not wait for a destructor', () => {
    const { status } = run(objectThat('__attribute__((destructor)) static void hang(void) { for (;;) pause(); }'));
    expect(status).toBe(0);
  });
});
