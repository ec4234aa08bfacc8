/** Tables of kernel logic by every engine and instruction set: what the reference makes of them, wherever there is no row. */
import { afterAll, describe, expect, it } from 'vitest';
import { referenceEngine } from '../../lib/batch/engine/reference.ts';
import { type DecisionTable, type Engine, noDecision } from '../../lib/batch/engine/types.ts';
import { cores, restore } from '../support/cores.ts';

afterAll(restore);

/** Words that look like chance, the same each time. */
function chance(n: number): BigUint64Array {
  let x = 1n;
  return BigUint64Array.from({ length: n }, () => {
    x = BigInt.asUintN(64, x * 6364136223846793005n + 1442695040888963407n);
    return x ^ (x >> 29n);
  });
}

const popcount = (mask: bigint) => [...mask.toString(2)].filter((digit) => digit === '1').length;

/** A table of so many placings, whose bases have the bits of `alike` alike; one row in `gaps` is missing. */
function tableOf(mask: bigint, facts: number, placings: number, alike: bigint, gaps: number): DecisionTable {
  const size = 2 ** (popcount(mask) + facts);
  const numbers = chance(size);
  const all = (1n << 64n) - 1n;
  return {
    mask,
    facts,
    base: numbers.map((word) => (word & ~alike & all) | (alike & 0x5555555555555555n)),
    flip: numbers.map((_, i) => [0xffffffffff000n, 0x1fffffffffe00n, 0xff00n][i % placings] as bigint),
    shift: Uint8Array.from(numbers, (_, i) => [12, 9, 63][i % placings] as number),
    source: Uint8Array.from(numbers, (word, i) => (Number(word >> 40n) % gaps === 0 ? noDecision : (i % placings) & 1)),
  };
}

const tables: readonly (readonly [string, DecisionTable])[] = [
  ['one placing', tableOf(0xf80018000000000en, 3, 1, 0x98n, 1 << 20)],
  ['two placings', tableOf(0xf800000000000006n, 2, 2, 0x8000000000000100n, 1 << 20)],
  ['two placings and gaps', tableOf(0xf800000000000006n, 2, 2, 3n, 40)],
  ['three placings', tableOf(0x7n, 1, 3, 0x98n, 1 << 20)],
  ['bases with one bit alike', tableOf(0x8000000000000001n, 0, 2, 4n, 1 << 20)],
  ['four runs, the lowest bit and the highest', tableOf(0x8000100100000001n, 1, 2, 0x30n, 1 << 20)],
  ['five runs', tableOf(0x8001000100010101n, 0, 2, 0x30n, 1 << 20)],
  ['no bit and no fact', tableOf(0n, 0, 1, 0x30n, 1 << 20)],
  ['facts alone', tableOf(0n, 8, 2, 0x30n, 1 << 20)],
];

const bytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView) => Buffer.from(buffer, byteOffset, byteLength);

/** What an engine makes of `n` entries that begin at `at`: how far it came, and what was written up to there. */
function decided({ decide }: Engine, table: DecisionTable, n: number, at: number) {
  const words = chance(300 + at).subarray(at, at + n);
  const numbers = chance(600);
  const out = new BigUint64Array(n + at + 1).subarray(at);
  const rows = new Uint32Array(n + at + 1).subarray(at);
  const facts = Uint8Array.from(chance(300 + at), (word) => Number((word >> 7n) & 255n)).subarray(at, at + n);
  const bad = decide(
    table,
    words,
    facts,
    numbers.subarray(at, at + n),
    numbers.subarray(300, 300 + n),
    out.subarray(0, n),
    rows.subarray(0, n),
  );
  const good = bad === -1 ? n : bad;
  return [
    bad,
    bytes(out.subarray(0, good)).toString('hex'),
    bytes(rows.subarray(0, good)).toString('hex'),
    out[n],
    rows[n],
  ];
}

describe.each(tables)('a table of %s', (_, table) => {
  it.each(cores.map((core) => [core.target, core] as const))('is taken by %s as by the reference', (_, core) => {
    for (const n of [0, 1, 15, 16, 17, 31, 32, 33, 300])
      for (const at of [0, 1, 3])
        expect(decided(core, table, n, at), `${n} from ${at}`).toEqual(decided(referenceEngine, table, n, at));
  });
});
