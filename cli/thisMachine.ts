/** The kernel this machine runs, as far as /proc and /boot tell. */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { rangeError } from '../lib/base/errors.ts';
import type { Config } from '../lib/kernel/config.ts';
import { type Kernel, kernel } from '../lib/kernel/kernel.ts';
import { kernelFromConfig } from '../lib/kernel/kernelFromConfig.ts';
import type { Uname } from '../lib/kernel/release.ts';

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
};

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
    return { path: '/proc/config.gz', text: gunzipSync(readFileSync('/proc/config.gz')).toString('latin1') };
  const paths = [`/boot/config-${release}`, `/lib/modules/${release}/config`, `/usr/lib/modules/${release}/config`];
  for (const path of paths) {
    const text = read(path);
    if (text !== undefined) return { path, text };
  }
  return undefined;
}

/** What the processor adds: the running paging mode, shadow stacks, the width of an address. */
function machine(): Partial<Config> {
  const cpuinfo = read('/proc/cpuinfo') ?? '';
  const flags = new Set(/^flags\s*:\s*(.*)$/m.exec(cpuinfo)?.[1]?.split(' '));
  const physBits = Number(/^address sizes\s*:\s*(\d+) bits physical/m.exec(cpuinfo)?.[1]);
  return {
    pagingLevels: flags.has('la57') ? 5 : 4,
    shadowStackCpu: flags.has('user_shstk'),
    ...(physBits >= 32 && { physBits }),
  };
}

/** Resolves the running kernel and says on stderr what it was read from. */
export function thisKernel(given: Partial<Config>, configPath?: string): Kernel {
  const version = uname();
  const config =
    configPath === undefined
      ? runningConfig(version.release)
      : { path: configPath, text: readFileSync(configPath, 'latin1') };
  const facts = { ...machine(), ...given };
  const k = config ? kernelFromConfig(version, config.text, facts) : kernel(version, facts);
  const source = config ? config.path : 'no .config found, every option taken as on';
  console.error(`pte: this machine runs ${version.release}, ${facts.pagingLevels}-level paging (${source})`);
  return k;
}
