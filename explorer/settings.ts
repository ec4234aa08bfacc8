/** The default settings of a kernel, explored one after the other or side by side. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { rangeError } from '../lib/base/errors.ts';
import { packageRoot } from '../lib/batch/engine/packageRoot.ts';
import { type DefaultSetting, defaultsFor } from '../lib/explore/defaults.ts';
import { type Explored, exploreAsync } from '../lib/explore/explore.ts';
import { allInvariants } from '../lib/explore/invariants/invariants.ts';
import type { Watching } from '../lib/explore/searched.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import { shareOut } from './crew.ts';
import type { SettingFound, SettingJob } from './settingThread.ts';

/** How the settings of a kernel are explored. */
export interface ExploringSettings extends Omit<Watching, 'signal'> {
  /** What is so by design is a violation too. */
  readonly all: boolean;
  readonly threads: number;
  readonly signal: AbortSignal;
}

/** What one of them came to. */
export interface ExploredSetting {
  readonly setting: DefaultSetting;
  readonly found: Explored;
}

/** What settings came to, in their order; those that a signal came before are left out. */
export async function exploreSettings(k: Kernel, how: ExploringSettings): Promise<readonly ExploredSetting[]> {
  return how.threads > 1 ? sideBySide(k, how) : oneByOne(k, how);
}

async function oneByOne(k: Kernel, { threads: _, ...how }: ExploringSettings): Promise<readonly ExploredSetting[]> {
  const found: ExploredSetting[] = [];
  for (const setting of defaultsFor(k)) {
    if (how.signal.aborted) break;
    found.push({ setting, found: await exploreAsync(k, { ...setting, ...how }) });
  }
  return found;
}

async function sideBySide(k: Kernel, { threads, all, signal, onProgress }: ExploringSettings) {
  const { release, config, patches } = k;
  const settings = defaultsFor(k);
  const jobs = settings.map((_, setting): SettingJob => ({ release, config, patches, setting, all }));
  let [states, transitions] = [0, 0];
  const results = await shareOut<SettingJob, never, SettingFound>(threadFile(), jobs, threads, {
    onResult: (found) => {
      states += found.states;
      transitions += found.transitions;
      onProgress?.({ states, transitions, depth: found.depth });
    },
    signal,
  });
  return settings.flatMap((setting, i) => {
    const found = results[i];
    return found ? [{ setting, found: revived(k, found) }] : [];
  });
}

/** The result with the kernel and the invariants themselves. */
function revived(kernel: Kernel, { invariants, ...found }: SettingFound): Explored {
  const known = invariants.map(({ name, ...one }) => ({ ...one, invariant: invariantOf(name) }));
  return { ...found, kernel, invariants: known };
}

function invariantOf(name: string): (typeof allInvariants)[number] {
  const invariant = allInvariants.find((one) => one.name === name);
  if (!invariant) throw new Error(`expected an invariant of the library, got ${name}`);
  return invariant;
}

/** The compiled thread. */
function threadFile(): string {
  const file = join(packageRoot(), 'dist/pte/settingThread.cjs');
  if (!existsSync(file)) throw rangeError(`expected ${file}: npm run build`, 'ERR_PTE_INPUT');
  return file;
}
