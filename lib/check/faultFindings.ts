/** What the error code of a fault says about the entry at which the walk ended. */
import { faultErrorBits } from '../../spec/faultErrorCode.ts';
import { faultRules } from '../../spec/impossible.ts';
import type { Decoded } from '../codec/decoded.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { type ErrorBit, hasErrorBit } from './errorBits.ts';
import type { Finding } from './finding.ts';
import { leastPhysBits } from './physBits.ts';

/** The bits that tell the access; those above tell another reason for a fault than an entry. */
const accessBits: readonly ErrorBit[] = ['P', 'W', 'U', 'RSVD', 'I'];
const ofAccess = faultErrorBits
  .filter(({ id }) => accessBits.includes(id))
  .reduce((all, { bit }) => all | (1n << BigInt(bit)), 0n);
const written = (code: bigint): string => `error code 0x${code.toString(16).padStart(4, '0')}`;

/** Whether the processor takes the entry, whatever decode() calls it: PRESENT is set. */
const isPresentIn = (k: Kernel, { raw }: Decoded): boolean => (raw & k.mask.present) !== 0n;

/** The rules that an entry and the error code break together. */
export function faultFindings(k: Kernel, entry: Decoded, code: bigint): readonly Finding[] {
  const isPresent = isPresentIn(k, entry);
  const texts = {
    'rsvd-not-present':
      hasErrorBit(code, 'RSVD') && (!isPresent || !hasErrorBit(code, 'P'))
        ? `${written(code)} has RSVD, but ${isPresent ? 'lacks P' : 'the entry is not present'}`
        : '',
    'fault-not-present':
      !hasErrorBit(code, 'P') && !hasErrorBit(code, 'RSVD') && isPresent
        ? `${written(code)} lacks P, but the entry is present: it is not the one that faulted, or was set since`
        : '',
  };
  return faultRules.flatMap(({ id, says, source }) =>
    texts[id] === '' ? [] : [{ name: id, text: texts[id], why: says, source }],
  );
}

/** Whether an access that the code tells of goes through: whoever made it, the entry lets him. Bits beyond the five say other reasons. */
function isAllowed(k: Kernel, entry: Decoded, code: bigint): boolean {
  if (entry.kind !== 'present' || (code & ~ofAccess) !== 0n || hasErrorBit(code, 'RSVD')) return false;
  if (hasErrorBit(code, 'U') !== entry.user) return false; // SMAP and SMEP stop the kernel at a user page
  return (!hasErrorBit(code, 'W') || (entry.raw & k.mask.rw) !== 0n) && (!hasErrorBit(code, 'I') || entry.exec);
}

const hint = (name: string, text: string, why: string): Finding => ({ name, text, why, source: '' });

/** Where a bit is reserved and the width of the machine is not known: it may be one of the frame. */
function reservedHints(code: bigint, needsPhysBits: number): readonly Finding[] {
  const why = `${written(code)} has RSVD: some bit of the walk is reserved`;
  return needsPhysBits > leastPhysBits
    ? [hint('reserved-by-width', `reserved if the width is ${needsPhysBits - 1} or less`, why)]
    : [
        hint(
          'reserved-elsewhere',
          'no bit of its frame is reserved on any machine: an entry above has the bit, or it has changed since',
          why,
        ),
      ];
}

/** Hints from the error code: faults that the entry as it stands does not make. */
export function faultHints(k: Kernel, entry: Decoded, code: bigint, needsPhysBits: number): readonly Finding[] {
  const isPresent = isPresentIn(k, entry);
  if (hasErrorBit(code, 'RSVD') && hasErrorBit(code, 'P') && isPresent) return reservedHints(code, needsPhysBits);
  if (!hasErrorBit(code, 'P')) return [];
  if (!isPresent)
    return [
      hint(
        'changed-since',
        'the entry was cleared after the fault, or a TLB still had it',
        `${written(code)} has P, and the entry is not present`,
      ),
    ];
  return isAllowed(k, entry, code)
    ? [
        hint(
          'spurious-fault',
          'a spurious fault, or one by an entry above',
          `the entry allows what ${written(code)} tells of: a TLB had older rights`,
        ),
      ]
    : [];
}
