/** The build options and machine facts that change entries. */
import type { Need } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';
import { rangeError, shown, typeError } from '../base/errors.ts';

/** What a kernel is, besides its version. Every key has a default, so callers give what differs. */
export interface Config {
  /** CONFIG_MEM_SOFT_DIRTY */
  readonly softDirty: boolean;
  /** CONFIG_HAVE_ARCH_USERFAULTFD_WP with CONFIG_USERFAULTFD */
  readonly uffdWp: boolean;
  /** CONFIG_MIGRATION */
  readonly migration: boolean;
  /** CONFIG_MEMORY_FAILURE */
  readonly memoryFailure: boolean;
  /** CONFIG_DEVICE_PRIVATE */
  readonly devicePrivate: boolean;
  /** CONFIG_PTE_MARKER; matters where markers are an option, 5.19 to 6.1 */
  readonly pteMarker: boolean;
  /** CONFIG_NUMA_BALANCING */
  readonly numaBalancing: boolean;
  /** CONFIG_X86_INTEL_MEMORY_PROTECTION_KEYS */
  readonly pkeys: boolean;
  /** swap_migration_ad_supported: the swap area is large enough for young and dirty in migration entries */
  readonly migrationAd: boolean;
  /** X86_FEATURE_SHSTK is enabled in the processor and the build */
  readonly shadowStackCpu: boolean;
  /** Levels of the page tables as the kernel is running: 5 with LA57 active. */
  readonly pagingLevels: 4 | 5;
  /** The SME or SEV C-bit as a mask (sme_me_mask), one bit of the page frame number, or 0n. */
  readonly encMask: bigint;
  /** Bits of a physical address on the machine (MAXPHYADDR), 32 to 52. Only explain() uses it. */
  readonly physBits: number;
  /** Rows of the spec that this kernel took early, by id or `table.id`. */
  readonly backports: readonly string[];
  /** Rows of the spec that this kernel lacks, by id or `table.id`. */
  readonly without: readonly string[];
}

export const defaultConfig: Config = {
  softDirty: true,
  uffdWp: true,
  migration: true,
  memoryFailure: true,
  devicePrivate: true,
  pteMarker: true,
  numaBalancing: true,
  pkeys: true,
  migrationAd: true,
  shadowStackCpu: true,
  pagingLevels: 4,
  encMask: 0n,
  physBits: 52,
  backports: [],
  without: [],
};

/** The options that are plain switches. */
export const switches = (Object.keys(defaultConfig) as (keyof Config)[]).filter(
  (key): key is Exclude<Need, 'paging4' | 'paging5'> => typeof defaultConfig[key] === 'boolean',
);

const boolean = (key: string, v: unknown) => {
  if (typeof v !== 'boolean') throw typeError(`expected config.${key} to be true or false, got ${shown(v)}`);
};

const check: { readonly [K in keyof Config]?: (v: Config[K]) => void } = {
  pagingLevels: (v) => {
    if (v !== 4 && v !== 5) throw rangeError(`expected config.pagingLevels to be 4 or 5, got ${shown(v)}`);
  },
  encMask: (v) => {
    if (typeof v !== 'bigint') throw typeError(`expected config.encMask to be a bigint, got ${shown(v)}`);
    if (v !== 0n && (v & (v - 1n) || v < 0n || v !== BigInt.asUintN(64, v)))
      throw rangeError(`expected config.encMask to have one bit of the page frame number or none, got ${shown(v)}`);
  },
  physBits: (v) => {
    if (!Number.isInteger(v) || v < 32 || v > 52)
      throw rangeError(`expected config.physBits to be a number from 32 to 52, got ${shown(v)}`);
  },
  backports: (v) => void rowKeys('backports', v),
  without: (v) => void rowKeys('without', v),
};

/** Fills in the defaults; an unknown key or a wrong value is the caller's mistake. */
export function completeConfig(given: Partial<Config> = {}): Config {
  if (typeof given !== 'object' || given === null) throw typeError(`expected a config object, got ${shown(given)}`);
  for (const key of Object.keys(given) as (keyof Config)[]) {
    if (!(key in defaultConfig))
      throw rangeError(`expected a config key among ${Object.keys(defaultConfig).join(', ')}, got ${shown(key)}`);
    if (given[key] === undefined) continue;
    const test = (check[key] ?? ((v: unknown) => boolean(key, v))) as (v: unknown) => void;
    test(given[key]);
  }
  const present = Object.fromEntries(Object.entries(given).filter(([, v]) => v !== undefined));
  return Object.freeze({ ...defaultConfig, ...present });
}

/** The needs of rows that a configuration meets. */
export const needsMet = (config: Config): ReadonlySet<Need> =>
  new Set<Need>([...switches.filter((key) => config[key]), config.pagingLevels === 5 ? 'paging5' : 'paging4']);

const allKeys = new Set(Object.entries(tables).flatMap(([table, rows]) => rows.map((row) => `${table}.${row.id}`)));

/** The `table.id` keys that names stand for. A name that is in two tables must be given with its table. */
export function rowKeys(option: string, names: readonly string[]): ReadonlySet<string> {
  if (!Array.isArray(names))
    throw typeError(`expected config.${option} to be an array of row ids, got ${shown(names)}`);
  return new Set(names.map((name) => rowKey(option, name)));
}

function rowKey(option: string, name: unknown): string {
  if (typeof name !== 'string')
    throw typeError(`expected config.${option} to hold row ids as strings, got ${shown(name)}`);
  if (allKeys.has(name)) return name;
  const found = [...allKeys].filter((key) => key.endsWith(`.${name}`));
  if (found.length === 1) return found[0] as string;
  if (found.length > 1) throw rangeError(`expected one of ${found.join(', ')} in config.${option}, got ${shown(name)}`);
  throw rangeError(`expected the id of a spec row in config.${option}, got ${shown(name)}`);
}
