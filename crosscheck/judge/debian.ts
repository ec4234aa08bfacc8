/** Kernel sources that Debian offers, through scripts/kernels/kernel-headers.sh. */
import { execFileSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../lib/batch/engine/packageRoot.ts';
import { parseRelease, type Release } from '../../lib/kernel/release.ts';

/** Where the script puts what it fetches, unless told otherwise. */
export const cache = (): string => join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'x86-pte');

const script = (...args: readonly string[]): string =>
  execFileSync(join(packageRoot(), 'scripts/kernels/kernel-headers.sh'), ['--source', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });

/** The releases on offer. */
export const offered = (): readonly Release[] =>
  script('--list')
    .split('\n')
    .filter((line) => line.trim())
    .map((line) => parseRelease(line.trim()));

/** Fetches the sources of releases; those that are there are not fetched again. A release that is listed and gone is left out. */
export function fetchSources(releases: readonly Release[]): void {
  for (const { text } of releases)
    try {
      script(text);
    } catch {
      console.error(`judge: ${text} is not to be had`); // the script has said why
    }
}
