/**
 * Recordings of running kernels: which entry stood where after which operation, what the kernel's own pagemap said of
 * it, and the entry before and after each watched kernel function. A recording is JSON; its words are hex strings.
 */
import { type OptionRow, options } from '../../spec/options.ts';
import type { Level, OptionId } from '../../spec/schema.ts';
import { rangeError, shown } from '../base/errors.ts';
import { type Kernel, kernel } from '../kernel/kernel.ts';

/** One call of a kernel function on the page. What a recording does not tell of a call is undefined. */
export interface RecordedCall {
  readonly fn: string;
  readonly level: Level | undefined;
  readonly vaddr: bigint | undefined;
  /** The leaf entry when the function was entered, and when it returned. */
  readonly before: bigint | undefined;
  readonly after: bigint | undefined;
  /** The return register: VM_FAULT_* of a fault, the low byte of a walker. */
  readonly returned: bigint | undefined;
  readonly vma: RecordedVma | undefined;
  readonly folio: RecordedFolio | undefined;
  /** FAULT_FLAG_*, and its write bit. */
  readonly faultFlags: bigint | undefined;
  readonly write: boolean | undefined;
  /** Of a `userfaultfd message`: UFFD_PAGEFAULT_FLAG_*. */
  readonly messageFlags: number | undefined;
}
export interface RecordedVma {
  readonly start: bigint;
  readonly end: bigint;
  readonly vmPageProt: bigint;
  readonly vmFlags: bigint;
}
/** Page flags by name, and whether the page is anonymous. */
export interface RecordedFolio {
  readonly flags: readonly string[];
  readonly anon: boolean;
}
/** What was done, and the leaf entry afterwards. */
export interface RecordedStep {
  readonly scenario: string;
  readonly step: string;
  readonly vaddr: bigint;
  readonly level: Level;
  readonly raw: bigint;
  /** The word of /proc/PID/pagemap for the same page. */
  readonly pagemap: bigint;
  /** VmFlags of the mapping, the two-letter codes of smaps. */
  readonly vmFlags: readonly string[];
  readonly calls: readonly RecordedCall[];
}
export interface Recording {
  readonly kernel: Kernel;
  readonly records: readonly RecordedStep[];
}

/** Reads one value of a recording; `where` names it in an error. */
type Read<T> = (value: unknown, where: string) => T;

const wrong = (where: string, wanted: string, got: unknown) =>
  rangeError(`expected ${where} to be ${wanted}, got ${shown(got)}`, 'ERR_PTE_INPUT');

const reader =
  <T>(wanted: string, is: (value: unknown) => value is T): Read<T> =>
  (value, where) => {
    if (!is(value)) throw wrong(where, wanted, value);
    return value;
  };
const text = reader('a string', (v): v is string => typeof v === 'string');
const flag = reader('true or false', (v): v is boolean => typeof v === 'boolean');
const count = reader('a number', (v): v is number => Number.isInteger(v));
const leaf = reader('pte, pmd or pud', (v): v is Level => v === 'pte' || v === 'pmd' || v === 'pud');
const paging = reader('4 or 5', (v): v is 4 | 5 => v === 4 || v === 5);
const array = reader('an array', (v): v is unknown[] => Array.isArray(v));
const object = reader(
  'an object',
  (v): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v),
);
const hexWord = reader(
  'a 64-bit word in hex, such as 0x8000000012345027',
  (v): v is string => typeof v === 'string' && /^0x[0-9a-f]{1,16}$/i.test(v),
);

const word: Read<bigint> = (value, where) => BigInt(hexWord(value, where));
const list =
  <T>(item: Read<T>): Read<readonly T[]> =>
  (value, where) =>
    array(value, where).map((v, i) => item(v, `${where}[${i}]`));
/** A value that some calls do not have. */
const ifTold =
  <T>(read: Read<T>): Read<T | undefined> =>
  (value, where) =>
    value === undefined || value === null ? undefined : read(value, where);
