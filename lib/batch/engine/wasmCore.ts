/** The core as WebAssembly: compiled once, and instances of it, each with a memory of its own. */
import { rangeError } from '../../base/errors.ts';
import { layoutLength } from './layoutWords.ts';
import { wasmBytes } from './wasmBytes.ts';

/** What an instance exports: native/wasm/. Places are offsets in its memory, counts are of entries. */
export interface Core {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /** From here on memory is the caller's. */
  readonly __heap_base: { readonly value: number };
  /** Where the words of a kernel are put before prepare(), and how many it takes. */
  layout(): number;
  layoutWords(): number;
  prepare(): void;
  /** Each gives how many entries it did: all, or those before the first that cannot be. */
  decode(n: number, words: number, kind: number, type: number, flags: number, payload: number): number;
  encode(n: number, kind: number, type: number, flags: number, payload: number, words: number): number;
  decide(n: number, rows: number, mask: bigint, facts: number, ...places: number[]): number;
  census(n: number, words: number, byKind: number, counts: number): number;
  /** How many words answer yes, counted from `base` on. */
  find(n: number, words: number, base: number, steps: number, count: number, found: number, capacity: number): number;
  /** Where the steps of a map are put before map(), and that for as many of them. */
  mapSteps(): number;
  map(n: number, count: number, words: number, into: number): number;
  /** Makes rows for decide() of the columns of a table. */
  table(size: number, base: number, flip: number, shift: number, source: number, rows: number): void;
}

type Module = object;
/** What is used of the API that every host has; TypeScript has its types with those of a browser only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => Module;
  readonly Instance: new (module: Module) => { readonly exports: unknown };
  compile(bytes: Uint8Array): Promise<Module>;
};

const bytes = (): Uint8Array => Uint8Array.from(atob(wasmBytes), (c) => c.charCodeAt(0));

let compiled: Module | undefined;

/** Compiles beside the main thread, where some browsers compile nothing of more than 4 KiB. */
export async function compileAhead(): Promise<void> {
  compiled ??= await WebAssembly.compile(bytes());
}

/** The module, which workers are given. @throws as newCore() does. */
export function coreModule(): Module {
  compiled ??= new WebAssembly.Module(bytes());
  return compiled;
}

const page = 2 ** 16;

/**
 * An instance, with so many bytes from `__heap_base` on.
 * @throws what WebAssembly throws where a host does not allow it or lacks the memory; RangeError (ERR_PTE_ENGINE) for a core that was
 *   compiled for other rows than these.
 */
export function newCore(room: number): Core {
  const core = new WebAssembly.Instance(coreModule()).exports as Core;
  if (core.layoutWords() !== layoutLength)
    throw rangeError(
      `expected a core for kernels of ${layoutLength} words, got one for ${core.layoutWords()}: npm run wasm makes it anew`,
      'ERR_PTE_ENGINE',
    );
  growTo(core, core.__heap_base.value + room);
  return core;
}

/** Makes the memory as long as that. Where it was shorter, all arrays over its buffer end. */
export function growTo({ memory }: Core, length: number): void {
  const lacking = length - memory.buffer.byteLength;
  if (lacking > 0) memory.grow(Math.ceil(lacking / page));
}
