/** What `pte run --json` gives: an object for each kernel. */
import type { Played, ShownRow } from '../../../lib/picture/shownRows.ts';
import type { LifeParting } from '../../../lib/world/told/partings.ts';

/** A row without the world, which holds the kernel: what it shows of the world is in `around`. */
function rowAsJson({ world: _, explanation, beside: __, pagemap, ...row }: ShownRow, withPagemap: boolean): object {
  return { ...row, headline: explanation.headline, ...(withPagemap && pagemap && { pagemap }) };
}

/** Where a kernel parts from the one before it, and why. */
const partingAsJson = ({ first, line, operation, alone, together }: LifeParting): object => ({
  from: first.name,
  line,
  operation,
  alone,
  together,
});

/** One kernel's life as an object. */
export function playAsJson({ kernel, rows }: Played, parting: LifeParting | undefined, withPagemap: boolean): object {
  return {
    kernel: kernel.name,
    rows: rows.map((row) => rowAsJson(row, withPagemap)),
    ...(parting && { parts: partingAsJson(parting) }),
  };
}
