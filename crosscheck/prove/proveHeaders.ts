/** The proof for a folder of headers, from finding them to the verdicts. */
import type { Config } from '../../lib/kernel/config.ts';
import { kernelFromConfig } from '../../lib/kernel/kernelFromConfig.ts';
import { configText, findKernelTree } from '../headers/kernelTree.ts';
import { withProbe } from '../headers/withProbe.ts';
import { type Proof, proveHelpers } from './proveHelpers.ts';

/** The verdicts for the kernel whose headers were asked. */
export interface ProvedKernel {
  readonly release: string;
  readonly proofs: readonly Proof[];
}

/** Which headers to prove, and how; files and rows as for a cross-check. */
export interface ProofSettings {
  readonly headers: string;
  readonly source?: string;
  readonly dotConfig?: string;
  readonly kernel?: string;
  /** The command that runs CBMC 6. */
  readonly cbmc: string;
  /** Rows of the spec, as `kernel()` takes them. */
  readonly rows?: Pick<Partial<Config>, 'backports' | 'without'>;
}

/** Builds the probe, and proves every helper. @throws RangeError (ERR_PTE_INPUT) where it cannot run. */
export async function proveHeaders(settings: ProofSettings): Promise<ProvedKernel> {
  const tree = findKernelTree(settings.headers);
  const { source, dotConfig } = settings;
  const k = kernelFromConfig(settings.kernel ?? tree.version, configText(tree, dotConfig), settings.rows ?? {});
  const options = { ...(source !== undefined && { source }), ...(dotConfig !== undefined && { dotConfig }) };
  return withProbe(tree, options, async (probe, built) => {
    probe.close();
    return { release: tree.release, proofs: await proveHelpers(built, k, probe.helpers, settings.cbmc) };
  });
}
