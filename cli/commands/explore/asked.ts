/** What `pte explore` is asked, as the explorer takes it. */
import { shown as quoted, rangeError } from '../../../lib/base/errors.ts';
import { nearest } from '../../../lib/base/nearest.ts';
import { cpusIn, never, reaching } from '../../../lib/explore/ask.ts';
import type { Exploring } from '../../../lib/explore/explore.ts';
import { type Invariant, isPromised } from '../../../lib/explore/invariant.ts';
import { allInvariants } from '../../../lib/explore/invariants/invariants.ts';
import { leavesOf } from '../../../lib/explore/moments.ts';
import { operationsFor, operationsForWord } from '../../../lib/explore/needed.ts';
import { usualOperations } from '../../../lib/explore/sets.ts';
import type { Setting } from '../../../lib/explore/setup.ts';
import type { Kernel } from '../../../lib/kernel/kernel.ts';
import { checkedQuery } from '../../../lib/query/query.ts';
import { mappingNames, rareMappingNames } from '../../../lib/world/script.ts';
import type { MappingName } from '../../../lib/world/start/mappings.ts';
import { note } from '../../fail.ts';
import type { KernelOptions } from '../../kernelOptions.ts';

/** Bytes of a MiB. */
export const mebibyte = 2 ** 20;

/** The options of the command. */
export interface ExploreOptions extends KernelOptions {
  readonly for?: string;
  readonly cpus?: number;
  readonly processes?: number;
  readonly depth?: number;
  readonly states?: number;
  readonly seconds?: number;
  readonly memory?: number;
  readonly never?: string;
  readonly reach?: string;
  readonly only?: boolean;
  readonly all?: boolean;
  readonly invariant?: readonly string[];
  readonly steps?: string;
  readonly compare?: readonly string[];
  readonly json?: boolean;
  readonly svg?: string;
  readonly dot?: string;
  readonly toC?: string;
  readonly threads?: number;
}

/** Contradictions are refused; what no page of the kernel ever is is said. */
function checkAsked(k: Kernel, asked: readonly string[], o: ExploreOptions): void {
  const maker = asked.find((text) => /\b(fork|map)$/.test(text));
  if (o.processes === 1 && maker !== undefined)
    throw rangeError(`expected --processes 2 for ${quoted(maker)}, which makes a second one, got 1`);
  const question = o.never ?? (o.reach === undefined || isWord(o.reach) ? undefined : o.reach);
  if (question !== undefined && cpusIn(question) > (o.cpus ?? 1))
    throw rangeError(`expected --cpus ${cpusIn(question)} for a question about as many, got ${o.cpus ?? 1}`);
  const leaves = question === undefined ? [] : leavesOf(checkedQuery(question).tree);
  if (leaves.some(({ scope, name }) => scope.endsWith('page') && name === 'exclusive') && !k.does('anonExclusive'))
    note(`${k.name} has no PageAnonExclusive: no page is ever exclusive there`);
}

/** A search of one kernel. @throws RangeError for what contradicts itself, and as never() and reaching() do. */
export function exploringOf(k: Kernel, words: readonly string[], o: ExploreOptions): Exploring {
  const { mapping, operations: asked } = askedIn(words, o);
  checkAsked(k, asked, o);
  return {
    ...settingOf(mapping, [...asked, ...(o.only ? [] : neededBy(k, o, asked.length > 0))], o),
    ...(o.all && { all: true }),
    ...(o.invariant && { invariants: o.invariant.map((name) => invariantOf(k, name)) }),
    ...(o.steps !== undefined && { invariants: [], helper: o.steps }),
    ...(o.never !== undefined && { invariants: [never(k, o.never)] }),
    ...(o.reach !== undefined && { invariants: [], until: reaching(k, isWord(o.reach) ? BigInt(o.reach) : o.reach) }),
  };
}

/** What a question needs to come up; a way to an entry may go through whatever is usual. */
function neededBy(k: Kernel, { never: asked, reach }: ExploreOptions, isAsked: boolean): readonly string[] {
  if (asked !== undefined) return operationsFor(asked);
  if (reach === undefined) return [];
  return [
    ...(isAsked ? [] : usualOperations.filter((name) => name !== 'fork')),
    ...(isWord(reach) ? operationsForWord(k, BigInt(reach)) : operationsFor(reach)),
  ];
}

function invariantOf(k: Kernel, name: string): Invariant {
  const found = allInvariants.find((one) => one.name === name);
  if (found && isPromised(k, found)) return found;
  if (found) throw rangeError(`expected an invariant that ${k.name} promises, got ${quoted(name)}`);
  const near = nearest(
    name,
    allInvariants.map((one) => one.name),
  );
  const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
  throw rangeError(`expected --invariant with a name that pte explore --help lists, got ${quoted(name)}${hint}`);
}

/** The mapping may stand in front of the operations, as it does in a script. */
export function askedIn(
  words: readonly string[],
  o: ExploreOptions,
): { readonly mapping: MappingName; readonly operations: readonly string[] } {
  const [first, ...rest] = partsOf(words.join(' '));
  const inFront = mappings.find((one) => one === first);
  if (inFront === undefined)
    return { mapping: mappingOf(o.for ?? 'anon'), operations: first === undefined ? [] : [first, ...rest] };
  if (o.for !== undefined && mappingOf(o.for) !== inFront)
    throw rangeError(`expected one mapping, got --for ${o.for} and ${inFront} in front of the operations`);
  return { mapping: inFront, operations: rest };
}

const mappings: readonly MappingName[] = [...mappingNames, ...rareMappingNames];

/** Mapping, operations, size and bounds as options give them. */
export function settingOf(mapping: MappingName, operations: readonly string[], o: ExploreOptions): Setting {
  return {
    mapping,
    ...(operations.length > 0 || o.only ? { operations } : {}),
    ...(o.only && { only: true }),
    ...(o.cpus !== undefined && { cpus: o.cpus }),
    ...(o.processes !== undefined && { processes: o.processes }),
    bounds: {
      ...(o.depth !== undefined && { depth: o.depth }),
      ...(o.states !== undefined && { states: o.states }),
      ...(o.seconds !== undefined && { milliseconds: o.seconds * 1000 }),
      ...(o.memory !== undefined && { bytes: o.memory * mebibyte }),
    },
  };
}

const partsOf = (text: string): readonly string[] =>
  text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Digits alone may be a word whose 0x was left out: words of a question are made of letters. */
function isWord(text: string): boolean {
  if (/^[\da-f]{9,}$/i.test(text))
    throw rangeError(`expected --reach with 0x in front of a word, got ${quoted(text)}`, 'ERR_PTE_INPUT');
  if (!/^0x[\da-f]+$/i.test(text)) return false;
  if (text.length <= '0x'.length + 16) return true;
  throw rangeError(`expected --reach with a word of 64 bits, got ${quoted(text)}`, 'ERR_PTE_INPUT');
}

function mappingOf(name: string): MappingName {
  const found = mappings.find((one) => one === name);
  if (found) return found;
  const near = nearest(name, mappings);
  const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
  throw rangeError(`expected --for with one of ${mappings.join(', ')}, got ${quoted(name)}${hint}`, 'ERR_PTE_INPUT');
}
