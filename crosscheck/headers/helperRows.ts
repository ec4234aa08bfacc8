/** The rows of probe/helpers.def: what the probe asks of a kernel's headers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A row: a helper, and one way in which kernels write it. */
export interface ProbeRow {
  /** The kernel's name. */
  readonly name: string;
  /** Kinds of the arguments and of the result, as ProbeHelper has them. */
  readonly arguments: readonly string[];
  readonly result: string;
}

/** All rows in the folder of the probe; a helper that kernels write in several ways has one row for each way. */
export const helperRows = (probeDir: string): readonly ProbeRow[] =>
  [...readFileSync(join(probeDir, 'helpers.def'), 'utf8').matchAll(/^HELPER\((\w+), "([^"]*)", (\w+),/gm)].map(
    ([, name = '', kinds = '', result = '']) => ({ name, arguments: kinds.split(' ').filter(Boolean), result }),
  );
