/** Every combination of some configuration keys. */
import type { Config } from '../../lib/kernel/config.ts';

/** The values that some keys take. */
export type Choice = { readonly [K in keyof Config]?: readonly Config[K][] };

export const choices = (choice: Choice): Partial<Config>[] =>
  Object.entries(choice).reduce<Partial<Config>[]>(
    (all, [key, values]) => all.flatMap((config) => values.map((value) => ({ ...config, [key]: value }))),
    [{}],
  );
