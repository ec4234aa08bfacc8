/** What the kernel's printk() makes of a row of spec/messages.ts, and the words and facts that it then holds. */
import fc from 'fast-check';
import type { TextFact, TextWord } from '../../lib/log/format.ts';
import type { MessageRow, Printed } from '../../spec/messages.ts';

export const conversions = /%#?\d*(?:ll|l|h)?(?:[xdus]|p[DGSfsx]?)/g;
const levels = ['pte', 'pmd', 'pud', 'p4d', 'pgd'] as const;
type OneLevel = (typeof levels)[number];
type Value = string | bigint;
type Told = Pick<TextWord, 'word' | 'as' | 'level'>;

const word = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.nat().map(BigInt),
  fc.constantFrom(0n, 0x67n, 0x8000000012345067n, 0x105327067n, 0xefffff80042bfe00n, 0xdeadbeefn, 0xfacen),
);
const pointer = fc.bigInt({ min: 0xffff888000000000n, max: 0xffffc87fffffffffn });
const text = fc.constantFrom('a.out', 'swapper/0', 'Web Content', '(null)', 'ext4_fault+0x0/0x40', 'libc.so.6', '0x0');
const special: Partial<Record<Printed, fc.Arbitrary<Value>>> = {
  text,
  level: fc.constantFrom(...levels),
  number: pointer,
};

/** Values for the conversions of a row: random entries, with pointers, names and numbers between them. */
export const valuesOf = (row: MessageRow): fc.Arbitrary<readonly Value[]> =>
  fc.tuple(...row.holds.map((held) => special[held] ?? word));

/** What printf() makes of one conversion. */
function printf(conversion: string, value: Value): string {
  const [, sharp, zeros, type = ''] = /^%(#?)(?:0(\d+))?(?:h|l|ll)?(\w+)$/.exec(conversion) ?? [];
  if (typeof value === 'string') return value;
  if (type.startsWith('p')) return value.toString(16).padStart(16, '0');
  if (type === 'd') return (value % 100000n).toString();
  return (sharp ? '0x' : '') + value.toString(16).padStart(Number(zeros ?? 0), '0');
}

/** The line, ended after the first `count` conversions where the row may stop. */
export function printMessage({ prints, stops }: MessageRow, values: readonly Value[], count: number): string {
  const found = [...prints.matchAll(conversions)];
  const taken = stops ? found.slice(0, count) : found;
  let at = 0;
  const parts = taken.map((match, i) => {
    const before = prints.slice(at, match.index);
    at = match.index + match[0].length;
    return before + printf(match[0], values[i] as Value);
  });
  return parts.join('') + (stops ? '' : prints.slice(at));
}

function wordOf(held: Printed, value: Value, level: Value | undefined): Told[] {
  if (typeof value === 'string') return [];
  if (held === 'swpEntry') return [{ word: value, as: 'swp-entry' }];
  const at = held === 'entry' ? level : levels.find((one) => one === held);
  return at === undefined ? [] : [{ word: value, as: 'entry', level: at as OneLevel }];
}

/** The words in it. */
export const wordsIn = ({ holds, stops }: MessageRow, values: readonly Value[], count: number): Told[] =>
  holds
    .slice(0, stops ? count : holds.length)
    .flatMap((held, i) => wordOf(held, values[i] as Value, values[holds.indexOf('level')]));

/** The facts in it. */
export const factsIn = ({ holds }: MessageRow, values: readonly Value[]): TextFact[] =>
  holds.flatMap((held, i) =>
    held === 'address' || held === 'errorCode' || held === 'vmFlags'
      ? [{ fact: held, value: values[i] as bigint }]
      : [],
  );
