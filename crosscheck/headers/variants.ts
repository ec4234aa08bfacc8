/** Configuration options that move a number, and what a header needs to hear to have them on or off. */

/** Our configuration ids; the CONFIG_ symbols behind each; those that depend on it and go off with it. */
export const options = {
  softDirty: { symbols: ['MEM_SOFT_DIRTY'], dependents: [] },
  uffdWp: {
    symbols: ['USERFAULTFD', 'HAVE_ARCH_USERFAULTFD_WP', 'PTE_MARKER_UFFD_WP'],
    dependents: ['USERFAULTFD_RWP'],
  },
  migration: { symbols: ['MIGRATION'], dependents: [] },
  memoryFailure: { symbols: ['MEMORY_FAILURE'], dependents: [] },
  devicePrivate: { symbols: ['DEVICE_PRIVATE'], dependents: [] },
  pteMarker: { symbols: ['PTE_MARKER'], dependents: ['PTE_MARKER_UFFD_WP'] },
  numaBalancing: { symbols: ['NUMA_BALANCING'], dependents: [] },
  pkeys: { symbols: ['X86_INTEL_MEMORY_PROTECTION_KEYS', 'ARCH_HAS_PKEYS'], dependents: [] },
} as const satisfies Record<string, { symbols: readonly string[]; dependents: readonly string[] }>;

export type OptionId = keyof typeof options;
export type Variant = Readonly<Partial<Record<OptionId, boolean>>>;

/** The text of variant.h. */
export function variantHeader(variant: Variant): string {
  const lines = Object.entries(variant).flatMap(([id, on]) => {
    const { symbols, dependents } = options[id as OptionId];
    return on
      ? symbols.flatMap((symbol) => [`#undef CONFIG_${symbol}`, `#define CONFIG_${symbol} 1`])
      : [...symbols, ...dependents].map((symbol) => `#undef CONFIG_${symbol}`);
  });
  return `${lines.join('\n')}\n`;
}

/** The text of autoconf.h for a .config, as Kconfig writes it. */
export function autoconfHeader(dotConfig: string): string {
  const lines = [...dotConfig.matchAll(/^CONFIG_(\w+)=(.*)$/gm)].map(([, name, value]) =>
    value === 'm' ? `#define CONFIG_${name}_MODULE 1` : `#define CONFIG_${name} ${value === 'y' ? '1' : value}`,
  );
  return `${lines.join('\n')}\n`;
}
