/** Mappings and faults that callers hand over: the fields that the functions of mm/ read, each of its type. */
import { rangeError, shown, typeError } from '../base/errors.ts';
import type { Fault } from '../mm/common/fault.ts';
import type { Vma } from '../mm/common/vma.ts';

/** What a field holds: a word, true or false, or that or nothing. */
type Holds = 'word' | 'flag' | 'maybe';
type FieldsOf<T> = { readonly [K in keyof Required<T>]: Holds };

const vmaFields = {
  vmPageProt: 'word',
  vmFlags: 'word',
  anonymous: 'flag',
  pageMkwrite: 'flag',
  fsWriteback: 'flag',
  uffdWpAsync: 'flag',
  uffdWpUnpopulated: 'flag',
  uffdEventRemap: 'flag',
  uffdRwpAsync: 'flag',
  anonVma: 'flag',
  mapPages: 'maybe',
  uffdEventFork: 'maybe',
  uffdSigbus: 'maybe',
  uffdRwpFeature: 'maybe',
  uffdUserModeOnly: 'maybe',
  uffdReleased: 'maybe',
  uffdContext: 'maybe',
  shmem: 'maybe',
  dax: 'maybe',
} as const satisfies FieldsOf<Vma>;

const faultFields = {
  write: 'flag',
  unshare: 'flag',
  allowRetry: 'flag',
  retryNowait: 'flag',
  tried: 'flag',
  vmaLock: 'flag',
  user: 'maybe',
  remote: 'maybe',
  exiting: 'maybe',
} as const satisfies FieldsOf<Fault>;

function checkField(name: string, holds: Holds, v: unknown): void {
  if (holds === 'word') {
    if (typeof v !== 'bigint') throw typeError(`expected ${name} to be a bigint, got ${shown(v)}`);
    if (v !== BigInt.asUintN(64, v)) throw rangeError(`expected ${name} to be a 64-bit word, got ${shown(v)}`);
  } else if (typeof v !== 'boolean' && !(holds === 'maybe' && v === undefined))
    throw typeError(`expected ${name} to be true or false, got ${shown(v)}`);
}

/** A copier of objects of one kind: the fields that it knows, in one order, and nothing else. */
function copier<T extends object>(name: string, maker: string, fields: FieldsOf<T>) {
  const all = Object.entries<Holds>(fields) as [keyof T & string, Holds][];
  return (given: T): T => {
    if (typeof given !== 'object' || given === null)
      throw typeError(`expected ${name} as ${maker} gives it, got ${shown(given)}`);
    const copy: Partial<T> = {};
    for (const [field, holds] of all) {
      const value = given[field]; // read once: a getter cannot give another after the check
      checkField(`${name}.${field}`, holds, value);
      if (value !== undefined) copy[field] = value;
    }
    return copy as T; // every field of T that is no option is there
  };
}

/**
 * A copy of a mapping with nothing but the fields of Vma.
 * @throws TypeError unless each has its type, RangeError for a word of more than 64 bits.
 */
export const checkedVma = copier<Vma>('vma', 'vma()', vmaFields);

/** The same of a fault. @throws TypeError unless each field is true or false. */
export const checkedFault = copier<Fault>('fault', 'fault()', faultFields);

/** Whether two checked mappings, or two checked faults, are alike in every field. */
export function alike<T extends object>(a: T, b: T): boolean {
  const fields = Object.keys(a) as (keyof T)[];
  return fields.length === Object.keys(b).length && fields.every((field) => a[field] === b[field]);
}
