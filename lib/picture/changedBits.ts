/** What pictures and tables of a life are made of. */
import { explain } from '../codec/explain.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { ScenarioRow } from '../world/scenario.ts';

/** One kernel's play of the script. */
export interface Played {
  readonly kernel: Kernel;
  readonly rows: readonly ScenarioRow[];
}

/** The bits with a name that came and went, short. */
export function changes(
  k: Kernel,
  before: bigint,
  after: bigint,
): { readonly came: string[]; readonly went: string[] } {
  const names = (pte: bigint) =>
    pte === 0n
      ? []
      : explain(k, pte)
          .parts.filter((p) => p.state === 'set')
          .map((p) => p.name.replace(/^_PAGE_/, ''));
  const [a, b] = [names(before), names(after)];
  return { came: b.filter((n) => !a.includes(n)), went: a.filter((n) => !b.includes(n)) };
}
