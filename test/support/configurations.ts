/** Every combination of some configuration keys. */
import type { Config } from '../../lib/kernel/config.ts';

/** A build with none of the options that entries depend on. */
export const bare = {
  softDirty: false,
  uffdWp: false,
  migration: false,
  memoryFailure: false,
  devicePrivate: false,
  pteMarker: false,
  numaBalancing: false,
  pkeys: false,
} as const satisfies Partial<Config>;

/** The values that some keys take. */
export type Choice = { readonly [K in keyof Config]?: readonly Config[K][] };

export const choices = (choice: Choice): Partial<Config>[] =>
  Object.entries(choice).reduce<Partial<Config>[]>(
    (all, [key, values]) => all.flatMap((config) => values.map((value) => ({ ...config, [key]: value }))),
    [{}],
  );
