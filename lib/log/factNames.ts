/** Numbers that stand beside entries, by name: error codes of page faults, and flags of mappings. */

import { faultErrorBits } from '../../spec/faultErrorCode.ts';
import { vmFlagBits } from '../../spec/present.ts';
import type { BitRow } from '../../spec/schema.ts';
import { vmFlagNames as otherFlags } from '../../spec/vmFlagNames.ts';
import { dated } from '../kernel/inForce.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
import { checkBigint } from './checkArgs.ts';

const isSet = (value: bigint, bit: number) => (value >> BigInt(bit)) % 2n === 1n;

/** Names of the bits that are set, the lowest first; a bit that has none is `bit N`. */
function named(value: bigint, rows: readonly BitRow[], name: (row: BitRow) => string): string[] {
  const bits = Array.from({ length: 64 }, (_, bit) => bit).filter((bit) => isSet(value, bit));
  return bits.map((bit) => {
    const row = rows.find((one) => one.bit === bit);
    return row ? name(row) : `bit ${bit}`;
  });
}

/**
 * The bits of a page fault's error code by the names that manuals give them: `P`, `W`, `U`, `RSVD`, `I`, `PK`, `SHSTK`, `SGX`, `RMP`.
 * @throws TypeError for what is no bigint.
 */
export function faultErrorNames(code: bigint): readonly string[] {
  checkBigint('an error code', code);
  return named(code, faultErrorBits, ({ id }) => id);
}

/** Bits that say more of the reason than P, which is set beside them. */
const reasons: readonly string[] = ['RSVD', 'PK', 'SGX', 'RMP'] satisfies (typeof faultErrorBits)[number]['id'][];

/** What an error code says of the access, as `an instruction fetch in user mode, an entry was not present`. */
export function faultErrorSays(code: bigint): string {
  const set = faultErrorBits.filter(({ bit }) => isSet(code, bit));
  const told = new Map<string, string>(set.map(({ id, says }) => [id, says]));
  const access = told.get('I') ?? told.get('W') ?? 'a read';
  const why = set.some(({ id }) => reasons.includes(id)) ? [] : [told.get('P') ?? 'an entry was not present'];
  const rest = set.filter(({ id }) => !['P', 'W', 'U', 'I'].includes(id)).map(({ says }) => says);
  return [`${access} ${told.get('U') ?? 'in kernel mode'}`, ...why, ...rest].join(', ');
}

/**
 * The flags of a mapping by the kernel's identifiers: `VM_READ`, `VM_WRITE`, ...; a bit without a name on this kernel is `bit N`.
 * @throws TypeError for what is no kernel, and for flags that are no bigint.
 */
export function vmFlagsByName(k: Kernel, vmFlags: bigint): readonly string[] {
  checkKernel(k);
  checkBigint('vm_flags', vmFlags);
  const rows: readonly BitRow[] = [
    ...vmFlagBits.filter((row) => k.holds('vmFlagBits', row)),
    ...otherFlags.filter((row) => dated(row, k.release)),
  ];
  return named(vmFlags, rows, ({ kernel }) => kernel);
}
