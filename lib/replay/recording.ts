/**
 * Recordings of running kernels: which entry stood where after which operation, what the kernel's own pagemap said of
 * it, and the entry before and after each watched kernel function. A recording is JSON; its words are hex strings.
 * test/data/observations/README.md describes the format.
 */
import { type OptionRow, options } from '../../spec/options.ts';
import type { Level, OptionId } from '../../spec/schema.ts';
import { rangeError } from '../base/errors.ts';
import { type Kernel, kernel } from '../kernel/kernel.ts';
import { parseRelease, placeOf } from '../kernel/release.ts';
import { fromFormat1 } from './format1.ts';
import { count, flag, ifPresent, list, object, reader, shape, text, word, wrong } from './jsonShape.ts';
import { facts, type RecordedFacts } from './recordedFacts.ts';

/** One call of a kernel function on the page. What a recording does not tell of a call is undefined. */
export interface RecordedCall {
  /** The C name of the function (watchedFunctions.ts), or `userfaultfd message`. */
  readonly fn: string;
  /** The level of the leaf entry at entry of the function. */
  readonly level: Level | undefined;
  /** The address of the page, in bytes. */
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
  /** TTU_...: the fourth argument of try_to_unmap_one() and try_to_migrate_one(). */
  readonly ttuFlags: bigint | undefined;
  /** What a recorder that reads the structures of the kernel tells besides. */
  readonly facts: RecordedFacts | undefined;
}
/** The mapping of a call: struct vm_area_struct of the kernel, its addresses in bytes. */
export interface RecordedVma {
  readonly start: bigint;
  readonly end: bigint;
  readonly vmPageProt: bigint;
  readonly vmFlags: bigint;
}
/** The page handed to a function: its flags by name without PG_, and whether it is anonymous (PAGE_MAPPING_ANON). */
export interface RecordedFolio {
  readonly flags: readonly string[];
  readonly anon: boolean;
}
/** What the test program did. Names are those of `pte run` where it has the operation. */
export interface RecordedOperation {
  readonly name: string;
  /** Its argument, as `pte run` writes it: the permissions of mprotect(). */
  readonly word: string | undefined;
  /** What the page is of: anon, shmem, file-private or file-shared. */
  readonly mapping: string | undefined;
  /** Whether a child of fork() lived that shares the pages. */
  readonly child: boolean | undefined;
}
/** One operation on one page, and the leaf entry afterwards. */
export interface RecordedStep {
  /** What the scenario and the step were called, for people. */
  readonly scenario: string;
  readonly step: string;
  /** When it was, among all steps of the recording: smaller is earlier, and equal ones stand in their order. */
  readonly at: number;
  readonly operation: RecordedOperation;
  /** The address of the page, in bytes. */
  readonly vaddr: bigint;
  readonly level: Level;
  /** The leaf entry. */
  readonly raw: bigint;
  /** The word of /proc/PID/pagemap for the same page. */
  readonly pagemap: bigint;
  /** VmFlags of the mapping, the two-letter codes of smaps. */
  readonly vmFlags: readonly string[];
  readonly calls: readonly RecordedCall[];
}
/** A whole recording: the kernel with the options that it had, and the steps in the order of the file. */
export interface Recording {
  readonly kernel: Kernel;
  readonly records: readonly RecordedStep[];
}

const leaf = reader('pte, pmd or pud', (v): v is Level => v === 'pte' || v === 'pmd' || v === 'pud');
const paging = reader('4 or 5', (v): v is 4 | 5 => v === 4 || v === 5);

const vma = shape<RecordedVma>({
  start: ['start', word],
  end: ['end', word],
  vmPageProt: ['vm_page_prot', word],
  vmFlags: ['vm_flags', word],
});
const folio = shape<RecordedFolio>({ flags: ['flags', list(text)], anon: ['anon', flag] });
const call = shape<RecordedCall>({
  fn: ['fn', text],
  level: ['level', ifPresent(leaf)],
  vaddr: ['vaddr', ifPresent(word)],
  before: ['before', ifPresent(word)],
  after: ['after', ifPresent(word)],
  returned: ['returned', ifPresent(word)],
  vma: ['vma', ifPresent(vma)],
  folio: ['folio', ifPresent(folio)],
  faultFlags: ['fault_flags', ifPresent(word)],
  write: ['write', ifPresent(flag)],
  messageFlags: ['flags', ifPresent(count)],
  ttuFlags: ['ttu_flags', ifPresent(word)],
  facts: ['facts', ifPresent(facts)],
});
const operation = shape<RecordedOperation>({
  name: ['name', text],
  word: ['word', ifPresent(text)],
  mapping: ['mapping', ifPresent(text)],
  child: ['child', ifPresent(flag)],
});
const step = shape<RecordedStep>({
  scenario: ['scenario', text],
  step: ['step', text],
  at: ['at', count],
  operation: ['operation', operation],
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

/** Whether a release has the symbols of an option at all: a kernel that lost them is recorded as built without. */
const hasSymbols = (key: OptionId, series: string): boolean => {
  const { until } = (options as readonly OptionRow[]).find(({ id }) => id === key) as OptionRow;
  return until === undefined || placeOf(series) < placeOf(until);
};

/**
 * The kernel that a recording was made on, from its `kernel` object: release and version as uname says them, paging
 * levels as it was running, and the build options. An option that is not told has its default; unknown ones are ignored.
 *
 * @throws RangeError for a missing or wrong value (ERR_PTE_INPUT), and what kernel() throws for the release.
 */
export function kernelOfRecording(given: unknown): Kernel {
  const { release, version, pagingLevels, options: built } = about(given, 'kernel');
  const { series } = parseRelease({ release, version });
  const recorded = [...recordedKeys].filter(([option]) => built[option] !== undefined);
  const config = recorded.map(([option, key]) => [key, flag(built[option], `kernel.config.${option}`)] as const);
  const told = config.filter(([key]) => hasSymbols(key, series));
  return kernel({ release, version }, { ...Object.fromEntries(told), pagingLevels });
}

/** The other way round: the build options of a kernel as a recording tells them. */
export const recordedOptions = (k: Kernel): Readonly<Record<string, boolean>> =>
  Object.fromEntries([...recordedKeys].map(([option, key]) => [option, k.config[key]]));

/**
 * Reads the text of a recording, in format 2 or 1.
 *
 * @throws RangeError (ERR_PTE_INPUT) for text that is not JSON, another format, and a missing or wrong value, which it
 *   names; what kernel() throws for the release.
 */
export function parseRecording(json: string): Recording {
  const given = object(parsed(json), 'a recording');
  if (given.format !== 1 && given.format !== 2) throw wrong('format', '1 or 2', given.format);
  const whole = given.format === 1 ? fromFormat1(given) : given;
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
