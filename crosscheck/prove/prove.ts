/**
 * Agreement for all words: CBMC compares each helper of the kernel's headers with the library's, translated to C and with
 * the masks of the kernel at hand (probe/formulas.h).
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rangeError } from '../../lib/base/errors.ts';
import { protectionMap } from '../../lib/helpers/pgtable.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { maskIds, typeIds } from '../../spec/layoutIds.ts';
import { vmFlagBits } from '../../spec/present.ts';
import { tables } from '../../spec/tables.ts';
import { type BuiltProbe, compilerArguments, findProbeDir } from '../headers/buildProbe.ts';
import type { ProbeHelper } from '../headers/probe.ts';
import { hasHelper, ourName } from '../ourHelpers.ts';

export type Proof =
  | { readonly helper: string; readonly verdict: 'proved' }
  | { readonly helper: string; readonly verdict: 'refuted'; readonly arguments: readonly bigint[] }
  | { readonly helper: string; readonly verdict: 'undecided'; readonly why: string };

/** Arguments that callers keep within a range; all others are any 64 bits. */
const usualRanges: Readonly<Record<string, string>> = {
  type: '%s < 32',
  index: '%s < 16',
  count: '%s <= 0x7fffffff',
  marker: '%s < 256',
};

/** Makers that take a struct page get it from its number: of a page that there can be, 52 bits of address. */
const physicalPfn = '%s < (1ULL << 40)';

const word = (value: bigint): string => `0x${value.toString(16)}ULL`;
const names = ['a', 'b', 'c'];

/** The masks of a kernel by the names that the formulas use. */
function masksOf(k: Kernel): string {
  const masks = k.mask as unknown as Readonly<Record<string, bigint>>;
  const ids = [...new Set([...maskIds, ...Object.keys(masks)])];
  const vm = [...new Set(vmFlagBits.map((row) => row.id))];
  const behaviours = [...new Set(tables.behaviours.map((row) => row.id))];
  const protections = Array.from({ length: 16 }, (_, i) => word(protectionMap(k, i)));
  return [
    '#define NO_TYPE 64ULL',
    ...ids.map((id) => `#define M_${id} ${word(masks[id] ?? 0n)}`),
    ...vm.map((id) => `#define V_${id} ${word(k.vm[id])}`),
    ...typeIds.map((id) => `#define T_${id} ${k.type[id] === undefined ? 'NO_TYPE' : `${k.type[id]}ULL`}`),
    ...behaviours.map((id) => `#define D_${id} ${k.does(id) ? 1 : 0}`),
    `static const u64 kernel_protections[16] = { ${protections.join(', ')} };`,
  ].join('\n');
}

function harnessOf(helpers: readonly ProbeHelper[]): string {
  const one = ({ name, arguments: kinds }: ProbeHelper) => {
    const ranges = name.startsWith('make_') ? { ...usualRanges, pfn: physicalPfn } : usualRanges;
    const assumed = kinds.flatMap((kind, i) =>
      ranges[kind] ? [`__CPROVER_assume(${ranges[kind].replace('%s', names[i] as string)});`] : [],
    );
    const given = kinds.map((_, i) => names[i]).join(', ');
    return `static void prove_${name}(void) { u64 a = nondet_u64(), b = nondet_u64(), c = nondet_u64(); ${assumed.join(' ')}
  u64 kernels = probe_${name}(a, b, c), ours = ${ourName(name)}(${given});
  __CPROVER_assert(kernels == ours, "${name}"); }`;
  };
  return `u64 nondet_u64(void);\n${helpers.map(one).join('\n')}\nvoid harness(void) {\n${helpers.map((h) => `  prove_${h.name}();`).join('\n')}\n}\n`;
}

