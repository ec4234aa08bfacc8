/** A kernel's headers against the library: constants and helpers, on several machines and with each option the other way. */
import { rangeError } from '../lib/base/errors.ts';
import * as library from '../lib/index.ts';
import type { Config } from '../lib/kernel/config.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import { kernelFromConfig } from '../lib/kernel/kernelFromConfig.ts';
import { type CrosscheckCase, caseAgrees, compareCase, comparisonsOf, usualMachine } from './compareCase.ts';
import type { BuiltProbe } from './headers/buildProbe.ts';
import { configText, findKernelTree, type KernelTree } from './headers/kernelTree.ts';
import type { Probe, ProbeMachine } from './headers/probe.ts';
import type { Lacking } from './headers/probeRows.ts';
import { buildOptions, type Variant } from './headers/variants.ts';
import { withProbe } from './headers/withProbe.ts';
import { knownOnly } from './news.ts';
import { constantsOf } from './ourConstants.ts';
import { hasHelper, ourName } from './ourHelpers.ts';
import { sharedHelpers } from './sharedHelpers.ts';

/** What to compare, and how thoroughly. */
export interface CrosscheckSettings {
  readonly headers: string;
  /** The text of a .config to use instead of the one that the headers were built with. */
  readonly dotConfig?: string;
  /** The kernel to compare with; the headers' own when left out. */
  readonly kernel?: string;
  /** A source tree of the same series, for the helpers outside the headers. */
  readonly source?: string;
  readonly compiler?: string;
  /** Inputs for each helper on the kernel as it is configured; other machines and options get a hundredth. */
  readonly count: number;
  readonly seed: number;
  /** Whether to compare once more for each option, with that option the other way. */
  readonly variants: boolean;
  /** Rows of the spec to leave out or to add, as `kernel()` takes them. */
  readonly without?: readonly string[];
  readonly backports?: readonly string[];
  readonly progress?: (text: string) => void;
}

/** What came of a cross-check. */
export interface CrosscheckReport {
  /** The seed and the number of random inputs, and whether other options were tried: what the same run takes again. */
  readonly asked: Pick<CrosscheckSettings, 'seed' | 'count' | 'variants'>;
  readonly tree: Pick<KernelTree, 'version' | 'release' | 'common' | 'generated'>;
  readonly kernel: string;
  readonly cases: readonly CrosscheckCase[];
  /** Helpers and constants that one side has and the other lacks, on the kernel as it is configured. */
  readonly onlyOurs: readonly string[];
  readonly onlyKernels: readonly string[];
  /** Those of onlyKernels that a row of spec/leftOut.ts names: the library leaves them out. */
  readonly expected: readonly string[];
  /** Those of both lists that no row names: a row of the spec may be missing, or have a wrong date. */
  readonly news: readonly string[];
  /** Helpers that live outside the headers, without a source tree to take them from. */
  readonly notChecked: readonly string[];
  readonly agree: boolean;
}

/** A machine to compare on, and the symbols of which a build needs one to run there. */
interface Machine {
  readonly differs: Partial<ProbeMachine>;
  readonly needs?: readonly string[];
}

const machines: Readonly<Record<string, Machine>> = {
  'as configured': { differs: {} },
  '5-level paging': { differs: { pagingLevels: 5 } },
  'SME C-bit 47': { differs: { encMask: 1n << 47n }, needs: ['AMD_MEM_ENCRYPT'] },
  'bit 47 of shared pages': { differs: { sharedMask: 1n << 47n }, needs: ['ARCH_HAS_CC_PLATFORM'] },
  'bit 51 of shared pages': { differs: { sharedMask: 1n << 51n }, needs: ['ARCH_HAS_CC_PLATFORM'] },
  'no shadow-stack CPU': { differs: { shadowStackCpu: false } },
  'migration entries without age': { differs: { migrationAd: false } },
};

/** Whether a build has one of some symbols. */
const hasOneOf = (config: string, symbols: readonly string[]) =>
  symbols.some((symbol) => new RegExp(`^CONFIG_${symbol}=[ym]$`, 'm').test(config));

/** The machines that kernels of a configuration run on: without memory encryption it has no C-bit to take out of an address. */
export const machinesOf = (config: string): readonly (readonly [name: string, differs: Partial<ProbeMachine>])[] =>
  Object.entries(machines)
    .filter(([, { needs }]) => !needs || hasOneOf(config, needs))
    .map(([name, { differs }]) => [name, differs]);

/** The kernel of the library to compare with, with some options given. */
type Ours = (extra: Partial<Config>) => Kernel;

