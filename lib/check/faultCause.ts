/** Why an access faulted: what the entries of its walk forbid, by the error code. */
import { xenGuestKernel } from '../../spec/present.ts';
import { dashed } from '../base/spelling.ts';
import type { Decoded } from '../codec/decoded.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { reservedBits } from '../query/impossible.ts';
import { bitList } from './bitList.ts';
import { hasErrorBit } from './errorBits.ts';
import { leastPhysBits, needsPhysBits } from './physBits.ts';
import { mappedFormatOf } from './wordFindings.ts';

/** The entries of a walk, the root's first. */
type Walk = readonly Decoded[];

const nameOf = ({ level }: Decoded): string => level.toUpperCase();
/** `the PUD and the PTE`. */
const namesOf = (entries: Walk): string => entries.map((entry) => `the ${nameOf(entry)}`).join(' and ');

/** With four levels the P4D is the PGD once more. */
const withoutFolded = (k: Kernel, walk: Walk): Walk =>
  walk.filter(
    ({ level }) => level !== 'p4d' || k.config.pagingLevels === 5 || !walk.some((one) => one.level === 'pgd'),
  );

/** A reserved bit: of what must be zero on any machine or on this one, else by the entry whose address is the widest. */
function reservedCause(k: Kernel, walk: Walk): string | undefined {
  const reserved = (entry: Decoded) => entry.raw & reservedBits(k, mappedFormatOf(k, entry), entry.level);
  const known = walk.find((entry) => reserved(entry) !== 0n);
  if (known) return `reserved in the ${nameOf(known)}: ${bitList(reserved(known))}`;
  const widest = walk.reduce((one, other) => (needsPhysBits(k, other) > needsPhysBits(k, one) ? other : one));
  const needs = needsPhysBits(k, widest);
  return needs > leastPhysBits
    ? `no bit is reserved on every machine; the ${nameOf(widest)} needs the widest address of the walk: reserved if the width is ${needs - 1} or less`
    : undefined;
}

/** Who may use the page: USER of every level has to be set for user space, and SMAP and SMEP keep the kernel from its pages. */
function ofUser(k: Kernel, walk: Walk, code: bigint, isWhole: boolean): string[] {
  const closed = walk.filter(({ raw }) => (raw & k.mask.user) === 0n);
  if (hasErrorBit(code, 'U')) return closed.length > 0 ? [`USER is clear in ${namesOf(closed)}`] : [];
  const isXen = walk.some(({ raw }) => ((raw >> BigInt(xenGuestKernel.bit)) & 1n) === 1n);
  if (closed.length > 0 || !isWhole || isXen) return [];
  return [
    `USER is set in every level: ${hasErrorBit(code, 'I') ? 'SMEP' : 'SMAP'} keeps the kernel from a page of user space`,
  ];
}

const ofFetch = (k: Kernel, walk: Walk, code: bigint): string[] => {
  const closed = walk.filter(({ raw }) => (raw & k.mask.nx) !== 0n);
  return hasErrorBit(code, 'I') && closed.length > 0 ? [`NX is set in ${namesOf(closed)}`] : [];
};
const ofWrite = (k: Kernel, walk: Walk, code: bigint): string[] => {
  const closed = walk.filter(({ raw }) => (raw & k.mask.rw) === 0n);
  return hasErrorBit(code, 'W') && closed.length > 0 ? [`RW is clear in ${namesOf(closed)}`] : [];
};

/** What forbids an access though all entries are present. */
function protectionCause(k: Kernel, walk: Walk, last: Decoded, code: bigint): string | undefined {
  if (hasErrorBit(code, 'PK')) return 'pkey' in last ? `protection key ${last.pkey} of the ${nameOf(last)}` : undefined;
  if ((['SHSTK', 'SGX', 'RMP'] as const).some((id) => hasErrorBit(code, id))) return undefined;
  const isWhole = last.level === 'pte' || ('huge' in last && last.huge);
  const causes = [...ofFetch(k, walk, code), ...ofWrite(k, walk, code), ...ofUser(k, walk, code, isWhole)];
  if (causes.length > 0) return causes.join('; ');
  return isWhole ? 'the entries allow it: they were set since, or a TLB had older ones' : undefined;
}

/**
 * Why a page fault with an error code happened, by the entries of its walk: `NX is set in the PMD`. Intel SDM 3A, 4.6 and 4.7.
 *
 * @param walk from the root down to the entry at which the processor stopped, as decode() has them.
 * @returns undefined where the entries do not tell.
 */
export function faultCause(k: Kernel, walk: readonly Decoded[], code: bigint): string | undefined {
  const entries = withoutFolded(k, walk);
  const last = entries.at(-1);
  if (last === undefined) return undefined;
  const isPresent = (last.raw & k.mask.present) !== 0n;
  if (!hasErrorBit(code, 'P')) {
    if (isPresent) return undefined;
    return `the ${nameOf(last)} is ${last.kind === 'none' ? 'empty' : `not present: ${dashed(last.kind)}`}`;
  }
  if (!isPresent) return undefined;
  return hasErrorBit(code, 'RSVD') ? reservedCause(k, entries) : protectionCause(k, entries, last, code);
}
