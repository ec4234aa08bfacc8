/** What is decoded and encoded: present, swap and other entries without an order, all 64 bits in use. */
export function words(n: number): BigUint64Array {
  const all = new BigUint64Array(n);
  const halves = new Uint32Array(all.buffer);
  let x = 1;
  for (let i = 0; i < halves.length; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    halves[i] = x ^ (x >>> 15); // the lowest bit of such a generator takes turns: PRESENT would never be set
  }
  return all;
}

/** Bytes moved for a decoded word, and for an encoded one: 8 of the word, 14 of its columns. */
export const codecBytes = 22;

/** The same for a word that a helper is applied to: one read, one written. */
export const mapBytes = 16;
