/** What a worker runs: calls of a core of its own on arrays that come to it, and go back, in one buffer. */
import type { Core } from './wasmCore.ts';

/** What a worker is asked. Places are where they are in the memory of every core of this module. */
export interface WorkerTask {
  /** The module, for the first task of a worker. */
  readonly module?: object;
  /** The kernel, where it is another than that of the task before. */
  readonly layout?: BigUint64Array;
  readonly call: keyof Core;
  readonly args: readonly number[];
  /** Where the buffer belongs in the core's memory; the bytes before `inputs` are read, those from `outputs` to `end` written. */
  readonly at: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly end: number;
  readonly buffer: ArrayBuffer;
}
/** How many entries a worker did, and the buffer of its task. */
export interface WorkerReply {
  readonly done: number;
  readonly buffer: ArrayBuffer;
}

/** A worker as its host has it. */
export interface Thread {
  send(task: WorkerTask): void;
  /** Whether the program waits for it before it ends, where that is the host's custom. */
  hold(waits: boolean): void;
}
/** Makes a worker; `failed` hears of its end, which nobody asked for. @throws what the host throws where it allows none. */
export type NewThread = (code: string, hear: (reply: WorkerReply) => void, failed: () => void) => Thread;

/** The program, of which a host calls serve(). It is text, since a bundle has one file, and tools rewrite functions. */
export const workerCode = `
let core;
function serve({ module, layout, call, args, at, inputs, outputs, end, buffer }, reply) {
  core ??= new WebAssembly.Instance(module).exports;
  const lacking = at + buffer.byteLength - core.memory.buffer.byteLength;
  if (lacking > 0) core.memory.grow(Math.ceil(lacking / 65536));
  const memory = core.memory.buffer;
  if (layout) {
    new BigUint64Array(memory, core.layout(), layout.length).set(layout);
    core.prepare();
  }
  new Uint8Array(memory).set(new Uint8Array(buffer, 0, inputs), at);
  const done = core[call](...args);
  new Uint8Array(buffer, outputs).set(new Uint8Array(memory, at + outputs, end - outputs));
  reply({ done, buffer }, [buffer]);
}`;
