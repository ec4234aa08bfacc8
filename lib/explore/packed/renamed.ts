/** Values in which pages, slots of swap and CPUs have other names: whatever a world may be made of, by the names of its fields. */

import { namesOf } from './sortedNames.ts';

/** What becomes of names. */
export interface Renaming {
  /** A word of an entry. */
  word(pte: bigint): bigint;
  /** A page frame number, in pages. */
  page(pfn: bigint): bigint;
  /** A swap offset, in pages. */
  slot(offset: bigint): bigint;
  cpu(name: string): string;
}

/** The fields that hold such a name; all others stay as they are. */
const named: ReadonlyMap<string, Exclude<keyof Renaming, 'cpu'>> = new Map([
  ...(['pte', 'orig', 'tlb'] as const).map((name) => [name, 'word'] as const),
  ...(['pfn', 'first'] as const).map((name) => [name, 'page'] as const),
  ...(['offset', 'swapSlot'] as const).map((name) => [name, 'slot'] as const),
]);

/** On which CPU a process wrote last is told, and decides nothing: Beliefs.writer. */
const anyWriter = 'cpu0';

const isCpu = (value: unknown): value is string => typeof value === 'string' && /^cpu\d+$/.test(value);

/** The value itself where it names nothing that has another name now. */
export function renamed<T>(value: T, by: Renaming, field = ''): T {
  return anyRenamed(value, by, field) as T;
}

function anyRenamed(value: unknown, by: Renaming, field: string): unknown {
  if (typeof value === 'bigint') {
    const what = named.get(field);
    return what === undefined ? value : by[what](value);
  }
  if (typeof value === 'string') return isCpu(value) ? by.cpu(value) : value;
  if (Array.isArray(value)) return listRenamed(value, by, field);
  return typeof value === 'object' && value !== null
    ? recordRenamed(value as Record<string, unknown>, by, field)
    : value;
}

/** Lists of CPUs are sets. */
function listRenamed(list: readonly unknown[], by: Renaming, field: string): readonly unknown[] {
  if (list.length === 0) return list;
  const now = list.map((one) => anyRenamed(one, by, field));
  if (now.every(isCpu)) now.sort();
  return now.every((one, i) => one === list[i]) ? list : now;
}

function recordRenamed(record: Record<string, unknown>, by: Renaming, field: string): unknown {
  const isEntry = Object.hasOwn(record, 'pte');
  let now: Record<string, unknown> | undefined;
  for (const name of namesOf(record)) {
    const old = record[name];
    const made =
      isEntry && name === 'writer'
        ? old === undefined
          ? old
          : anyWriter
        : anyRenamed(old, by, field === 'tlb' ? field : name);
    if (made === old) continue;
    now ??= { ...record };
    now[name] = made;
  }
  return now ?? record;
}
