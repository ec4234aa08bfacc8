/** A kernel's headers against the library: constants and helpers, on several machines and with options the other way. */

import * as library from '../lib/index.ts';
import type { Config } from '../lib/kernel/config.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import { kernelFromConfig } from '../lib/kernel/kernelFromConfig.ts';
import { compareHelper, type HelperVerdict } from './compareHelper.ts';
import { buildProbe } from './headers/buildProbe.ts';
import { findKernelTree, type KernelTree } from './headers/kernelTree.ts';
import { type Machine, openProbe, type Probe } from './headers/probe.ts';
import type { Lacking } from './headers/probeRows.ts';
import { type OptionId, options, type Variant } from './headers/variants.ts';
import { constantsOf } from './ourConstants.ts';
import { hasHelper, ourName } from './ourHelpers.ts';

export interface Settings {
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
  /** Options turned round, one at a time. */
  readonly variants: boolean;
  /** Rows of the spec to leave out or to add, as `kernel()` takes them. */
  readonly without?: readonly string[];
  readonly backports?: readonly string[];
  readonly progress?: (text: string) => void;
}

export interface ConstantVerdict {
  readonly name: string;
  readonly ours: bigint | undefined;
  readonly kernels: bigint | undefined;
}

/** One configuration on one machine. */
export interface Case {
  /** As in `as configured, 5-level paging` or `without softDirty`. */
  readonly name: string;
  /** Constants that both sides have and that differ first, then the others. */
  readonly constants: readonly ConstantVerdict[];
  readonly helpers: readonly HelperVerdict[];
}

export interface Report {
  readonly tree: Pick<KernelTree, 'version' | 'release' | 'common' | 'generated'>;
  readonly kernel: string;
  readonly cases: readonly Case[];
  /** Helpers and constants that one side has and the other lacks, on the kernel as it is configured. */
  readonly onlyOurs: readonly string[];
  readonly onlyKernels: readonly string[];
  /** Helpers that live outside the headers, without a source tree to take them from. */
  readonly notChecked: readonly string[];
  readonly agree: boolean;
}

const machines: Readonly<Record<string, Partial<Machine>>> = {
  'as configured': {},
  '5-level paging': { pagingLevels: 5 },
  'SME C-bit 47': { encMask: 1n << 47n },
  'no shadow-stack CPU': { shadowStackCpu: false },
  'migration entries without age': { migrationAd: false },
};

const usual: Machine = { encMask: 0n, pagingLevels: 4, shadowStackCpu: true, migrationAd: true };

/** Runs the whole check. @throws RangeError (ERR_PTE_INPUT) where it cannot run. */
export async function crosscheck(settings: Settings): Promise<Report> {
  const tree = findKernelTree(settings.headers);
  const config = configText(tree, settings.dotConfig);
  const version = settings.kernel ?? tree.version;
  const rows = { backports: settings.backports ?? [], without: settings.without ?? [] };
  const ours = (extra: Partial<Config>) => kernelFromConfig(version, config, { ...rows, ...extra });

  const built = build(tree, settings, {});
  const probe = await openProbe(built);
  try {
    const cases: Case[] = [];
    for (const [name, machine] of Object.entries(machines)) {
      const count = name === 'as configured' ? settings.count : Math.ceil(settings.count / 100);
      cases.push(await runCase(name, ours({ ...usual, ...machine }), probe, machine, count, settings));
    }
    if (settings.variants)
      for (const one of variantsOf(tree, config)) cases.push(await runVariant(one, tree, settings, ours));
    const base = ours(usual);
    const lists = onOneSide(base, probe, built.lacking, await probe.constants());
    const { version: v, release, common, generated } = tree;
    return {
      tree: { version: v, release, common, generated },
      kernel: base.name,
      cases,
      ...lists,
      agree: cases.every(agrees),
    };
  } finally {
    probe.close();
  }
}

/** The text of a .config, as given or from what the headers were built with. */
export const configText = (tree: KernelTree, given: string | undefined): string =>
  given ?? [...tree.config].map(([name, value]) => `CONFIG_${name}=${value}`).join('\n');

