/**
 * Agreement for all words: CBMC compares each helper of the kernel's headers with the library's, translated to C and with
 * the masks of the kernel at hand (probe/formulas.h).
 */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MiB } from '../../files/readWhole.ts';
import { runTool, toolSeconds } from '../../files/runTool.ts';
import { rangeError, shown } from '../../lib/base/errors.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { type BuiltProbe, findProbeDir } from '../headers/buildProbe.ts';
import type { ProbeHelper } from '../headers/probe.ts';
import { sharedHelpers } from '../sharedHelpers.ts';
import { argumentNames, cbmcSource, proofName } from './cbmcSource.ts';
import { withoutBody } from './cText.ts';

/** What CBMC says of one helper; `arguments` is an input on which the two sides differ. */
export type Proof =
  | { readonly helper: string; readonly verdict: 'proved' }
  | { readonly helper: string; readonly verdict: 'refuted'; readonly arguments: readonly bigint[] }
  | { readonly helper: string; readonly verdict: 'undecided'; readonly why: string };

/**
 * Proves or refutes each helper that both sides have, on the machine as it starts: 4 levels, no C-bit, a shadow-stack CPU.
 * @throws RangeError (ERR_PTE_INPUT) where CBMC does not run or cannot read the headers.
 */
export async function proveHelpers(
  built: BuiltProbe,
  k: Kernel,
  all: readonly ProbeHelper[],
  cbmc: string,
): Promise<readonly Proof[]> {
  const helpers = sharedHelpers(k, all);
  const file = join(built.workDir, 'prove.c');
  // Functions that CBMC cannot read lose their bodies. Every round takes one away at least, so there is a last one; a body
  // that a helper needs is missed in its proof, since CBMC lets a function without a body return anything.
  const until = Date.now() + toolSeconds(cbmcSeconds) * 1000;
  for (let source = await cbmcSource(built, k, helpers); ; ) {
    writeFileSync(file, source);
    const output = await runCbmc(cbmc, file);
    const unread = /CONVERSION ERROR|PARSING ERROR/.test(output) ? functionsIn(output) : [];
    if (unread.length === 0) return verdicts(helpers, output);
    const shorter = unread.reduce(withoutBody, source);
    if (shorter === source || Date.now() > until)
      throw rangeError(
        `expected headers that CBMC can read, got ones in which it cannot read ${unread.slice(0, 10).join(', ')}`,
        'ERR_PTE_INPUT',
      );
    source = shorter;
  }
}

const functionsIn = (output: string): string[] => [
  ...new Set([...output.matchAll(/function (\w+):?/g)].map(([, name = '']) => name)),
];

/** For one run of CBMC: a proof of all helpers takes minutes. */
const cbmcSeconds = 3600;

async function runCbmc(cbmc: string, file: string): Promise<string> {
  const inputs = [file, join(findProbeDir(), 'machine.c'), '--function', 'harness'];
  const options = '--object-bits 16 --no-standard-checks --trace --trace-hex --compact-trace'.split(' ');
  const { stdout, stderr } = await runTool(cbmc, [...inputs, ...options], {
    what: 'CBMC 6',
    advice: 'scripts/kernels/cbmc.sh sets it up',
    seconds: cbmcSeconds,
    most: 256 * MiB,
    env: { ...process.env, TMPDIR: dirname(file) },
  });
  return `${stdout}\n${stderr}`;
}

function verdicts(helpers: readonly ProbeHelper[], output: string): readonly Proof[] {
  if (!/\*\* Results|VERIFICATION/.test(output))
    throw rangeError(`expected results of CBMC, got ${shown(output.trim().split('\n').at(-1) ?? '')}`, 'ERR_PTE_INPUT');
  return helpers.map((helper) => verdict(helper, output));
}

function verdict({ name, arguments: kinds }: ProbeHelper, output: string): Proof {
  const line = `^\\[${proofName(name)}\\.assertion\\.\\d+\\].*: (SUCCESS|FAILURE|UNKNOWN|ERROR)$`;
  const result = new RegExp(line, 'm').exec(output)?.[1];
  if (result === 'SUCCESS') return { helper: name, verdict: 'proved' };
  if (result === 'FAILURE') return { helper: name, verdict: 'refuted', arguments: traced(output, name, kinds.length) };
  return { helper: name, verdict: 'undecided', why: result ?? 'CBMC says nothing of it' };
}

/** The arguments in the trace of a helper's counterexample. */
function traced(output: string, name: string, count: number): readonly bigint[] {
  const proof = proofName(name);
  const trace = output.split(`Trace for ${proof}.assertion`)[1]?.split('Trace for ')[0] ?? '';
  return argumentNames.slice(0, count).map((argument) => {
    const value = new RegExp(`${proof}::1::${argument}=(?:0x)?([0-9A-Fa-f]+)|\\b${argument}=(\\d+)u?l*`, 'g');
    const [, inHex, inDecimal] = [...trace.matchAll(value)].at(-1) ?? [];
    return inHex === undefined ? BigInt(inDecimal ?? 0) : BigInt(`0x${inHex}`);
  });
}