/** An object: each of our keys from the recording's key of that name. Other keys of the recording are passed over. */
const shape =
  <T>(keys: { readonly [K in keyof T]: readonly [key: string, read: Read<T[K]>] }): Read<T> =>
  (value, where) => {
    const from = object(value, where);
    const entries = Object.entries(keys) as [string, readonly [string, Read<unknown>]][];
    return Object.fromEntries(entries.map(([ours, [key, read]]) => [ours, read(from[key], `${where}.${key}`)])) as T;
  };

const vma = shape<RecordedVma>({
  start: ['start', word],
  end: ['end', word],
  vmPageProt: ['vm_page_prot', word],
  vmFlags: ['vm_flags', word],
});
const folio = shape<RecordedFolio>({ flags: ['flags', list(text)], anon: ['anon', flag] });
const call = shape<RecordedCall>({
  fn: ['fn', text],
  level: ['level', ifTold(leaf)],
  vaddr: ['vaddr', ifTold(word)],
  before: ['before', ifTold(word)],
  after: ['after', ifTold(word)],
  returned: ['returned', ifTold(word)],
  vma: ['vma', ifTold(vma)],
  folio: ['folio', ifTold(folio)],
  faultFlags: ['fault_flags', ifTold(word)],
  write: ['write', ifTold(flag)],
  messageFlags: ['flags', ifTold(count)],
});
const step = shape<RecordedStep>({
  scenario: ['scenario', text],
  step: ['step', text],
  vaddr: ['vaddr', word],
  level: ['level', leaf],
  raw: ['raw', word],
  pagemap: ['pagemap', word],
  vmFlags: ['vmflags', list(text)],
  calls: ['kernel_calls', list(call)],
});
const about = shape<{ release: string; version: string; pagingLevels: 4 | 5; options: Record<string, unknown> }>({
  release: ['release', text],
  version: ['version', text],
  pagingLevels: ['paging_levels', paging],
  options: ['config', object],
});

/**
 * The build options that a recording tells, and the configuration key that each decides. CONFIG_AMD_MEM_ENCRYPT is not
 * here: the C-bit is the machine's, and no machine that was recorded has one.
 */
const recordedKeys: ReadonlyMap<string, OptionId> = new Map(
  (options as readonly OptionRow[]).flatMap(({ recorded, id }) => (recorded ? [[recorded, id as OptionId]] : [])),
);

/**
 * The kernel that a recording was made on, from its `kernel` object: release and version as uname says them, paging
 * levels as it was running, and the build options. An option that is not told has its default; unknown ones are ignored.
 *
 * @throws RangeError for a missing or wrong value (ERR_PTE_INPUT), and what kernel() throws for the release.
 */
export function kernelOfRecording(given: unknown): Kernel {
  const { release, version, pagingLevels, options: built } = about(given, 'kernel');
  const told = [...recordedKeys].filter(([option]) => built[option] !== undefined);
  const config = told.map(([option, key]) => [key, flag(built[option], `kernel.config.${option}`)]);
  return kernel({ release, version }, { ...Object.fromEntries(config), pagingLevels });
}

/** The other way round: the build options of a kernel as a recording tells them. */
export const recordedOptions = (k: Kernel): Readonly<Record<string, boolean>> =>
  Object.fromEntries([...recordedKeys].map(([option, key]) => [option, k.config[key]]));

/**
 * Reads the text of a recording.
 *
 * @throws RangeError (ERR_PTE_INPUT) for text that is not JSON, another format, and a missing or wrong value, which it
 *   names; what kernel() throws for the release.
 */
export function parseRecording(json: string): Recording {
  const whole = object(parsed(json), 'a recording');
  if (whole.format !== 1) throw wrong('format', '1', whole.format);
  return { kernel: kernelOfRecording(whole.kernel), records: list(step)(whole.records, 'records') };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw rangeError(
      `expected a recording as JSON, got: ${(error as Error).message.replaceAll(/\s+/g, ' ')}`,
      'ERR_PTE_INPUT',
    );
  }
}
