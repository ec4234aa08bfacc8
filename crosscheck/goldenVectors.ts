/** Golden vectors: words with what they mean and what the kernel's helpers say of them, for other projects to test themselves with. */
import { hex } from '../lib/base/hex.ts';
import { decodeBatch } from '../lib/batch/codecBatch.ts';
import { columns, KINDS } from '../lib/batch/columns.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import { findProbeDir } from './headers/buildProbe.ts';
import { helperRows } from './headers/helperRows.ts';
import { inputs } from './inputs.ts';
import { ourAnswers } from './ourHelpers.ts';

/** Raised when what stands where changes: docs/vectors.md. */
export const vectorFormat = 1;

/** Words of a kernel, and what its helpers say of each. */
export interface Vectors {
  readonly kernel: Kernel;
  readonly seed: number;
  readonly words: BigUint64Array;
  /** Helpers of one present or swap entry, in the order of their columns; results as words, a bool as 0 or 1. */
  readonly helpers: ReadonlyMap<string, { readonly result: string; readonly values: BigUint64Array }>;
}

/** The helpers that take one pte, by the rows of the probe, and what each gives. */
const unaryHelpers = (): ReadonlyMap<string, string> =>
  new Map(
    helperRows(findProbeDir())
      .filter((row) => row.arguments.join() === 'pte')
      .map(({ name, result }) => [name, result]),
  );

/** The first `count` vectors of a seed. */
export function vectorsOf(k: Kernel, count: number, seed: number): Vectors {
  const [words] = inputs(['pte'], seed, 0, count) as [BigUint64Array];
  const helpers = new Map<string, { result: string; values: BigUint64Array }>();
  for (const [name, result] of unaryHelpers()) {
    const values = ourAnswers(k, name, ['pte'], [words]);
    if (values) helpers.set(name, { result, values });
  }
  return { kernel: k, seed, words, helpers };
}

const configText = (k: Kernel): string => JSON.stringify(k.config, (_, v) => (typeof v === 'bigint' ? hex(v) : v));

/** An object: the kernel, the names of the helpers, and an array of vectors. */
export function* asJson(v: Vectors): Generator<string> {
  const cols = decodeBatch(v.kernel, v.words, columns(v.words.length));
  yield `{"format":${vectorFormat},"kernel":${JSON.stringify(v.kernel.name)},"config":${configText(v.kernel)},"seed":${v.seed},"vectors":[\n`;
  for (let i = 0; i < v.words.length; i++) {
    const helpers = [...v.helpers].map(
      ([name, { result, values }]) =>
        `"${name}":${result === 'bool' ? values[i] === 1n : `"${hex(values[i] as bigint)}"`}`,
    );
    yield `{"word":"${hex(v.words[i] as bigint)}","kind":"${KINDS[cols.kind[i] as number]}","type":${cols.type[i]},"flags":${cols.flags[i]},"payload":"0x${(cols.payload[i] as bigint).toString(16)}","helpers":{${helpers.join(',')}}}${i + 1 < v.words.length ? ',' : ''}\n`;
  }
  yield ']}\n';
}

/** A header, then 64-bit little-endian columns: word, kind | type << 8 | flags << 32, payload, and one for each helper. */
export function* asBinary(v: Vectors): Generator<Uint8Array> {
  const cols = decodeBatch(v.kernel, v.words, columns(v.words.length));
  const about = Buffer.from(JSON.stringify({ kernel: v.kernel.name, seed: v.seed, helpers: [...v.helpers.keys()] }));
  const head = Buffer.alloc(24);
  head.write('x86-pte\0', 'latin1');
  head.writeUInt32LE(vectorFormat, 8);
  head.writeUInt32LE(about.length, 12);
  head.writeBigUInt64LE(BigInt(v.words.length), 16);
  yield head;
  yield about;
  yield Buffer.alloc((8 - (about.length % 8)) % 8);
  const meaning = BigUint64Array.from(
    v.words,
    (_, i) =>
      BigInt(cols.kind[i] as number) |
      (BigInt(cols.type[i] as number) << 8n) |
      (BigInt(cols.flags[i] as number) << 32n),
  );
  for (const column of [v.words, meaning, cols.payload, ...[...v.helpers.values()].map((h) => h.values)])
    yield new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

/** A C header with an array of structs. */
export function* asC(v: Vectors): Generator<string> {
  const cols = decodeBatch(v.kernel, v.words, columns(v.words.length));
  yield `/* x86-pte vectors, format ${vectorFormat}: Linux ${v.kernel.name}, seed ${v.seed} */\n#include <stdint.h>\n`;
  yield `struct pte_vector {\n  uint64_t word;\n  uint8_t kind, type;\n  uint32_t flags;\n  uint64_t payload;\n${[...v.helpers.keys()].map((name) => `  uint64_t ${name};\n`).join('')}};\n`;
  yield `static const struct pte_vector pte_vectors[${v.words.length}] = {\n`;
  for (let i = 0; i < v.words.length; i++) {
    const values = [...v.helpers.values()].map((h) => `${hex(h.values[i] as bigint)}u`);
    yield `{ ${hex(v.words[i] as bigint)}u, ${cols.kind[i]}, ${cols.type[i]}, ${cols.flags[i]}u, ${hex(cols.payload[i] as bigint)}u, ${values.join(', ')} },\n`;
  }
  yield '};\n';
}
