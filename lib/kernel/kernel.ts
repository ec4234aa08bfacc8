/** A kernel is a value: a release and a configuration, resolved to masks, numbers and behaviours. */

import { commonHelpers } from '../../spec/helpers.ts';
import { presentFields } from '../../spec/present.ts';
import type { Row } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';
import { rangeError, shown, typeError } from '../base/errors.ts';
import { memo } from '../base/memo.ts';
import { type Config, completeConfig, namedRows, needsMet } from './config.ts';
import { type Circumstances, holds, nameOf } from './inForce.ts';
import { fieldMask, type Layout, type Types } from './layout.ts';
import {
  type FaultFlagId,
  forgetNumbers,
  numbersOf,
  type PagemapBitId,
  type ProtectionId,
  type VmFaultId,
  type VmFlagId,
} from './numbers.ts';
import { type ProposalId, patchedConfig, splitName } from './patches.ts';
import { type ProposedMarker, proposalsHeld, proposedMarker } from './proposed.ts';
import { parseRelease, type Release, releaseName, type Uname } from './release.ts';

/** The id of a row of behaviours, such as `anonExclusive`: what `k.does()`, `backports` and `without` take. docs/history.md lists them. */
export type BehaviourId = (typeof tables)['behaviours'][number]['id'];
/** The name of a helper of the kernel, as the library spells it: `pteMkuffdWp`. */
export type HelperId = (typeof tables)['helpers'][number]['id'] | (typeof commonHelpers)[number]['id'];
/** A kernel function that lib/mm models, as the library spells it: `doSwapPage`. */
export type FunctionId = (typeof tables)['functions'][number]['id'];
/** An ioctl, a feature or an advice that user space can ask for. */
export type UapiId = (typeof tables)['uapi'][number]['id'];
export type { FaultFlagId, PagemapBitId, ProtectionId, VmFaultId, VmFlagId } from './numbers.ts';

type TableId = keyof typeof tables;

/**
 * A release with a configuration, resolved to the numbers that its headers would give. Every function of the library takes
 * one first. It is frozen: make one for each kernel and keep it. All masks are 64-bit words.
 */
export interface Kernel {
  /**
   * For display: the release as it was given, or `6.1.192 (6.1.0-56-amd64)` where that hides the stable number, with what it has
   * more or less: `6.0:wrprotectIfUffd`.
   */
  readonly name: string;
  /** What stands after the colons of its name: rows and proposals that it has more, and after a `-` rows that it lacks. */
  readonly patches: readonly string[];
  /** What the rows are dated by. */
  readonly release: Release;
  /** All keys, defaults filled in. */
  readonly config: Config;
  /** Masks of an entry and numbers that follow from them, by name; what the kernel lacks is 0n. */
  readonly mask: Layout;
  /** The complement of each mask, within 64 bits. */
  readonly clear: Layout;
  /** Type numbers of special entries; absent where the kernel lacks the type. */
  readonly type: Types;
  /** PAGE_NONE and the others, as words, without the C-bit. */
  readonly prot: Readonly<Record<ProtectionId, bigint>>;
  /** Masks of vm_flags. */
  readonly vm: Readonly<Record<VmFlagId, bigint>>;
  /** Masks of vm_fault_t; 0n for a result that the release does not have. */
  readonly vmFault: Readonly<Record<VmFaultId, bigint>>;
  /** Masks of enum fault_flag. */
  readonly faultFlag: Readonly<Record<FaultFlagId, bigint>>;
  /** Masks of a word of /proc/PID/pagemap. */
  readonly pagemap: Readonly<Record<PagemapBitId, bigint>>;
  /** The form that a proposed layout gives to a marker of write protection; undefined for every release. */
  readonly proposedMarker: ProposedMarker | undefined;
  /** Whether the functions of lib/mm leave out the list of what they apply: see quiet(). */
  readonly isQuiet: boolean;
  /** Whether its functions behave in a way that no mask tells, or as a proposal would have them. */
  does(behaviour: BehaviourId | ProposalId): boolean;
  /** Whether a row of a table of the spec is in force on it. */
  holds(table: TableId, row: Row): boolean;
  /** Whether it has a helper, a function that lib/mm models, or something that user space can ask for (UFFDIO_MOVE). */
  has(id: HelperId | FunctionId | UapiId): boolean;
  /** Throws RangeError (ERR_PTE_HELPER) unless it has that. */
  need(id: HelperId | FunctionId | UapiId): void;
}

function heldIds(table: TableId, at: Circumstances): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const row of tables[table]) if (holds(table, row, at)) ids.add(row.id);
  return ids;
}

/** The releases and options with which rows are there, in words. */
export function spans(rows: readonly Row[]): string {
  const span = (row: Row) =>
    `${row.since} ${row.until ? `to before ${row.until}` : 'and later'}${row.needs ? ` with ${row.needs.join(', ')}` : ''}`;
  return rows.map(span).join(', ');
}
const optional: readonly Row[] = [...tables.helpers, ...tables.functions, ...tables.uapi];
const common = commonHelpers.map((row) => row.id);

