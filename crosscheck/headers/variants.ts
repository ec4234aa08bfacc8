/** Configuration options that move a number, and what a header needs to hear to have them on or off. */
import { type OptionRow, options } from '../../spec/options.ts';

/** The options that a build decides alone, by id. */
export const buildOptions: ReadonlyMap<string, OptionRow> = new Map(
  (options as readonly OptionRow[]).filter((option) => !option.machine).map((option) => [option.id, option]),
);

/** Options by id that are turned on or off, whatever the .config says. */
export type Variant = Readonly<Record<string, boolean>>;

/** The symbols that change with an option. */
function changing(id: string, on: boolean): readonly string[] {
  const { symbols, together = [], selectedBy = [], dependents = [] } = buildOptions.get(id) as OptionRow;
  return on ? [...symbols, ...together] : [...symbols, ...together, ...selectedBy, ...dependents];
}

/** The text of variant.h. */
export function variantHeader(variant: Variant): string {
  const lines = Object.entries(variant).flatMap(([id, on]) =>
    changing(id, on).flatMap((symbol) => [`#undef CONFIG_${symbol}`, ...(on ? [`#define CONFIG_${symbol} 1`] : [])]),
  );
  return `${lines.join('\n')}\n`;
}

/** The text of autoconf.h for a .config, as Kconfig writes it. */
export function autoconfHeader(dotConfig: string): string {
  const lines = [...dotConfig.matchAll(/^CONFIG_(\w+)=(.*)$/gm)].map(([, name, value]) =>
    value === 'm' ? `#define CONFIG_${name}_MODULE 1` : `#define CONFIG_${name} ${value === 'y' ? '1' : value}`,
  );
  return `${lines.join('\n')}\n`;
}
