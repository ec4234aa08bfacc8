/** The C++ core as WebAssembly as an engine: wherever no addon loads, and in browsers. */
import { rangeError } from '../../base/errors.ts';
import { type Columns, type Engine, mapStepWords } from './types.ts';
import { overBlocks, reads, writes } from './wasmBlocks.ts';
import { censusIn, findIn } from './wasmPasses.ts';
import { type Elements, Room } from './wasmRoom.ts';
import { wasmThreads } from './wasmThreads.ts';

/** The rooms that callers have arrays in, by their memory; nothing is kept of one whose arrays nobody has any more. */
const rooms = new WeakMap<ArrayBufferLike, Room>();
/** The room of this engine itself, which holds no arrays and may grow. */
let own: Room | undefined;

/** The room that some of these arrays are in, else the engine's own. */
function roomOf(arrays: readonly Elements[]): Room {
  for (const { buffer } of arrays) {
    const room = rooms.get(buffer);
    if (room) return room;
  }
  own ??= new Room(0);
  return own;
}

/** The same, where there is room for a table of so many rows. */
function roomWithTable(arrays: readonly Elements[], rows: number): Room {
  const room = roomOf(arrays);
  if (room.holds(rows)) return room;
  const large = roomOf([]);
  large.growFor(rows);
  return large;
}

/** Places are numbers of 32 bits; the core and what it works with take some of them. */
const mostBytes = 2 ** 32 - 2 ** 22;

const readColumns = ({ kind, type, flags, payload }: Columns) => [kind, type, flags, payload].map(reads);
const writtenColumns = ({ kind, type, flags, payload }: Columns) => [kind, type, flags, payload].map(writes);

/** What it does on the caller's thread. */
const alone: Engine = {
  name: 'wasm',
  target: 'wasm',
  decode(layout, words, columns) {
    const room = roomOf([words, columns.payload]);
    room.prepare(layout);
    overBlocks(room, words.length, [reads(words), ...writtenColumns(columns)], room.core.decode);
  },
  encode(layout, columns, words) {
    const room = roomOf([words, columns.payload]);
    room.prepare(layout);
    return overBlocks(room, words.length, [...readColumns(columns), writes(words)], room.core.encode);
  },
  decide(table, words, facts, pfns, copies, out, rows) {
    const room = roomWithTable([words, out], table.base.length);
    const at = room.prepareTable(table);
    const operands = [...[words, facts, pfns, copies].map(reads), ...[out, rows].map(writes)];
    return overBlocks(room, words.length, operands, (n, ...places) =>
      room.core.decide(n, at, table.mask, table.facts, ...places),
    );
  },
  census(layout, words, byKind, counts) {
    const room = roomOf([words]);
    room.prepare(layout);
    censusIn(room, words, byKind, counts);
  },
  find: (steps, words, from, found) => findIn(roomOf([words]), steps, words, from, found),
  map(steps, words, into) {
    const room = roomOf([words, into]);
    room.put(steps, room.core.mapSteps());
    overBlocks(room, words.length, [reads(words), writes(into)], (n, ...[from, to]) =>
      room.core.map(n, steps.length / mapStepWords, from as number, to as number),
    );
  },
  memory(bytes) {
    if (bytes > mostBytes) throw rangeError(`expected at most ${mostBytes} bytes of memory, got ${bytes}`);
    const room = new Room(bytes);
    rooms.set(room.buffer, room);
    return { buffer: room.buffer as ArrayBuffer, from: room.free };
  },
};

const engine: Engine = {
  ...alone,
  threads: wasmThreads(
    alone,
    () => roomOf([]).passage,
    ({ buffer }) => rooms.has(buffer),
  ),
};

/** The engine, or why there is none: a host without WebAssembly or its SIMD, or one that does not allow it. */
export function loadWasm(): Engine | { readonly failure: string } {
  try {
    own ??= new Room(0);
    return engine;
  } catch (error) {
    return { failure: String(error instanceof Error ? error.message : error).split('\n', 1)[0] ?? '' };
  }
}
