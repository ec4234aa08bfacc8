/** Whether a word can be what it was taken for, and if not, what it may be. */
import { rangeError, shown, typeError } from '../base/errors.ts';
import { decode } from '../codec/decode.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
import { faultFindings, faultHints } from './faultFindings.ts';
import type { Checked, CheckedAs, CheckOptions, Finding } from './finding.ts';
import { aboveHints, encryptionHints, frameHints, isFramePlausible, nullTableHints } from './hints/frame.ts';
import type { Looked } from './hints/hint.ts';
import { pointerHints, textHints, vectorHints, xenHints } from './hints/looksLike.ts';
import { neighbourHints, oneBitHints } from './hints/oneBit.ts';
import { pagemapFindings } from './pagemapFindings.ts';
import { needsPhysBits } from './physBits.ts';
import { asEntry, swpEntryFindings } from './swpEntryFindings.ts';
import { wordFindings } from './wordFindings.ts';

/** Marks of the environment, each with the rule that it breaks: an entry that breaks no other has nothing else to explain. */
const marks = [
  { of: xenHints, breaks: 'unexplained-bits' },
  { of: encryptionHints, breaks: 'reserved-bits' },
] as const;
/** All other hints, the likeliest first. */
const hints = [
  vectorHints,
  textHints,
  pointerHints,
  neighbourHints,
  aboveHints,
  nullTableHints,
  frameHints,
  oneBitHints,
];

/** Rules that say of a sound word that the kernel would warn: they are no reason to take it for something else. */
const warns: readonly string[] = ['page-table-check', 'debug-vm', 'empty-marker'];

function ofEntry(k: Kernel, word: bigint, options: CheckOptions): Checked {
  const { level = 'pte', errorCode, ram } = options;
  const entry = decode(k, word, { level });
  const ofWord = wordFindings(k, word, level);
  const needs = needsPhysBits(k, entry);
  const isSuspect = ofWord.some(({ name }) => !warns.includes(name)) || !isFramePlausible(k, entry, ram);
  const looked: Looked = { k, entry, options, isSuspect };
  const marked = marks.map(({ of, breaks }) => ({ found: of(looked), breaks })).filter(({ found }) => found.length > 0);
  const isExplained = marked.some(({ breaks }) => ofWord.every(({ name }) => name === breaks));
  const isReserved = ofWord.some(({ name }) => name === 'reserved-bits');
  return {
    rules: [...ofWord, ...(errorCode === undefined ? [] : faultFindings(k, entry, errorCode))],
    hints: [
      ...(errorCode === undefined || isReserved ? [] : faultHints(k, entry, errorCode, needs)),
      ...marked.flatMap(({ found }) => found),
      ...(isExplained ? [] : hints.flatMap((of) => of(looked))),
    ],
    needsPhysBits: needs,
  };
}

/** A swp_entry_t by its own rules and by those of the entry that holds it. */
function ofSwpEntry(k: Kernel, word: bigint): Checked {
  const own = swpEntryFindings(k, word);
  const rules: readonly Finding[] = own.length > 0 ? own : wordFindings(k, asEntry(k, word), 'pte');
  return { rules, hints: [], needsPhysBits: 0 };
}

const kindsOfWord: readonly CheckedAs[] = ['entry', 'swp-entry', 'pagemap'];

function checkOptions(word: bigint, options: CheckOptions): void {
  if (typeof options !== 'object' || options === null)
    throw typeError(`expected options such as { level: 'pmd' }, got ${shown(options)}`);
  const { as = 'entry', errorCode = 0n, ram = 0n, above = 0n, level } = options;
  for (const [name, value] of Object.entries({ word, errorCode, ram, above }))
    if (typeof value !== 'bigint') throw typeError(`expected ${name} to be a bigint, got ${shown(value)}`);
  if (word !== BigInt.asUintN(64, word)) throw rangeError(`expected a 64-bit word, got ${shown(word)}`);
  if (!kindsOfWord.includes(as)) throw rangeError(`expected as to be ${kindsOfWord.join(', ')}, got ${shown(as)}`);
  if (as !== 'entry' && level !== undefined && level !== 'pte')
    throw rangeError(
      `expected no level for ${as === 'pagemap' ? 'a word of pagemap' : 'a swp_entry_t'}, got ${shown(level)}`,
    );
}

/**
 * Whether a word can be what it was taken for on a kernel: the rules of spec/impossible.ts that it breaks, by how much, and hints at
 * what it may be, each with its reason. An entry that a kernel left there breaks none and gets no hint. Bits of the frame from
 * `config.physBits` up are reserved in a present entry; where the width is not known, `needsPhysBits` says the least.
 *
 * ```ts
 * const { rules, hints } = checkEntry(kernel('6.10'), 0xffffdbdefffffd9fn, { errorCode: 0x000dn });
 * rules.map(({ name }) => name); // unexplained-bits, ...: it cannot be an entry
 * ```
 *
 * findBatch() and matches() ask the same of arrays and queries by the word `impossible`, without error codes.
 *
 * @throws TypeError and RangeError as decode() does, for options of the wrong type, and for a level beside `as`.
 */
export function checkEntry(k: Kernel, word: bigint, options: CheckOptions = {}): Checked {
  checkKernel(k);
  checkOptions(word, options);
  if (options.as === 'pagemap') return { rules: pagemapFindings(k, word), hints: [], needsPhysBits: 0 };
  return options.as === 'swp-entry' ? ofSwpEntry(k, word) : ofEntry(k, word, options);
}
