/** The build options and machine facts that change entries. */
import { options } from '../../spec/options.ts';
import { proposals } from '../../spec/proposals.ts';
import type { Need, OptionId } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';
import { rangeError, shown, typeError } from '../base/errors.ts';
import type { NamedRows } from './inForce.ts';

/** What a kernel is, besides its version. Every key has a default, so callers give what differs. */
export interface Config extends Readonly<Record<OptionId, boolean>> {
  /** CONFIG_MEM_SOFT_DIRTY: entries remember writes since the last clear_refs. Default true, as of every switch. */
  readonly softDirty: boolean;
  /** CONFIG_USERFAULTFD with CONFIG_HAVE_ARCH_USERFAULTFD_WP, which x86-64 has with it: userfaultfd, and its write protection. */
  readonly uffdWp: boolean;
  /** CONFIG_MIGRATION: pages migrate, and migration entries stand for them meanwhile. */
  readonly migration: boolean;
  /** CONFIG_MEMORY_FAILURE: hwpoison entries stand for pages with hardware errors. */
  readonly memoryFailure: boolean;
  /** CONFIG_DEVICE_PRIVATE: entries can stand for pages in the memory of a device. */
  readonly devicePrivate: boolean;
  /** CONFIG_PTE_MARKER or what selects it: markers of userfaultfd write protection; on 5.19 to 6.1 all markers. */
  readonly pteMarker: boolean;
  /** CONFIG_NUMA_BALANCING: NUMA hints, and pte_protnone() as a test. */
  readonly numaBalancing: boolean;
  /** CONFIG_X86_INTEL_MEMORY_PROTECTION_KEYS: protection keys in entries and vm_flags. */
  readonly pkeys: boolean;
  /** swap_migration_ad_supported, which needs CONFIG_SWAP: migration entries have room for young and dirty. */
  readonly migrationAd: boolean;
  /** X86_FEATURE_SHSTK, a fact of the machine: the processor has shadow stacks. No build option and no nousershstk takes it away. */
  readonly shadowStackCpu: boolean;
  /** CONFIG_X86_USER_SHADOW_STACK: programs can have shadow stacks, in mappings with VM_SHADOW_STACK. */
  readonly userShadowStack: boolean;
  /** Levels of the page tables as the kernel is running: 5 with LA57 active. */
  readonly pagingLevels: 4 | 5;
  /** The SME or SEV C-bit as a mask (sme_me_mask), one bit of the page frame number, or 0n. */
  readonly encMask: bigint;
  /**
   * The bit of pages that a confidential guest shares with its host, as a mask, or 0n: cc_mask in a TDX guest (5.19; bit GPAW-1)
   * and with vTOM (6.4; SEV-SNP on Hyper-V). The page frame number ends below it. Not beside `encMask`.
   */
  readonly sharedMask: bigint;
  /**
   * Bits of a physical address on the machine (MAXPHYADDR), 32 to 52. explain() uses it, and under 52 it limits the size of swap areas
   * as on processors with the L1TF fault (the row `l1tfLimitsSwapSize`).
   */
  readonly physBits: number;
  /** Rows of the spec that this kernel took early, by id or `table.id`. */
  readonly backports: readonly string[];
  /** Rows of the spec that this kernel lacks, by id or `table.id`. */
  readonly without: readonly string[];
  /** Proposals that no release has and this kernel has, by id. */
  readonly proposals: readonly string[];
}

/** The configuration of a caller who says nothing: all options on, four paging levels, no C-bit. Frozen, with its lists. */
export const defaultConfig: Config = Object.freeze({
  ...(Object.fromEntries(options.map((option) => [option.id, option.default])) as Record<OptionId, boolean>),
  pagingLevels: 4,
  encMask: 0n,
  sharedMask: 0n,
  physBits: 52,
  backports: Object.freeze([]),
  without: Object.freeze([]),
  proposals: Object.freeze([]),
});

/** The keys of a configuration that are on or off, in the order of the C++ core's configuration word. */
export const switches: readonly OptionId[] = options.map((option) => option.id);

const boolean = (key: string, v: unknown) => {
  if (typeof v !== 'boolean') throw typeError(`expected config.${key} to be true or false, got ${shown(v)}`);
};