/** Runs the whole check. @throws RangeError (ERR_PTE_INPUT) where it cannot run, and where there is nothing to compare. */
export async function compareKernel(settings: CrosscheckSettings): Promise<CrosscheckReport> {
  if (!(settings.count >= 1)) throw bad(`expected a count of inputs from 1, got ${settings.count}`);
  const tree = findKernelTree(settings.headers);
  const config = configText(tree, settings.dotConfig);
  const rows = { backports: settings.backports ?? [], without: settings.without ?? [] };
  const ours: Ours = (extra) => kernelFromConfig(settings.kernel ?? tree.version, config, { ...rows, ...extra });
  const base = ours(usualMachine); // a .config or a kernel that cannot be is an error before anything is compiled

  return withOption(tree, settings, {}, async (probe, { lacking }) => {
    const cases = await compareMachines(probe, machinesOf(config), settings, ours);
    if (settings.variants)
      for (const one of variantsOf(tree, config)) cases.push(await compareVariant(one, tree, settings, ours));
    const hollow = cases.find((one) => comparisonsOf(one) === 0);
    if (hollow) throw bad(`expected something to compare, got nothing that both sides have ${hollow.name}`);
    const lists = onOneSide(base, probe, lacking, await probe.constants());
    const { version, release, common, generated } = tree;
    const { seed, count, variants } = settings;
    return {
      asked: { seed, count, variants },
      tree: { version, release, common, generated },
      kernel: base.name,
      cases,
      ...lists,
      agree: cases.every(caseAgrees),
    };
  });
}

const bad = (message: string) => rangeError(message, 'ERR_PTE_INPUT');

const withOption = <T>(
  tree: KernelTree,
  { source, compiler, dotConfig }: CrosscheckSettings,
  variant: Variant,
  use: (probe: Probe, built: BuiltProbe) => Promise<T>,
): Promise<T> =>
  withProbe(
    tree,
    {
      variant,
      ...(source !== undefined && { source }),
      ...(compiler !== undefined && { compiler }),
      ...(dotConfig !== undefined && { dotConfig }),
    },
    use,
  );

const aHundredth = (settings: CrosscheckSettings) => ({ ...settings, count: Math.ceil(settings.count / 100) });

async function compareMachines(
  probe: Probe,
  machines: ReturnType<typeof machinesOf>,
  settings: CrosscheckSettings,
  ours: Ours,
): Promise<CrosscheckCase[]> {
  const cases: CrosscheckCase[] = [];
  for (const [name, machine] of machines) {
    const k = ours({ ...usualMachine, ...machine });
    cases.push(await compareCase(name, k, probe, machine, cases.length === 0 ? settings : aHundredth(settings)));
  }
  return cases;
}

/** An option the other way round than the headers have it. */
interface Reversed {
  readonly id: string;
  readonly on: boolean;
}

/** Each option that moves a number, the other way round than the headers have it. */
function variantsOf(tree: KernelTree, config: string): readonly Reversed[] {
  return [...buildOptions.values()]
    .filter(({ id }) => id !== 'pteMarker' || tree.config.has('PTE_MARKER'))
    .map(({ id, symbols }) => ({ id, on: !hasOneOf(config, [symbols[0] as string]) }));
}

const compareVariant = (
  { id, on }: Reversed,
  tree: KernelTree,
  settings: CrosscheckSettings,
  ours: Ours,
): Promise<CrosscheckCase> =>
  withOption(tree, settings, { [id]: on }, (probe) => {
    const k = ours({ ...usualMachine, [id]: on });
    return compareCase(`${on ? 'with' : 'without'} ${id}`, k, probe, {}, aHundredth(settings));
  });

function onOneSide(
  k: Kernel,
  probe: Probe,
  lacking: readonly Lacking[],
  constants: ReadonlyMap<string, bigint>,
): Pick<CrosscheckReport, 'onlyOurs' | 'onlyKernels' | 'expected' | 'news' | 'notChecked'> {
  const ours = constantsOf(k);
  const shared = sharedHelpers(k, probe.helpers);
  const there = probe.helpers.filter((h) => !shared.includes(h)).map((h) => `${h.name}()`);
  const missing = lacking.filter((l) => l.table === 'helpers' && !l.needsSource && ourName(l.name) in library);
  const has = (name: string) => hasHelper(k, name);
  const onlyOurs = [
    ...missing.filter((l) => has(l.name)).map((l) => `${l.name}()`),
    ...lacking.filter((l) => l.table === 'constants' && ours.has(l.name)).map((l) => l.name),
  ];
  const onlyKernels = [...there, ...[...constants.keys()].filter((name) => !ours.has(name))];
  const expected = onlyKernels.filter((name) => knownOnly(k, name));
  return {
    onlyOurs,
    onlyKernels,
    expected,
    news: [...onlyOurs, ...onlyKernels].filter((name) => !expected.includes(name)),
    notChecked: lacking.filter((l) => l.needsSource).map((l) => `${l.name}()`),
  };
}
