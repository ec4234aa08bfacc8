/** One difference between two ways to an answer: what a campaign finds, a file keeps and a server hands on. */
import { rangeError, shown } from '../lib/base/errors.ts';
import { type Config, defaultConfig } from '../lib/kernel/config.ts';
import { type Kernel, kernel } from '../lib/kernel/kernel.ts';
import { type ComparisonName, comparisonNames } from './comparisonNames.ts';
import { isCount } from './isCount.ts';

/** A word on which a comparison's two sides differ, and where it was found. */
export interface Difference {
  /** The comparison that found it. */
  readonly target: ComparisonName;
  readonly version: string;
  readonly config: Partial<Config>;
  readonly word: bigint;
  readonly how: string;
  /** The campaign's seed, and the number of the block in it. */
  readonly seed: number;
  readonly block: number;
}

/** The options of a kernel that JSON has values for. */
export const plainConfig = (config: Partial<Config>): Record<string, boolean | number> =>
  Object.fromEntries(
    Object.entries(config).filter(
      (pair): pair is [string, boolean | number] => typeof pair[1] === 'boolean' || typeof pair[1] === 'number',
    ),
  );

/** Characters of a text of others: a release, how two sides differ. */
const longest = { version: 100, how: 1000 };

const isText = (value: unknown, most: number): value is string => typeof value === 'string' && value.length <= most;
const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isPlainConfig = (value: unknown): value is Partial<Config> =>
  isPlain(value) &&
  Object.entries(value).every(
    ([key, v]) => Object.hasOwn(defaultConfig, key) && (typeof v === 'boolean' || typeof v === 'number'),
  );

/** What each field is, and its test. */
const fields = {
  target: [`one of ${comparisonNames.join(', ')}`, (v: unknown) => comparisonNames.some((name) => name === v)],
  version: ['a release', (v: unknown) => isText(v, longest.version)],
  config: ['options of a kernel', isPlainConfig],
  word: ['0x and up to 16 hex digits', (v: unknown) => typeof v === 'string' && /^0x[0-9a-f]{1,16}$/.test(v)],
  how: [`a text of at most ${longest.how} characters`, (v: unknown) => isText(v, longest.how)],
  seed: ['a whole number', isCount],
  block: ['a whole number', isCount],
} as const;

/**
 * A difference out of JSON, with its kernel resolved; nothing of it is believed before.
 *
 * @param where names the file, the job or whatever it came from, for the error.
 * @throws RangeError (ERR_PTE_INPUT) that names the field which is not what it has to be.
 */
export function checkedDifference(value: unknown, where: string): Difference & { readonly kernel: Kernel } {
  if (!isPlain(value)) throw rangeError(`expected a difference in ${where}, got ${shown(value)}`, 'ERR_PTE_INPUT');
  for (const [name, [wanted, fits]] of Object.entries(fields)) {
    const got = Object.hasOwn(value, name) ? value[name] : undefined;
    if (!fits(got)) throw rangeError(`expected ${name} in ${where} as ${wanted}, got ${shown(got)}`, 'ERR_PTE_INPUT');
  }
  const { target, version, config, word, how, seed, block } = value as unknown as Omit<Difference, 'word'> & {
    readonly word: string;
  };
  const k = kernelIn(where, version, config);
  return { target, version, config, word: BigInt(word), how, seed, block, kernel: k };
}

function kernelIn(where: string, version: string, config: Partial<Config>): Kernel {
  try {
    return kernel(version, config);
  } catch (error) {
    throw rangeError(`expected a kernel in ${where}: ${(error as Error).message}`, 'ERR_PTE_INPUT');
  }
}
