/** A thread of `pte explore`: explores a kernel in the settings that it is given. */
import { parentPort } from 'node:worker_threads';
import { defaultsFor } from '../lib/explore/defaults.ts';
import { type Explored, explore } from '../lib/explore/explore.ts';
import { type Kernel, resolve } from '../lib/kernel/kernel.ts';
import type { Said } from './crew.ts';

/** A kernel as a thread makes it anew, and which of its default settings is explored. */
export interface SettingJob extends Pick<Kernel, 'release' | 'config' | 'patches'> {
  readonly setting: number;
  readonly all: boolean;
}

/** What was found, with the names of invariants for themselves. */
export interface SettingFound extends Omit<Explored, 'kernel' | 'invariants'> {
  readonly invariants: readonly (Omit<Explored['invariants'][number], 'invariant'> & { readonly name: string })[];
}

parentPort?.on('message', ({ release, config, patches, setting, all }: SettingJob) => {
  const k = resolve(release, config, patches);
  const { kernel: _, invariants, ...found } = explore(k, { ...defaultsFor(k)[setting], all });
  const named = invariants.map(({ invariant, ...one }) => ({ ...one, name: invariant.name }));
  parentPort?.postMessage({ result: { ...found, invariants: named } } satisfies Said<never, SettingFound>);
});
