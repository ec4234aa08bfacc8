/** The C file that CBMC takes: a kernel's helpers out of its headers, the library's beside them, and what is asserted of both. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MiB } from '../../files/readWhole.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { type BuiltProbe, compilerArguments, findProbeDir } from '../headers/buildProbe.ts';
import { type Compiled, compile, doesNotCompile, expectCompiler } from '../headers/compiler.ts';
import type { ProbeHelper } from '../headers/probe.ts';
import { ourName } from '../ourHelpers.ts';
import { plainC } from './cText.ts';
import { maskDefinitions } from './masks.ts';

/** Arguments that callers keep within a range; all others are any 64 bits. */
const usualRanges: Readonly<Record<string, string>> = {
  type: '< 32',
  index: '< 16',
  count: '<= 0x7fffffff',
  marker: '< 256',
};

/** Makers that take a struct page get it from its number: of a page that there can be, 52 bits of address. */
const makerRanges: Readonly<Record<string, string>> = { ...usualRanges, pfn: '< (1ULL << 40)' };

/** The arguments of a helper, by their places. */
export const argumentNames = ['a', 'b', 'c'] as const;

/** The name of the function that asserts one helper's agreement; CBMC's verdicts have it. */
export const proofName = (helper: string): string => `prove_${helper}`;

function proofOf({ name, arguments: kinds }: ProbeHelper): string {
  const ranges = name.startsWith('make_') ? makerRanges : usualRanges;
  const given = argumentNames.slice(0, kinds.length);
  const assumed = given.flatMap((argument, i) => {
    const range = ranges[kinds[i] ?? ''];
    return range === undefined ? [] : [`__CPROVER_assume(${argument} ${range});`];
  });
  return `static void ${proofName(name)}(void) { u64 a = nondet_u64(), b = nondet_u64(), c = nondet_u64(); ${assumed.join(' ')}
  u64 kernels = probe_${name}(a, b, c), ours = ${ourName(name)}(${given.join(', ')});
  __CPROVER_assert(kernels == ours, "${name}"); }`;
}

/** The function `harness`, which asserts the agreement of all these helpers. */
export const harness = (helpers: readonly ProbeHelper[]): string => `u64 nondet_u64(void);
${helpers.map(proofOf).join('\n')}
void harness(void) {
${helpers.map((h) => `  ${proofName(h.name)}();`).join('\n')}
}
`;

/** One C file: the probe, preprocessed and in C that CBMC's parser knows, and the harness. */
export async function cbmcSource(built: BuiltProbe, k: Kernel, helpers: readonly ProbeHelper[]): Promise<string> {
  const { tree, workDir } = built;
  const probeDir = findProbeDir();
  const formulas = readFileSync(join(probeDir, 'formulas.h'), 'utf8');
  const includes = await expectCompiler(preprocessor, workDir);
  const probe = [...compilerArguments(tree, includes, workDir, probeDir), '-D__CPROVER__', join(probeDir, 'probe.c')];
  const kernels = await preprocessed(probe, { release: tree.release, workDir });
  // Our own part is preprocessed by itself, without the macros of the kernel.
  const ours = `${maskDefinitions(k)}\n${formulas}\n${harness(helpers)}`;
  return `${plainC(kernels)}\n${await preprocessed(['-'], { release: 'x86-pte', workDir }, ours)}`;
}

const preprocessor = 'gcc';
/** Of what the preprocessor prints: headers of a kernel come to a few million bytes. */
const mostC = 64 * MiB;

async function preprocessed(args: readonly string[], source: Compiled, input?: string): Promise<string> {
  const options = { most: mostC, ...(input !== undefined && { input }) };
  const made = await compile(preprocessor, ['-E', '-P', ...args], source.workDir, options);
  if (!made.ok) throw doesNotCompile(source, made);
  return made.stdout.toString();
}