/** One C file for CBMC: the probe, preprocessed and without what its parser does not know, and the harness. */
function unitOf(built: BuiltProbe, k: Kernel, helpers: readonly ProbeHelper[]): string {
  const probeDir = findProbeDir();
  const args = compilerArguments(built.tree, 'gcc', built.workDir, probeDir);
  const made = spawnSync('gcc', [...args, '-E', '-P', '-D__CPROVER__', join(probeDir, 'probe.c')], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (made.status !== 0)
    throw rangeError(`expected headers that can be preprocessed, got: ${made.stderr.split('\n')[0]}`);
  const formulas = readFileSync(join(probeDir, 'formulas.h'), 'utf8');
  return [plainC(made.stdout), expanded(`${masksOf(k)}\n${formulas}\n${harnessOf(helpers)}`)].join('\n');
}

/** The preprocessor's work on our own part, which needs none of the kernel's. */
function expanded(text: string): string {
  const made = spawnSync('gcc', ['-E', '-P', '-'], { input: text, encoding: 'utf8', maxBuffer: 1 << 26 });
  return made.stdout;
}

const plainC = (text: string): string =>
  text
    .replace(/__auto_type\s+(\w+)\s*=\s*([^;]*);/g, (_, name, value) => `__typeof__(${value}) ${name} = ${value};`)
    .replace(staticAssert, ';');
const staticAssert =
  /_Static_assert\s*\((?:[^()"]|"(?:[^"\\]|\\.)*"|\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\))*\)\s*;/g;

/** The text without the body of a function: its last definition becomes a declaration. */
function withoutBody(text: string, name: string): string {
  for (const found of text.matchAll(new RegExp(`\\b${name}\\s*\\(`, 'g'))) {
    const afterArguments = matching(text, found.index + found[0].length, '(', ')');
    const attributes = /^\s*(?:__attribute__\s*\(\([\s\S]*?\)\)\s*)*/.exec(
      text.slice(afterArguments, afterArguments + 2000),
    );
    const at = afterArguments + (attributes?.[0].length ?? 0);
    if (text[at] === '{') return `${text.slice(0, at)};${text.slice(matching(text, at + 1, '{', '}'))}`;
  }
  return text;
}

function matching(text: string, from: number, open: string, close: string): number {
  let depth = 1;
  let at = from;
  for (; depth > 0 && at < text.length; at++) {
    if (text[at] === open) depth++;
    else if (text[at] === close) depth--;
  }
  return at;
}

const conversionRounds = 80;

/**
 * Proves or refutes each helper that both sides have, on the machine as it starts: 4 levels, no C-bit, a shadow-stack CPU.
 * @throws RangeError (ERR_PTE_INPUT) where CBMC does not run.
 */
export function prove(built: BuiltProbe, k: Kernel, all: readonly ProbeHelper[], cbmc: string): readonly Proof[] {
  const helpers = all.filter((h) => hasHelper(k, h.name));
  const file = join(built.workDir, 'prove.c');
  const machine = join(findProbeDir(), 'machine.c');
  let unit = unitOf(built, k, helpers);
  for (let round = 0; round < conversionRounds; round++) {
    writeFileSync(file, unit);
    const output = runCbmc(cbmc, [
      file,
      machine,
      '--function',
      'harness',
      '--object-bits',
      '16',
      '--no-standard-checks',
      '--trace',
      '--trace-hex',
      '--compact-trace',
    ]);
    const unknown = /CONVERSION ERROR|PARSING ERROR/.test(output) ? functionsIn(output) : [];
    if (unknown.length === 0) return verdicts(helpers, output);
    unit = unknown.reduce(withoutBody, unit);
  }
  throw rangeError('expected headers that CBMC can read, got ones that it cannot', 'ERR_PTE_INPUT');
}

const functionsIn = (output: string): string[] => [
  ...new Set([...output.matchAll(/function (\w+):?/g)].map((m) => m[1] as string)),
];

function runCbmc(cbmc: string, args: readonly string[]): string {
  const { error, stdout, stderr } = spawnSync(cbmc, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (error)
    throw rangeError(`expected CBMC 6, got no ${cbmc} (${error.message}): scripts/cbmc.sh sets it up`, 'ERR_PTE_INPUT');
  return `${stdout}\n${stderr}`;
}

function verdicts(helpers: readonly ProbeHelper[], output: string): readonly Proof[] {
  if (!/\*\* Results|VERIFICATION/.test(output))
    throw rangeError(`expected results of CBMC, got: ${output.trim().split('\n').at(-1)}`, 'ERR_PTE_INPUT');
  return helpers.map(({ name, arguments: kinds }): Proof => {
    const result = new RegExp(`^\\[prove_${name}\\.assertion\\.\\d+\\].*: (SUCCESS|FAILURE|UNKNOWN|ERROR)$`, 'm').exec(
      output,
    )?.[1];
    if (result === 'SUCCESS') return { helper: name, verdict: 'proved' };
    if (result === 'FAILURE')
      return { helper: name, verdict: 'refuted', arguments: traced(output, name, kinds.length) };
    return { helper: name, verdict: 'undecided', why: result ?? 'CBMC says nothing of it' };
  });
}

/** The arguments in the trace of a helper's counterexample. */
function traced(output: string, name: string, count: number): readonly bigint[] {
  const trace = output.split(`Trace for prove_${name}.assertion`)[1]?.split('Trace for ')[0] ?? '';
  return names.slice(0, count).map((arg) => {
    const values = [
      ...trace.matchAll(new RegExp(`prove_${name}::1::${arg}=(?:0x)?([0-9A-Fa-f]+)|\\b${arg}=(\\d+)u?l*`, 'g')),
    ];
    const last = values.at(-1);
    if (!last) return 0n;
    return last[1] === undefined ? BigInt(last[2] as string) : BigInt(`0x${last[1]}`);
  });
}
