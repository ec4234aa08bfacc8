/** The translator of the proofs: what it writes for each shape of the library's code, and what it refuses. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { helperRows } from '../../crosscheck/headers/helperRows.ts';
import { fixedCount, inputs } from '../../crosscheck/inputs.ts';
import { ourAnswers, ourName } from '../../crosscheck/ourHelpers.ts';
import { maskDefinitions } from '../../crosscheck/prove/masks.ts';
import { translate } from '../../crosscheck/prove/translate.ts';
import { sharedHelpers } from '../../crosscheck/sharedHelpers.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { hasTool } from '../support/tools.ts';
import { root } from '../support/tree.ts';
import { whole } from '../support/whole.ts';

/** The functions of C for one module that is called lib/a.ts, beside others by their paths. */
function bodies(text: string, others: Readonly<Record<string, string>> = {}): string[] {
  const files: Readonly<Record<string, string>> = { 'lib/a.ts': text, ...others };
  const names = [...text.matchAll(/export (?:const|function) (\w+)/g)].map(([, name = '']) => name);
  const c = translate((file) => files[file] ?? '', ['lib/a.ts'], names);
  return [...c.matchAll(/^(?:#define.*|static[^{;]*\{[\s\S]*?^\})$/gm)].map(([body]) => body.replace(/\s+/g, ' '));
}

describe('a function of the library', () => {
  it.each([
    ['an expression', '(pte & k.mask.rw) !== 0n', '((pte & M_rw) != 0ULL)'],
    ['a complement and a shift', '~pte >> k.mask.pageShift', '((~pte) >> M_pageShift)'],
    ['what is cleared', 'pte & k.clear.nx', '(pte & (~M_nx))'],
    ['a choice', "k.does('moves') ? pte : 1n", '(D_moves ? pte : 1ULL)'],
    ['arithmetic in 64 bits', 'BigInt.asUintN(64, pte - 1n)', '((pte - 1ULL))'],
    ['a type that may be missing', 'k.type.hwpoison === undefined', '(T_hwpoison == NO_TYPE)'],
    ['a list, written out', "['a', 'b'].some((id) => k.type[id] === pte)", '((T_a == pte) || (T_b == pte))'],
    ['an empty list', '[].some((id) => id === pte)', '(0)'],
    [
      'a place in a list',
      "Math.max(0, ['a', 'b'].findIndex((id) => k.type[id] === pte))",
      '((T_a == pte) ? 0ULL : ((T_b == pte) ? 1ULL : 0ULL))',
    ],
    ['a protection by number', "k.prot[['A', 'B'][pte & 1n]]", '((const u64[]){ P_A, P_B })[(pte & 1ULL)]'],
  ])('becomes one of C: %s', (_, expression, c) => {
    const [body] = bodies(`export const f = (k: Kernel, pte: bigint) => ${expression};`);
    expect(body).toBe(`static u64 f(u64 pte) { return ${c}; }`);
  });

  it('keeps its constants and its early returns', () => {
    const text = `export function f(k: Kernel, a: bigint): bigint {
      const { read, write: w } = k.vm;
      if (a === 0n) return read;
      const both = a | w;
      return both;
    }`;
    expect(bodies(text)).toEqual([
      'static u64 f(u64 a) { if ((a == 0ULL)) return V_read; u64 both = (a | V_write); return both; }',
    ]);
  });

  it('adds a list up in a variable', () => {
    const text = `export const f = (k: Kernel, a: bigint) =>
      ['x', 'y'].reduce((sum, id) => ((a & k.vm[id]) !== 0n ? sum | k.mask[id] : sum), 0n);`;
    expect(bodies(text)).toEqual([
      'static u64 f(u64 a) { u64 sum = 0ULL; sum = (((a & V_x) != 0ULL) ? (sum | M_x) : sum); sum = (((a & V_y) != 0ULL) ? (sum | M_y) : sum); return sum; }',
    ]);
  });

  it('brings what it calls, out of other files too, under the name that it has there', () => {
    const text = `import { helper as h } from './b.ts';
      export const f = (k: Kernel, a: bigint) => h(k, a);
      export const g = h;`;
    const other =
      'export const helper = (_k: Kernel, a: bigint, add = 1n) => u64(a + add);\nconst u64 = (x: bigint) => BigInt.asUintN(64, x);';
    expect(bodies(text, { 'lib/b.ts': other })).toEqual([
      '#define g helper',
      'static u64 f(u64 a) { return helper(a, 1ULL); }',
      'static u64 helper(u64 a, u64 add) { return ((a + add)); }',
    ]);
  });

  it('takes words by their marks', () => {
    const text = 'export const f = (k: Kernel, a: Pte, b: SwpEntry, c: Pfn, d: Pgprot): Pte => a | b | c | d;';
    expect(bodies(text)).toEqual(['static u64 f(u64 a, u64 b, u64 c, u64 d) { return (((a | b) | c) | d); }']);
  });

  it('is written once for each name that it takes', () => {
    const text = `const is = (k: Kernel, a: bigint, ids: readonly TypeId[]) => ids.some((id) => k.type[id] === a);
      const both = ['x', 'y'] as const;
      export const f = (k: Kernel, a: bigint) => is(k, a, both) || is(k, a, ['x']);`;
    expect(bodies(text)).toEqual([
      'static u64 f(u64 a) { return (is_x_y(a) || is_x(a)); }',
      'static u64 is_x(u64 a) { return ((T_x == a)); }',
      'static u64 is_x_y(u64 a) { return ((T_x == a) || (T_y == a)); }',
    ]);
  });

  it.each([
    ['a % b', 'expected an operator of C, got a % b'],
    ['``', 'expected an expression over words'],
    ['other(k, a)', 'expected a name that a module declares, got other'],
    ['k.name', 'expected a mask of the kernel, got k.name'],
    ["['x']", 'expected an expression over words'],
    ["['x'].findIndex((id) => k.type[id] === a)", 'expected some(), reduce(), or Math.max'],
    ['{ for (;;) {} }', 'expected a return, a constant, or an if that returns'],
    ['{ if (a === 0n) { return b; } return a; }', 'expected a return of a word'],
  ])('is refused where C has no such thing: %s', (body, message) => {
    expect(() => bodies(`export const f = (k: Kernel, a: bigint, b: bigint) => ${body};`)).toThrow(message);
  });

  it('is refused where two files have one of its name', () => {
    const other =
      'const own = (k: Kernel, a: bigint) => a | 1n;\nexport const g = (k: Kernel, a: bigint) => own(k, a);';
    const text = `import { g as other } from './b.ts';
      const own = (k: Kernel, a: bigint) => a;
      export const f = (k: Kernel, a: bigint) => own(k, a) | other(k, a);`;
    expect(() => bodies(text, { 'lib/b.ts': other })).toThrow(
      'expected one function of each name, got own of lib/a.ts and lib/b.ts',
    );
  });
});

describe.skipIf(!hasTool('cc'))('probe/formulas.h', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pte-formulas-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** A program that reads a column for each argument and writes a column of results, for each helper in turn. */
  const program = (
    definitions: string,
    helpers: readonly { name: string; arguments: readonly string[] }[],
    count: number,
  ) => `
#include <stdio.h>
typedef unsigned long long u64;
${definitions}
${readFileSync(join(root, 'crosscheck/probe/formulas.h'), 'utf8')}
static u64 in[3][${count}], out[${count}];
int main(void) {
${helpers
  .map(({ name, arguments: kinds }) => {
    const given = kinds.map((_, i) => `in[${i}][i]`).join(', ');
    return `  for (int c = 0; c < ${kinds.length}; c++) if (fread(in[c], 8, ${count}, stdin) != ${count}) return 1;
  for (int i = 0; i < ${count}; i++) out[i] = ${ourName(name)}(${given});
  fwrite(out, 8, ${count}, stdout);`;
  })
  .join('\n')}
}`;

  const configured = [
    ['5.10', {}],
    ['6.1', { migration: false }],
    ['7.3', { pagingLevels: 5, encMask: 1n << 47n }],
  ] as const;
  it.each(whole ? configured : configured.slice(-1))(
    'says what the library says, compiled with the masks of %s %o',
    (version, config) => {
      const k = kernel(version, config);
      const names = new Map(helperRows(join(root, 'crosscheck/probe')).map((row) => [row.name, row]));
      const helpers = sharedHelpers(k, [...names.values()]).filter((h) => h.arguments.length > 0);
      expect(helpers.length).toBeGreaterThan(100);
      const count = 4 * fixedCount;
      const columns = helpers.map((h) => inputs(h.arguments, 1, 0, count));
      const [source, executable] = [join(folder, `${version}.c`), join(folder, version)];
      writeFileSync(source, program(maskDefinitions(k), helpers, count));
      const built = spawnSync('cc', ['-O0', '-w', source, '-o', executable], { encoding: 'utf8' });
      expect(built.stderr).toBe('');
      const input = Buffer.concat(columns.flat().map((column) => new Uint8Array(column.buffer)));
      const { stdout } = spawnSync(executable, { input, maxBuffer: 1 << 28 });
      helpers.forEach(({ name, arguments: kinds }, h) => {
        const answers = new BigUint64Array(new Uint8Array(stdout.subarray(h * 8 * count, (h + 1) * 8 * count)).buffer);
        const ours = ourAnswers(k, name, kinds, columns[h] ?? []) ?? [];
        const at = answers.findIndex((answer, i) => answer !== ours[i]);
        expect([ours.length, at, ours[at]], name).toEqual([answers.length, -1, answers[at]]);
      });
    },
  );
});