const build = (tree: KernelTree, { source, compiler, dotConfig }: Settings, variant: Variant) =>
  buildProbe(tree, {
    variant,
    ...(source !== undefined && { source }),
    ...(compiler !== undefined && { compiler }),
    ...(dotConfig !== undefined && { dotConfig }),
  });

async function runCase(
  name: string,
  k: Kernel,
  probe: Probe,
  machine: Partial<Machine>,
  count: number,
  { seed, progress }: Settings,
): Promise<Case> {
  await probe.setMachine({ ...usual, ...machine });
  const constants = compareConstants(k, await probe.constants());
  const helpers: HelperVerdict[] = [];
  for (const helper of probe.helpers) {
    if (!hasHelper(k, helper.name)) continue;
    progress?.(`${k.name}, ${name}: ${helper.name}`);
    helpers.push(await compareHelper(k, probe, helper, seed, count));
  }
  await probe.setMachine(usual);
  return { name, constants, helpers: differencesFirst(helpers) };
}

interface Turned {
  readonly id: OptionId;
  readonly on: boolean;
}

/** Each option that moves a number, the other way round than the headers have it; all off last. */
function variantsOf(tree: KernelTree, config: string): readonly Turned[] {
  const has = (symbol: string) => new RegExp(`^CONFIG_${symbol}=[ym]$`, 'm').test(config);
  return (Object.keys(options) as OptionId[])
    .filter((id) => id !== 'pteMarker' || tree.config.has('PTE_MARKER'))
    .map((id) => ({ id, on: !has(options[id].symbols[0]) }));
}

async function runVariant(
  { id, on }: Turned,
  tree: KernelTree,
  settings: Settings,
  ours: (extra: Partial<Config>) => Kernel,
): Promise<Case> {
  const probe = await openProbe(build(tree, settings, { [id]: on }));
  try {
    const count = Math.ceil(settings.count / 100);
    return await runCase(`${on ? 'with' : 'without'} ${id}`, ours({ ...usual, [id]: on }), probe, {}, count, settings);
  } finally {
    probe.close();
  }
}

/**
 * Constants of both sides. The library has no address width where no entry asks for one, nor age bits without migration,
 * nor a name for the C-bit of every vendor: those are not its constants.
 */
function compareConstants(k: Kernel, kernels: ReadonlyMap<string, bigint>): readonly ConstantVerdict[] {
  const ours = constantsOf(k);
  const both = [...kernels].filter(([name]) => ours.has(name) && name !== 'LINUX_VERSION_CODE');
  const verdicts = both.map(([name, value]) => ({ name, ours: ours.get(name), kernels: value }));
  return [...verdicts.filter(constantDiffers), ...verdicts.filter((v) => !constantDiffers(v))];
}

export const constantDiffers = ({ ours, kernels }: ConstantVerdict): boolean => ours !== kernels;

const differencesFirst = (list: readonly HelperVerdict[]): HelperVerdict[] => [
  ...list.filter((h) => h.verdict !== 'agree'),
  ...list.filter((h) => h.verdict === 'agree'),
];

const agrees = ({ constants, helpers }: Case): boolean =>
  !constants.some(constantDiffers) && helpers.every((h) => h.verdict === 'agree');

function onOneSide(
  k: Kernel,
  probe: Probe,
  lacking: readonly Lacking[],
  constants: ReadonlyMap<string, bigint>,
): Pick<Report, 'onlyOurs' | 'onlyKernels' | 'notChecked'> {
  const ours = constantsOf(k);
  const there = probe.helpers.filter((h) => !hasHelper(k, h.name)).map((h) => `${h.name}()`);
  const missing = lacking.filter((l) => l.table === 'helpers' && !l.needsSource && ourName(l.name) in library);
  const has = (name: string) => hasHelper(k, name);
  return {
    onlyOurs: [
      ...missing.filter((l) => has(l.name)).map((l) => `${l.name}()`),
      ...lacking.filter((l) => l.table === 'constants' && ours.has(l.name)).map((l) => l.name),
    ],
    onlyKernels: [...there, ...[...constants.keys()].filter((name) => !ours.has(name))],
    notChecked: lacking.filter((l) => l.needsSource).map((l) => `${l.name}()`),
  };
}
