/** Bits of a word in words. */

const places = (mask: bigint): readonly number[] =>
  Array.from({ length: 64 }, (_, bit) => bit).filter((bit) => ((mask >> BigInt(bit)) & 1n) === 1n);

/** `bit 52`, `bits 52, 53 and 55 to 57`: the bits of a mask, from the lowest up. */
export function bitList(mask: bigint): string {
  const bits = places(mask);
  const first = bits.filter((bit) => !bits.includes(bit - 1));
  const last = bits.filter((bit) => !bits.includes(bit + 1));
  const runs = first.flatMap((lo, i) => {
    const hi = last[i] as number;
    return lo === hi ? [`${lo}`] : hi === lo + 1 ? [`${lo}`, `${hi}`] : [`${lo} to ${hi}`];
  });
  const [tail = '', ...head] = [...runs].reverse();
  const list = head.length === 0 ? tail : `${head.reverse().join(', ')} and ${tail}`;
  return `${bits.length === 1 ? 'bit' : 'bits'} ${list}`;
}
