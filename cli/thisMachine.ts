/** The kernel this machine runs, as far as /proc and /boot tell. */
import { existsSync } from 'node:fs';
import { readUnpacked } from '../files/readUnpacked.ts';
import { MiB, readText } from '../files/readWhole.ts';
import { rangeError } from '../lib/base/errors.ts';
import type { Config } from '../lib/kernel/config.ts';
import { type Kernel, kernel } from '../lib/kernel/kernel.ts';
import { kernelFromConfig } from '../lib/kernel/kernelFromConfig.ts';
import type { Uname } from '../lib/kernel/release.ts';
import { type OptionRow, options } from '../spec/options.ts';
import { note } from './fail.ts';
import { dotConfig } from './inputLimits.ts';

/** What /proc and /sys say of the machine; of 1,000 processors some 2 MB. */
const about = { what: 'a description of the machine', most: 64 * MiB };

/** Undefined where the file is not there or not ours to read. */
function read(path: string, limit = about): string | undefined {
  try {
    return readText(path, limit, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_PTE_INPUT') throw error;
    return undefined;
  }
}

/** Release and version out of /proc/version; Ubuntu tells its stable number elsewhere. @throws RangeError off Linux. */
export function uname(): Uname {
  const text = read('/proc/version');
  const release = /^Linux version (\S+)/.exec(text ?? '')?.[1];
  if (!text || !release)
    throw rangeError(
      'expected /proc/version of a running Linux for --kernel auto, got none: name the kernel',
      'ERR_PTE_INPUT',
    );
  const signature = read('/proc/version_signature') ?? '';
  return { release, version: `${text.slice(text.indexOf('#'))} ${signature}` };
}

function runningConfig(release: string): { path: string; text: string } | undefined {
  if (existsSync('/proc/config.gz'))
    return { path: '/proc/config.gz', text: readUnpacked('/proc/config.gz', dotConfig).toString('latin1') };
  const paths = [`/boot/config-${release}`, `/lib/modules/${release}/config`, `/usr/lib/modules/${release}/config`];
  for (const path of paths) {
    const text = read(path, dotConfig);
    if (text !== undefined) return { path, text };
  }
  return undefined;
}

/** What the processor adds: the running paging mode and the width of an address. */
function machine(cpuinfo: string): Partial<Config> {
  const physBits = Number(/^address sizes\s*:\s*(\d+) bits physical/m.exec(cpuinfo)?.[1]);
  return { pagingLevels: flagsOf(cpuinfo).has('la57') ? 5 : 4, ...(physBits >= 32 && { physBits }) };
}

const flagsOf = (cpuinfo: string): ReadonlySet<string> => new Set(/^flags\s*:\s*(.*)$/m.exec(cpuinfo)?.[1]?.split(' '));

/** What tells of shadow stacks: /proc/cpuinfo, the command line of the kernel, and the modalias of its processors. */
export interface MachineTexts {
  readonly cpuinfo: string;
  readonly cmdline: string;
  /** /sys/devices/system/cpu/modalias: the numbers of all features that the kernel has enabled. */
  readonly modalias?: string | undefined;
}

/**
 * Whether X86_FEATURE_SHSTK is on. The modalias tells. /proc/cpuinfo does not list it: `user_shstk` says more, that programs get
 * shadow stacks too. A kernel sets that for a processor with shadow stacks, unless it was built without them or booted with
 * nousershstk: then its absence says nothing, and the answer is undefined.
 */
export function hasShadowStacks({ cpuinfo, cmdline, modalias }: MachineTexts, isBuilt: boolean): boolean | undefined {
  const features = /:feature:(\S*)/.exec(modalias ?? '')?.[1];
  if (features !== undefined) return features.split(',').includes(shadowStackFeature);
  if (flagsOf(cpuinfo).has('user_shstk')) return true;
  const off = /(?:^|\s)(?:nousershstk|clearcpuid=\S*user_shstk)/.test(cmdline);
  return isBuilt && !off ? false : undefined;
}
const feature = (options as readonly OptionRow[]).find(({ id }) => id === 'shadowStackCpu')?.cpuFeature ?? 0;
const shadowStackFeature = feature.toString(16).toUpperCase().padStart(4, '0');

/** Resolves the running kernel and says on stderr what it was read from. */
export function thisKernel(given: Partial<Config>, configPath?: string): Kernel {
  const version = uname();
  const config =
    configPath === undefined
      ? runningConfig(version.release)
      : { path: configPath, text: readText(configPath, dotConfig, 'latin1') };
  const cpuinfo = read('/proc/cpuinfo') ?? '';
  const facts = { ...machine(cpuinfo), ...given };
  const resolved = (more: Partial<Config>) =>
    config ? kernelFromConfig(version, config.text, { ...more, ...facts }) : kernel(version, { ...more, ...facts });
  const usual = resolved({});
  const cmdline = read('/proc/cmdline') ?? '';
  const modalias = read('/sys/devices/system/cpu/modalias');
  const shadowStackCpu = hasShadowStacks({ cpuinfo, cmdline, modalias }, usual.config.userShadowStack);
  const source = config ? config.path : 'no .config found, every option taken as on';
  note(`this machine runs ${version.release}, ${facts.pagingLevels}-level paging (${source})`);
  if (shadowStackCpu !== undefined) return resolved({ shadowStackCpu });
  if (usual.does('shadowStackWrite') && given.shadowStackCpu === undefined)
    note('whether the processor has shadow stacks is not to be seen: taken as yes (--off shadow-stack-cpu)');
  return usual;
}
