/** What a search is told, checked: the mapping, the lines that are tried, how wide a world may get, and the bounds. */
import { rangeError, shown, typeError } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
import { operations } from '../world/operations/list.ts';
import { mappingNames, rareMappingNames, type ScriptLine } from '../world/script.ts';
import { lacksFor, type MappingName, pagesOf } from '../world/start/mappings.ts';
import type { Width } from './moves.ts';
import { checkOwn, type OwnOperation, type OwnOperations, ownOperations } from './own.ts';
import type { Bounds } from './searched.ts';
import { linesFor } from './sets.ts';

/** Where a search ends if nothing else is said. */
export const defaultBounds: Bounds = { depth: 40, states: 200_000, milliseconds: 60_000, bytes: 2 ** 31 };

/** What every search is told. */
export interface Setting {
  /** The mapping in which it starts, by the name of a script; anon if left out. */
  readonly mapping?: MappingName;
  /** Operations as a script has them, such as `mprotect r` or `migrate`, and those of one's own, in any order; the usual ones if left out. */
  readonly operations?: readonly (string | OwnOperation)[];
  /** The operations are all that is tried: nothing is added that they need. */
  readonly only?: boolean;
  /** 1 to 3; one if left out. */
  readonly cpus?: number;
  /** 1 or 2; two if left out and an operation makes one, or else one. */
  readonly processes?: number;
  readonly bounds?: Partial<Bounds>;
}

/** The same with nothing left open. */
export interface SearchSetting {
  readonly mapping: MappingName;
  readonly lines: readonly ScriptLine[];
  readonly width: Width;
  readonly bounds: Bounds;
  /** The operations of one's own. */
  readonly own?: OwnOperations;
}

const most = { cpus: 3, processes: 2 } as const;

function count(name: keyof typeof most, given: number): number {
  if (Number.isInteger(given) && given >= 1 && given <= most[name]) return given;
  throw rangeError(`expected 1 to ${most[name]} ${name}, got ${shown(given)}`);
}

function boundsOf(given: Partial<Bounds> = {}): Bounds {
  const bounds = { ...defaultBounds, ...given };
  for (const [name, value] of Object.entries(bounds)) {
    if (!Object.hasOwn(defaultBounds, name))
      throw rangeError(`expected a bound of ${Object.keys(defaultBounds).join(', ')}, got ${shown(name)}`);
    if (!(typeof value === 'number' && value >= 1))
      throw rangeError(`expected a bound of ${name} from 1 on, got ${shown(value)}`);
  }
  return bounds;
}

function checkMapping(k: Kernel, mapping: MappingName): void {
  const all: readonly string[] = [...mappingNames, ...rareMappingNames];
  if (!all.includes(mapping)) {
    const near = typeof mapping === 'string' ? nearest(mapping, all) : undefined;
    const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
    throw rangeError(`expected a mapping as a script has it, got ${shown(mapping)}${hint}`, 'ERR_PTE_INPUT');
  }
  const lacks = lacksFor(k, mapping);
  if (lacks !== undefined) throw rangeError(lacks, 'ERR_PTE_INPUT');
}

function ownIn(mapping: MappingName, given: readonly (string | OwnOperation)[]): OwnOperations | undefined {
  if (!Array.isArray(given)) throw typeError(`expected operations as an array, got ${shown(given)}`);
  const own = given.filter((one) => typeof one !== 'string');
  checkOwn(own);
  if (own[0] && pagesOf(mapping) > 1)
    throw rangeError(`expected a mapping of one entry with ${own[0].name}, got ${mapping}`, 'ERR_PTE_INPUT');
  return ownOperations(own);
}

/** It makes another process. */
const isMaker = ({ name }: ScriptLine): boolean => name === 'fork' || name === 'map';

/**
 * Checks what a search on some kernels is told.
 *
 * @throws TypeError for what is no kernel or no setting; RangeError for a bound that is none, (ERR_PTE_INPUT) for an operation or a mapping
 *   that is none, and for what contradicts itself: processes that nothing makes, nothing to try.
 */
export function settle(kernels: readonly Kernel[], how: Setting): SearchSetting {
  for (const k of kernels) checkKernel(k);
  if (typeof how !== 'object' || how === null)
    throw typeError(`expected what to explore as an object, got ${shown(how)}`);
  const mapping = how.mapping ?? 'anon';
  for (const k of kernels) checkMapping(k, mapping);
  const cpus = count('cpus', how.cpus ?? 1);
  const asked = how.processes === undefined ? undefined : count('processes', how.processes);
  const bounds = boundsOf(how.bounds);
  const own = ownIn(mapping, how.operations ?? []);
  const all = linesFor(mapping, how.operations ?? [], how.only);
  if (all.length === 0) throw rangeError('expected operations to try with only, got none', 'ERR_PTE_INPUT');
  const makes = all.some(isMaker);
  if (asked === 2 && !makes)
    throw rangeError('expected fork or map among the operations with 2 processes, got neither', 'ERR_PTE_INPUT');
  const processes = asked ?? (how.operations !== undefined && makes ? 2 : 1);
  const lines = processes > 1 ? all : all.filter((line) => !isMaker(line));
  if (lines.length === 0)
    throw rangeError('expected more than fork and map to try with 1 process, got no more', 'ERR_PTE_INPUT');
  return { mapping, lines, width: { cpus, processes }, bounds, ...(own && { own }) };
}

/**
 * The same where the second kernel has a patch: its operations are tried, as they are on the first one.
 *
 * @throws as settle() does; RangeError (ERR_PTE_INPUT) for a patch of what is no operation of a script.
 */
export function settlePatched(
  kernels: readonly Kernel[],
  { patched = [], ...how }: Setting & { readonly patched?: readonly OwnOperation[] },
): SearchSetting & { readonly patched?: OwnOperations } {
  const mine = ownIn(how.mapping ?? 'anon', patched);
  const none = patched.find(({ name }) => !Object.hasOwn(operations, name));
  if (none) throw rangeError(`expected a patch of an operation of scripts, got ${shown(none.name)}`, 'ERR_PTE_INPUT');
  const asked = how.operations ?? [];
  const isAsked = (name: string): boolean =>
    asked.some((one) => (typeof one === 'string' ? one.trim().split(/\s+/).includes(name) : one.name === name));
  const more = patched.flatMap(({ name }) => (isAsked(name) ? [] : [name]));
  const settled = settle(kernels, more.length > 0 ? { ...how, operations: [...asked, ...more] } : how);
  return { ...settled, ...(mine && { patched: { ...settled.own, ...mine } }) };
}
