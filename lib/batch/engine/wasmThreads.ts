/** Calls of the portable engine on workers: blocks are copied to them and back, in buffers that are handed over. */
import { most } from '#threads';
import { censusLength } from './censusAt.ts';
import { placeAfter } from './places.ts';
import type { Columns, Engine, EngineThreads, Stop } from './types.ts';
import { bytesOf, fetchLines } from './wasmBlocks.ts';
import { crew, type Member } from './wasmCrew.ts';
import type { Elements } from './wasmRoom.ts';
import type { WorkerReply, WorkerTask } from './wasmWorker.ts';

/** Entries of a block: with what they become some 700 KiB, of which a worker has two. */
const block = 2 ** 15;
const blocksEach = 2;
/** How often a listener hears of a job. */
const mostHeard = 60;

/** A call over blocks. Operands stand in a buffer one after the other, those that are read first. */
interface Job {
  readonly call: 'decode' | 'encode' | 'census';
  /** Where buffers belong in the memory of a core. */
  readonly at: number;
  readonly layout: BigUint64Array;
  readonly total: number;
  readonly reads: readonly Elements[];
  readonly writes: readonly Elements[];
  /** The arguments of the core's call for `n` entries whose operands are at places. */
  readonly args: (n: number, places: readonly number[]) => number[];
  /** Does the same on this thread, where a worker failed; how many entries it did. */
  readonly here: (first: number, n: number) => number;
  /** Takes what a call counts, of which each block begins at zero. */
  readonly sum?: (counts: BigUint64Array) => void;
}

/** Bytes of a buffer, enough for every call. */
const bufferLength = [8, 8, 4, 1, 1].reduce((at, bytes) => placeAfter(at, bytes * block), 0);

/** Where each operand is in a buffer, and last where they end. */
function placesOf(operands: readonly Elements[]): number[] {
  const places = [0];
  for (const { BYTES_PER_ELEMENT } of operands)
    places.push(placeAfter(places.at(-1) as number, BYTES_PER_ELEMENT * block));
  return places;
}

/** What a worker is asked for `n` entries from `first` on. */
function taskOf(
  { call, at, reads, writes, args, sum }: Job,
  buffer: ArrayBuffer,
  first: number,
  n: number,
): WorkerTask {
  const places = placesOf([...reads, ...writes]);
  const outputs = places[reads.length] as number;
  reads.forEach((array, i) => {
    new Uint8Array(buffer).set(bytesOf(array, first, n), places[i]);
  });
  const end = sum ? outputs + 8 * censusLength : (places.at(-1) as number);
  if (sum) new Uint8Array(buffer, outputs, end - outputs).fill(0);
  const there = places.map((place) => at + place);
  return { call, args: args(n, there), at, inputs: sum ? end : outputs, outputs, end, buffer };
}

/** Puts what a worker made where it belongs. */
function take({ reads, writes, sum }: Job, { done, buffer }: WorkerReply, first: number): void {
  const places = placesOf([...reads, ...writes]);
  sum?.(new BigUint64Array(buffer, places[reads.length], censusLength));
  writes.forEach((array, i) => {
    const to = bytesOf(array, first, done);
    fetchLines(to);
    to.set(new Uint8Array(buffer, places[reads.length + i], to.length));
  });
}

/** Does a block with a worker; `heard` is told how many entries of it were done. */
function doBlock(member: Member, job: Job, first: number, n: number, heard: (done: number) => void): void {
  const buffer = member.spare.pop() ?? new ArrayBuffer(bufferLength);
  member.give(job.layout, taskOf(job, buffer, first, n), (reply) => {
    if (reply) take(job, reply, first);
    heard(reply ? reply.done : job.here(first, n));
  });
}

/** Has a job done, blocks in order, as many at once as the workers have room for. */
function start(
  job: Job,
  members: readonly Member[],
  settle: (done: number, bad: number, through: boolean) => void,
): Stop {
  let [next, done, out, bad, stopped] = [0, 0, 0, -1, false];
  const step = Math.ceil(job.total / mostHeard);
  const give = (member: Member): void => {
    if (stopped || bad !== -1 || next >= job.total) return;
    const [first, n] = [next, Math.min(block, job.total - next)];
    next += n;
    out++;
    doBlock(member, job, first, n, (did) => {
      out--;
      if (did < n) bad = bad === -1 ? first + did : Math.min(bad, first + did);
      done += n;
      give(member);
      if (out === 0) settle(done, bad, true);
      else if (Math.floor(done / step) > Math.floor((done - n) / step)) settle(done, bad, false);
    });
  };
  for (let i = 0; i < blocksEach; i++) members.forEach(give);
  return () => {
    stopped = true;
  };
}

const listed = ({ kind, type, flags, payload }: Columns): readonly Elements[] => [kind, type, flags, payload];
const part = ({ kind, type, flags, payload }: Columns, from: number, to: number): Columns => ({
  kind: kind.subarray(from, to),
  type: type.subarray(from, to),
  flags: flags.subarray(from, to),
  payload: payload.subarray(from, to),
});

/** How many of `n` entries were done, by the first that was not. */
const doneOf = (n: number, bad: number): number => (bad === -1 ? n : bad);

/**
 * The threads of the portable engine. `at` says where the memory of a core is the caller's; `stays` whether an array is in the memory of
 * one, where a copy for a worker would take as long as the work.
 */
export function wasmThreads(by: Engine, at: () => number, stays: (array: Elements) => boolean): EngineThreads {
  return {
    most,
    worth: (threads, arrays) => threads > 1 && !arrays.some(stays) && crew(threads).length > 0,
    decode(layout, words, columns, threads, settle) {
      const here = (first: number, n: number) => {
        by.decode(layout, words.subarray(first, first + n), part(columns, first, first + n));
        return n;
      };
      const args = (n: number, places: readonly number[]) => [n, ...places.slice(0, 5)];
      const job = { layout, at: at(), total: words.length, reads: [words], writes: listed(columns), args, here };
      return start({ ...job, call: 'decode' }, crew(threads), settle);
    },
    encode(layout, columns, words, threads, settle) {
      const here = (first: number, n: number) =>
        doneOf(n, by.encode(layout, part(columns, first, first + n), words.subarray(first, first + n)));
      const args = (n: number, places: readonly number[]) => [n, ...places.slice(0, 5)];
      const job = { layout, at: at(), total: words.length, reads: listed(columns), writes: [words], args, here };
      return start({ ...job, call: 'encode' }, crew(threads), settle);
    },
    census(layout, words, byKind, threads, settle) {
      const counts = new Float64Array(censusLength);
      const sum = (more: BigUint64Array) => {
        const halves = new Uint32Array(more.buffer, more.byteOffset); // of a block, so that the upper ones are 0
        for (let i = 0; i < censusLength; i++) counts[i] = (counts[i] as number) + (halves[2 * i] as number);
      };
      const here = (first: number, n: number) => {
        const more = new BigUint64Array(censusLength);
        by.census(layout, words.subarray(first, first + n), byKind, more);
        sum(more);
        return n;
      };
      const args = (n: number, places: readonly number[]) => [
        n,
        places[0] as number,
        byKind ? 1 : 0,
        places[1] as number,
      ];
      const job = { layout, at: at(), total: words.length, reads: [words], writes: [], args, here, sum };
      return start({ ...job, call: 'census' }, crew(threads), (done, bad, through) =>
        settle(done, bad, through, through ? BigUint64Array.from(counts, BigInt) : undefined),
      );
    },
  };
}
