/** Hints from what a word looks like that is none of an entry: text, a pointer, an interrupt vector. */
import { xenGuestKernel } from '../../../spec/present.ts';
import { printable } from '../../base/printable.ts';
import type { Finding } from '../finding.ts';
import { hint, type Looked } from './hint.ts';

const bytesOf = (word: bigint): readonly number[] =>
  Array.from({ length: 8 }, (_, i) => Number((word >> BigInt(8 * i)) & 0xffn));
const isText = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;

/** Fewer characters than these happen by chance. */
const fewestCharacters = 5;

/** The characters of a word as they stand in memory, up to a zero at the end; empty where it holds anything else. */
function textIn(word: bigint): string {
  const bytes = bytesOf(word);
  const end = bytes.indexOf(0);
  const text = bytes.slice(0, end === -1 ? bytes.length : end);
  const isWhole = text.every(isText) && bytes.slice(text.length).every((byte) => byte === 0);
  return isWhole && text.length >= fewestCharacters ? String.fromCharCode(...text) : '';
}

/** Text in the table. */
export function textHints({ entry: { raw }, isSuspect }: Looked): readonly Finding[] {
  const text = textIn(raw);
  return isSuspect && text !== ''
    ? [
        hint(
          'text',
          `as bytes of memory it is the text ${printable(JSON.stringify(text))}`,
          'all its bytes are printable ASCII',
        ),
      ]
    : [];
}

/** Where pointers point, by their first bits: Documentation/arch/x86/x86_64/mm.rst, without randomization. */
const areas = [
  { from: 0xffffffff80000000n, name: 'the kernel’s text, data or modules' },
  { from: 0xffffea0000000000n, name: 'the array of struct page (vmemmap), unless its place is random' },
  { from: 0xffffc90000000000n, name: 'vmalloc space, unless its place is random' },
  { from: 0xffff888000000000n, name: 'the direct map of memory, unless its place is random' },
  { from: 0xffff800000000000n, name: 'the kernel’s half' },
] as const;
/** User addresses of stacks, libraries and programs that are placed at random: the upper half of 47 bits. */
const userFrom = 1n << 46n;
const userEnd = 1n << 47n;
const alignment = 8n;

/** A pointer in the table. */
export function pointerHints({ entry: { raw }, isSuspect }: Looked): readonly Finding[] {
  if (!isSuspect || raw % alignment !== 0n) return [];
  const area = areas.find(({ from }) => raw >= from);
  if (area)
    return [
      hint(
        'kernel-pointer',
        `as an address it points into ${area.name}`,
        'its upper 17 bits are set and it is a multiple of 8',
      ),
    ];
  return raw >= userFrom && raw < userEnd
    ? [
        hint(
          'user-pointer',
          'as an address it points into user space',
          'addresses of stacks and libraries are in this range, and it is a multiple of 8',
        ),
      ]
    : [];
}

/** Segments of the BIOS and of option ROMs, where its interrupt vectors point. */
const isRomSegment = (segment: number): boolean => segment >= 0xc000;
const vectorOf = (half: bigint) => ({ segment: Number(half >> 16n), offset: Number(half & 0xffffn) });
const said = ({ segment, offset }: ReturnType<typeof vectorOf>): string =>
  `${segment.toString(16)}:${offset.toString(16).padStart(4, '0')}`.toUpperCase();

/** Two real-mode interrupt vectors, which stand from physical address 0 on. */
export function vectorHints({ entry: { raw }, isSuspect }: Looked): readonly Finding[] {
  const [low, high] = [vectorOf(raw & 0xffffffffn), vectorOf(raw >> 32n)];
  const isPair = [low, high].every(
    ({ segment, offset }) => isRomSegment(segment) && segment % 0x100 === 0 && offset !== 0,
  );
  if (!isSuspect || !isPair) return [];
  return [
    hint(
      'real-mode-vectors',
      `as interrupt vectors of real mode it is ${said(low)} and ${said(high)}`,
      'both halves are a segment of the BIOS or a ROM and an offset: the table was read from physical page 0',
    ),
  ];
}

/** What Xen marks in a PV guest. */
export function xenHints({ entry }: Looked): readonly Finding[] {
  const mark = 1n << BigInt(xenGuestKernel.bit);
  if (entry.kind !== 'present' || !entry.user || entry.unexplained !== mark) return [];
  return [
    hint(
      'xen-pv',
      `${xenGuestKernel.says}; there bit ${xenGuestKernel.bit} is as it should be`,
      'of the bits without a meaning it has this one alone, and USER with it',
    ),
  ];
}