function lacking(id: string, release: Release): RangeError {
  const rows = optional.filter((row) => row.id === id);
  const name = rows.map((row) => row.says ?? nameOf(row, release))[0] ?? id;
  return rangeError(
    `expected a kernel that has ${name} (${spans(rows)}), got ${releaseName(release)}`,
    'ERR_PTE_HELPER',
  );
}

/**
 * Resolves a kernel.
 *
 * `version` is a series ('6.12' is '6.12.0'), a release ('6.12.107', '6.12.107+deb13-amd64', '6.1-rc7'), or what uname says
 * as `{ release, version }`. A candidate has what had been merged by then; doubtsOf() lists what a name leaves open. After a colon
 * stands a row of the spec or a proposal that the kernel has besides ('6.0:wrprotectIfUffd'), after ':-' a row that it lacks
 * ('6.2:-migrationWrprotectsReadEntry'). Options of `config` that are left out have the value true, four-level paging and no C-bit.
 *
 * @throws RangeError for a kernel outside the rows (ERR_PTE_KERNEL), for a release string that hides the stable number
 *   (ERR_PTE_AMBIGUOUS_RELEASE), for a name after a colon that is none, and for a wrong configuration value; TypeError for the wrong
 *   kind of argument.
 */
export function kernel(version: string | Uname, config?: Partial<Config>): Kernel {
  if (typeof version !== 'string') return resolve(parseRelease(version), completeConfig(config));
  const [release, patches] = splitName(version);
  return resolve(parseRelease(release), patchedConfig(completeConfig(config), patches), patches);
}

/**
 * The kernel with a row or a proposal more for each name, and without the row for one after a `-`; its name says so.
 * @throws RangeError as kernel() does for what stands after colons.
 */
export const patched = (k: Kernel, patches: readonly string[]): Kernel =>
  patches.length === 0 ? k : resolve(k.release, patchedConfig(k.config, patches), [...k.patches, ...patches]);

/**
 * The door of functions that take a kernel.
 * @throws TypeError (ERR_PTE_TYPE) unless it is one as kernel() gives it.
 */
export function checkKernel(k: Kernel): void {
  if (k?.mask === undefined || k.release === undefined)
    throw typeError(`expected a kernel as kernel() gives it, got ${shown(k)}`);
}

/** A kernel from what parseRelease() and completeConfig() give; `patches` stand in its name. */
export function resolve(release: Release, config: Config, patches: readonly string[] = []): Kernel {
  checkMachineBits(config);
  return sameKernel(JSON.stringify([release, patches, config], exact), () => made(release, config, patches));
}
/** Kernels are values: who asks for the same one again gets it, with what others have worked out for it. */
const sameKernel = memo<Kernel>(256);

/** For who changes rows, as tests do: every kernel that is asked for after it is made anew. */
export function forgetKernels(): void {
  sameKernel.forget();
  forgetNumbers();
}

const exact = (_key: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value);

function made(release: Release, config: Config, patches: readonly string[]): Kernel {
  const at: Circumstances = { release, needs: needsMet(config), named: namedRows(config) };
  const numbers = numbersOf(at, config);
  const held = proposalsHeld(at, config.proposals);
  const behaviours = new Set([...heldIds('behaviours', at), ...held.map(({ id }) => id)]);
  let had: ReadonlySet<string> | undefined; // few kernels are asked
  const has = (id: string) => {
    had ??= new Set([...common, ...heldIds('helpers', at), ...heldIds('functions', at), ...heldIds('uapi', at)]);
    return had.has(id);
  };
  const parts = {
    name: releaseName(release, patches),
    patches: Object.freeze([...patches]),
    release: Object.freeze(release),
    config,
    ...numbers,
    proposedMarker: proposedMarker(held, numbers.mask, numbers.type),
    does: (behaviour: BehaviourId | ProposalId) => behaviours.has(behaviour),
    holds: (table: TableId, row: Row) => holds(table, row, at),
    has,
    need: (id: string) => {
      if (!has(id)) throw lacking(id, release);
    },
  };
  return kernelValue(parts, false);
}

/** All kernels are made here, so that they have one shape for the functions that read them: on two, each read takes longer. */
export function kernelValue(parts: Omit<Kernel, 'isQuiet'>, isQuiet: boolean): Kernel {
  const { name, patches, release, config, mask, clear, type, prot, vm, vmFault, faultFlag, pagemap } = parts;
  const { proposedMarker, does, holds, has, need } = parts;
  const masks = { mask, clear, type, prot, vm, vmFault, faultFlag, pagemap };
  return Object.freeze({ name, patches, release, config, ...masks, proposedMarker, isQuiet, does, holds, has, need });
}

function checkMachineBits(config: Config): void {
  for (const key of ['encMask', 'sharedMask'] as const)
    if (config[key] & ~fieldMask(presentFields[0]))
      throw rangeError(`expected config.${key} to be a bit of the page frame number, got ${shown(config[key])}`);
  const { encMask, sharedMask } = config;
  if (encMask && sharedMask)
    throw rangeError(
      `expected config.encMask or config.sharedMask, since a machine has one of the two, got ${shown(encMask)} and ${shown(sharedMask)}`,
    );
}
