/** The proof for a folder of headers, from finding them to the verdicts. */
import type { Config } from '../../lib/kernel/config.ts';
import { kernelFromConfig } from '../../lib/kernel/kernelFromConfig.ts';
import { configText } from '../crosscheck.ts';
import { buildProbe } from '../headers/buildProbe.ts';
import { findKernelTree } from '../headers/kernelTree.ts';
import { openProbe } from '../headers/probe.ts';
import { type Proof, prove } from './prove.ts';

export interface ProvedKernel {
  readonly release: string;
  readonly proofs: readonly Proof[];
}

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

export async function proveHeaders(settings: ProofSettings): Promise<ProvedKernel> {
  const tree = findKernelTree(settings.headers);
  const { source, dotConfig } = settings;
  const built = buildProbe(tree, {
    ...(source !== undefined && { source }),
    ...(dotConfig !== undefined && { dotConfig }),
  });
  const probe = await openProbe(built);
  probe.close();
  const k = kernelFromConfig(settings.kernel ?? tree.version, configText(tree, dotConfig), settings.rows ?? {});
  return { release: tree.release, proofs: prove(built, k, probe.helpers, settings.cbmc) };
}
