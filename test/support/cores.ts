/** Every form of the C++ core that runs here: the addon with each instruction set, where there is one, and WebAssembly. */
import { nativeEngine } from '../../lib/batch/engine/native.ts';
import type { Engine } from '../../lib/batch/engine/types.ts';
import { loadWasm } from '../../lib/batch/engine/wasm.ts';
import { addon, native } from './native.ts';

/** The addon with one instruction set, which stays in force after a call. */
function withTarget(target: string): Engine {
  const engine = nativeEngine(addon, target);
  const forced = <Args extends readonly unknown[], R>(run: (...args: Args) => R) => {
    return (...args: Args): R => {
      addon.setTarget(target);
      return run(...args);
    };
  };
  const { decode, encode, decide, census, find, map } = engine;
  return {
    ...engine,
    decode: forced(decode),
    encode: forced(encode),
    decide: forced(decide),
    census: forced(census),
    find: forced(find),
    map: forced(map),
  };
}

const portable = loadWasm();
if ('failure' in portable) throw new Error(`expected WebAssembly in every Node, got none: ${portable.failure}`);

/** The core as WebAssembly. */
export const wasm: Engine = portable;

export const cores: readonly Engine[] = [...(native ? addon.targets().map(withTarget) : []), wasm];

/** The best instruction set is in force again. */
export const restore = (): void => addon.setTarget(addon.targets().at(-1) as string);
