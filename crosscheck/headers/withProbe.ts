/** A probe for as long as it is used. */
import { removeTemporary } from '../../files/temporary.ts';
import { type BuildOptions, type BuiltProbe, buildProbe } from './buildProbe.ts';
import type { KernelTree } from './kernelTree.ts';
import { openProbe, type Probe } from './probe.ts';

/** Builds a probe and lends it out; whatever comes of it, its process ends and its temporary folder goes. */
export async function withProbe<T>(
  tree: KernelTree,
  options: BuildOptions,
  use: (probe: Probe, built: BuiltProbe) => Promise<T>,
): Promise<T> {
  const built = await buildProbe(tree, options);
  try {
    const probe = await openProbe(built);
    try {
      return await use(probe, built);
    } finally {
      probe.close();
    }
  } finally {
    removeTemporary(built.workDir);
  }
}
