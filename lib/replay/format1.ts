/** The adapter for format 1 of recordings, which told in prose what was done. Nothing else reads that prose. */

type Json = Readonly<Record<string, unknown>>;

/** Names of operations by the words of a step. The first that matches is it. */
const names: readonly (readonly [words: RegExp, name: string])[] = [
  [/UFFDIO_WRITEPROTECT off|un-write-protect/, 'uffd-wp-resolve'],
  [/UFFDIO_WRITEPROTECT|^write-protected$|^wp none/, 'uffd-wp'],
  [/UFFDIO_RWPROTECT off/, 'uffd-rwp-resolve'],
  [/UFFDIO_RWPROTECT/, 'uffd-rwp'],
  [/clear_refs/, 'clear-refs'],
  [/MADV_DONTNEED/, 'dontneed'],
  [/hole punch/, 'truncate'],
  [/MADV_GUARD_INSTALL/, 'guard-install'],
  [/MADV_GUARD_REMOVE/, 'guard-remove'],
  [/after fork|^(\d+ )?fork\b/, 'fork'],
  [/uffd closed/, 'uffd-close'],
  [/mremap/, 'mremap'],
  [/hinting scan/, 'numa-hint'],
  [/hinting read fault/, 'numa-read'],
];

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** Whether a page was unmapped: of a step that poisons one, that is where its error matters. */
const unmaps = ({ kernel_calls: calls }: Json): boolean =>
  Array.isArray(calls) && calls.some((call) => isObject(call) && call.fn === 'try_to_unmap_one');

function nameOf(record: Json, step: string): string {
  if (step.includes('MADV_HWPOISON') && unmaps(record)) return 'hwpoison';
  return names.find(([words]) => words.test(step))?.[1] ?? 'other';
}

/** Steps of a walk begin with their number, counted over all scenarios; those of scripted scenarios come as they are. */
function adapted(record: unknown): unknown {
  if (!isObject(record) || typeof record.step !== 'string') return record;
  const { step } = record;
  const child = step.includes('(child alive)');
  const at = Number(/^\d+(?= )/.exec(step)?.[0] ?? 0);
  return Object.assign({ ...record }, { at, operation: { name: nameOf(record, step), ...(child && { child }) } });
}

/**
 * The format 2 form of a recording in format 1, both as JSON.parse() gives them: `at` and `operation` are added to each
 * record. A value of the wrong kind is left as it is: the reader of format 2 names it.
 */
export const fromFormat1 = (recording: Json): Json => ({
  ...recording,
  format: 2,
  records: Array.isArray(recording.records) ? recording.records.map(adapted) : recording.records,
});