function oneBit(key: 'encMask' | 'sharedMask', v: unknown): void {
  if (typeof v !== 'bigint') throw typeError(`expected config.${key} to be a bigint, got ${shown(v)}`);
  if (v !== 0n && (v & (v - 1n) || v < 0n || v !== BigInt.asUintN(64, v)))
    throw rangeError(`expected config.${key} to have one bit of the page frame number or none, got ${shown(v)}`);
}

const check: { readonly [K in keyof Config]?: (v: Config[K]) => void } = {
  pagingLevels: (v) => {
    if (v !== 4 && v !== 5) throw rangeError(`expected config.pagingLevels to be 4 or 5, got ${shown(v)}`);
  },
  encMask: (v) => oneBit('encMask', v),
  sharedMask: (v) => oneBit('sharedMask', v),
  physBits: (v) => {
    if (!Number.isInteger(v) || v < 32 || v > 52)
      throw rangeError(`expected config.physBits to be a number from 32 to 52, got ${shown(v)}`);
  },
  backports: (v) => void rowKeys('backports', v),
  without: (v) => void rowKeys('without', v),
  proposals: (v) => checkProposals(v),
};

const proposalIds: ReadonlySet<unknown> = new Set(proposals.map(({ id }) => id));

function checkProposals(names: unknown): void {
  if (!Array.isArray(names)) throw typeError(`expected config.proposals to be an array of ids, got ${shown(names)}`);
  for (const name of names)
    if (!proposalIds.has(name))
      throw (typeof name === 'string' ? rangeError : typeError)(
        `expected the id of a proposal in config.proposals, got ${shown(name)}`,
      );
}

/** A value as the configuration keeps it: a list is a copy, which the caller cannot change. */
const kept = (v: unknown): unknown => (Array.isArray(v) ? Object.freeze([...v]) : v);

/**
 * Fills in the defaults of the keys that are left out or undefined. The result is frozen, and its lists are copies.
 *
 * @throws TypeError for a value of the wrong type, RangeError for an unknown key, a wrong number, and a row id that is none.
 */
export function completeConfig(given: Partial<Config> = {}): Config {
  if (typeof given !== 'object' || given === null) throw typeError(`expected a config object, got ${shown(given)}`);
  const present: Record<string, unknown> = {};
  for (const key of Object.keys(given) as (keyof Config)[]) {
    if (!Object.hasOwn(defaultConfig, key))
      throw rangeError(`expected a config key among ${Object.keys(defaultConfig).join(', ')}, got ${shown(key)}`);
    const value = kept(given[key]); // read once: a getter cannot give another after the check
    if (value === undefined) continue;
    const test = (check[key] ?? ((v: unknown) => boolean(key, v))) as (v: unknown) => void;
    test(value);
    present[key] = value;
  }
  return Object.freeze({ ...defaultConfig, ...present });
}

/** What rows may need and a configuration has: the switches that are on, and `paging4` or `paging5`. */
export const needsMet = (config: Config): ReadonlySet<Need> =>
  new Set<Need>([...switches.filter((key) => config[key]), config.pagingLevels === 5 ? 'paging5' : 'paging4']);

const allKeys = new Set(Object.entries(tables).flatMap(([table, rows]) => rows.map((row) => `${table}.${row.id}`)));

/**
 * The keys `table.id` of rows that names stand for. A name that is in two tables must be given with its table. `option` is
 * the configuration key for the error.
 *
 * @throws TypeError unless it is an array of strings, RangeError for a name of no row or of several.
 */
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

/** What a configuration says of rows by name, by table. */
export function namedRows(config: Config): ReadonlyMap<string, NamedRows> {
  const named = new Map<string, { readonly added: Set<string>; readonly removed: Set<string> }>();
  for (const [list, kind] of [
    ['backports', 'added'],
    ['without', 'removed'],
  ] as const)
    for (const key of rowKeys(list, config[list])) {
      const [table = '', id = ''] = key.split('.');
      const rows = named.get(table) ?? { added: new Set(), removed: new Set() };
      named.set(table, rows);
      rows[kind].add(id);
    }
  return named;
}
