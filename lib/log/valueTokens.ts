/** The pieces of a value as gdb, lldb and drgn print it. */

/** The next piece of a value, at `lastIndex`. */
export const token = new RegExp(
  [
    '(?<gap>[\\s,]+)',
    '(?<repeats><repeats (?<times>\\d{1,9}) times>)',
    '(?<remark><[^<>]{0,200}>|"(?:[^"\\\\]|\\\\.){0,400}"|\'(?:[^\'\\\\]|\\\\.){1,8}\'|@0x[\\da-f]+:|\\.\\.\\.(?=[})\\s]*$))',
    '(?<cast>\\((?!\\w+ = )\\w[\\w ]{0,80}\\**(?:\\[\\d*\\])*\\))',
    '(?<key>(?:\\.|static )?[A-Za-z_]\\w*|\\[(?:0x)?[\\da-f]+\\]) = ',
    '(?<number>0x[\\da-f]+(?!\\w)|-?\\d+(?![\\w.]))',
    '(?<open>[{(])',
    '(?<close>[)}])',
    '(?<name>[A-Za-z_]\\w*(?: \\| \\w+)*)',
  ].join('|'),
  'dy',
);

/** Digits of C: decimal, octal after 0, hex after 0x; `p/t` prints binary, which is longer than any of them. */
export function numberIn(digits: string): bigint | undefined {
  const base = /^[01]{25,64}$/.test(digits) ? '0b' : /^0[0-7]+$/.test(digits) ? '0o' : '';
  const value = digits.startsWith('-') ? -BigInt(digits.slice(1)) : BigInt(base + digits);
  return value >= -(1n << 63n) && value < 1n << 64n ? BigInt.asUintN(64, value) : undefined;
}

/** How many brackets are closed before another member can come; where the line ends first, it is not known and may be all. */
export function closedBefore(after: string): number {
  const closed = /^[\s})]*/.exec(after)?.[0] ?? '';
  return /^,?\s*$/.test(after.slice(closed.length)) ? Number.POSITIVE_INFINITY : closed.replace(/\s/g, '').length;
}
