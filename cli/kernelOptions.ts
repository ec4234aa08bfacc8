/** The options that name a kernel, shared by every subcommand that needs one. */

import type { Command } from 'commander';
import { readText } from '../files/readWhole.ts';
import { type ErrorCode, rangeError, shown } from '../lib/base/errors.ts';
import { printable } from '../lib/base/printable.ts';
import { dashed } from '../lib/base/spelling.ts';
import { type Config, switches } from '../lib/kernel/config.ts';
import { doubtsOf } from '../lib/kernel/doubts.ts';
import { type Kernel, kernel, patched } from '../lib/kernel/kernel.ts';
import { kernelFromConfig } from '../lib/kernel/kernelFromConfig.ts';
import { newest } from '../lib/kernel/newest.ts';
import { splitName } from '../lib/kernel/patches.ts';
import { newestOf, parseRelease, type Release, type Uname } from '../lib/kernel/release.ts';
import { note } from './fail.ts';
import { dotConfig } from './inputLimits.ts';
import { listItems, parseNumber } from './optionValues.ts';
import { shellWord } from './shellWord.ts';

/** The options as commander gives them. */
export interface KernelOptions {
  readonly kernel?: string;
  readonly uname?: string;
  readonly config?: string;
  readonly paging?: string;
  readonly cBit?: string;
  readonly sharedBit?: string;
  readonly physBits?: string;
  readonly off?: readonly string[];
  readonly backport?: readonly string[];
  readonly without?: readonly string[];
}

const kernelHelp =
  `6.12, 6.12.107, 6.12.107+deb13-amd64, or auto for this machine (default: ${newest}); 6.0:NAME has a row of the spec ` +
  'or a proposal besides (pte kernels --proposals), 6.2:-NAME lacks a row';

/** Adds the options to a subcommand that is about one kernel. */
export const withKernelOptions = (command: Command): Command =>
  withConfigOptions(command.option('-k, --kernel <version>', kernelHelp));

/** The same where several kernels stand side by side: `kernel` is then a list. */
export const withKernelsOptions = (command: Command): Command =>
  withConfigOptions(
    command.option('-k, --kernel <version>', `${kernelHelp}; give it again for more kernels`, listItems),
  );

const withConfigOptions = (command: Command): Command =>
  command
    .option(
      '--uname <text>',
      'what uname -v prints there; a --kernel such as 6.1.0-56-amd64 needs it, since it hides the stable number',
    )
    .option('--config <file>', 'the .config of the kernel')
    .option('--paging <levels>', 'levels of page tables, 4 or 5, as the kernel is running')
    .option('--c-bit <bit>', 'the position of the SME or SEV C-bit')
    .option('--shared-bit <bit>', 'the position of the bit of pages shared with the host: in a TDX guest, or with vTOM')
    .option('--phys-bits <n>', 'bits of a physical address on the machine')
    .option('--off <options>', `options to turn off: ${switches.map(dashed).join(', ')}`, listItems)
    .option(
      '--backport <rows>',
      'rows of the spec to add: changes that the kernel took early, such as behaviours.wpFlushesPending',
      listItems,
    )
    .option(
      '--without <rows>',
      'rows of the spec to leave out: changes of its release that the kernel lacks',
      listItems,
    );

function switchedOff(names: readonly string[]): Partial<Config> {
  const key = (name: string) => {
    const found = switches.find((s) => s === name || dashed(s) === name);
    if (!found) throw rangeError(`expected --off with one of ${switches.map(dashed).join(', ')}, got ${shown(name)}`);
    return found;
  };
  return Object.fromEntries(names.map((name) => [key(name), false]));
}

function levels(text: string): Partial<Config> {
  if (text !== '4' && text !== '5') throw rangeError(`expected --paging 4 or 5, got ${shown(text)}`);
  return { pagingLevels: text === '5' ? 5 : 4 };
}

function bitAt(option: string, text: string): bigint {
  const bit = parseNumber(option, text);
  if (bit > 63n) throw rangeError(`expected ${option} as a position in a 64-bit word, got ${shown(text)}`);
  return 1n << bit;
}

/** What the options say beside the version. */
export const given = (o: KernelOptions): Partial<Config> => ({
  ...(o.paging !== undefined && levels(o.paging)),
  ...(o.cBit !== undefined && { encMask: bitAt('--c-bit', o.cBit) }),
  ...(o.sharedBit !== undefined && { sharedMask: bitAt('--shared-bit', o.sharedBit) }),
  ...(o.physBits !== undefined && { physBits: Number(parseNumber('--phys-bits', o.physBits)) }),
  ...(o.off && switchedOff(o.off)),
  ...(o.backport && { backports: o.backport }),
  ...(o.without && { without: o.without }),
});

/**
 * The kernel that the options name. What its name leaves open, and which kernel is taken where none is named, is said on stderr.
 *
 * @throws RangeError as kernel() and kernelFromConfig() do, in terms of the options.
 */
export async function kernelOf(options: KernelOptions): Promise<Kernel> {
  const [named, patches] = splitName(options.kernel ?? releaseIn(options.uname) ?? newest);
  const k = patched(await resolved({ ...options, kernel: named }), patches);
  if (isDefault(options)) note(`no --kernel: taken as ${nameKernel(k)}, the newest that there are rows for`);
  tellDoubts(k);
  return k;
}

const texts = ['uname', 'config', 'paging', 'cBit', 'sharedBit', 'physBits'] as const;
const lists = ['off', 'backport', 'without'] as const;

/** The options that name a kernel, as words of a command that is printed to be pasted: `-k 6.0 --off soft-dirty`. */
export function kernelWords({ name }: Kernel, o: KernelOptions): string {
  const kernel = o.kernel ?? (o.uname === undefined ? name : undefined);
  const said = [
    ...(kernel === undefined ? [] : [['-k', kernel]]),
    ...texts.map((key) => [`--${dashed(key)}`, o[key]]),
    ...lists.map((key) => [`--${dashed(key)}`, o[key]?.join(',')]),
  ];
  return said.flatMap(([option, value]) => (value === undefined ? [] : [`${option} ${shellWord(value)}`])).join(' ');
}

/** The kernels of a list of names, or the one that is taken where none is named. @throws as kernelOf() does. */
export async function kernelsOf(
  names: readonly string[] | undefined,
  others: KernelOptions,
): Promise<readonly Kernel[]> {
  if (names === undefined) return [await kernelOf(others)];
  const kernels: Kernel[] = [];
  for (const kernel of names) kernels.push(await kernelOf({ ...others, kernel }));
  return kernels;
}

const isDefault = ({ kernel, uname }: KernelOptions): boolean => kernel === undefined && uname === undefined;

/** The first release in what uname or /proc/version says. */
export const releaseIn = (uname: string | undefined): string | undefined =>
  uname?.match(/(?<![\w.])\d+\.\d+\.\d[^\s()]*/)?.[0];

/** Says on stderr which kernel was used, for output that has no place for it; of the default that has been said. */
export function tellKernel(k: Kernel, options: KernelOptions): void {
  if (!isDefault(options)) note(nameKernel(k));
}

/** What says more of a kernel than its name. */
const sources =
  '--uname "$(uname -v)", on Ubuntu --uname "$(cat /proc/version_signature)"; its --config; --backport with rows (pte rows)';

/** As many rows as fit into a line or two; `pte diff` lists all. */
const shownRows = 6;

function tellDoubts(k: Kernel): void {
  const { notes, rows } = doubtsOf(k);
  for (const text of notes) note(text);
  if (k.release.backporter) note(`what tells more: ${sources}`);
  if (rows.length === 0) return;
  const more = rows.length > shownRows ? ` and ${rows.length - shownRows} more` : '';
  const named = rows.slice(0, shownRows).map(({ row, has }) => `${row} (taken as ${has ? 'there' : 'not there'})`);
  note(`not known: ${named.join(', ')}${more}; --backport and --without decide`);
}

async function resolved(options: KernelOptions): Promise<Kernel> {
  const named = options.kernel ?? newest;
  try {
    if (named === 'auto') return (await import('./thisMachine.ts')).thisKernel(given(options), options.config);
    const version: string | Uname = options.uname === undefined ? named : { release: named, version: options.uname };
    return options.config === undefined
      ? kernel(version, given(options))
      : kernelFromConfig(version, readText(options.config, dotConfig, 'latin1'), given(options));
  } catch (error) {
    if (!hidesStableNumber(error)) throw error;
    throw withoutStableNumber(named === 'auto' ? (await import('./thisMachine.ts')).uname().release : named);
  }
}

const hidesStableNumber = (error: unknown): boolean =>
  error instanceof RangeError && 'code' in error && error.code === ('ERR_PTE_AMBIGUOUS_RELEASE' satisfies ErrorCode);

/** The library names an object for what an option says here. */
function withoutStableNumber(named: string): Error {
  const series = /\d+\.\d+/.exec(named)?.[0] ?? newest;
  return rangeError(
    `expected a release that tells its stable number, got ${shown(named)}: this distribution hides it; ` +
      `give the number (-k ${newestOf(parseRelease(series))}), or what the machine says: --uname "$(uname -v)"`,
    'ERR_PTE_AMBIGUOUS_RELEASE',
  );
}

/** Whether the text of a release, such as 6.1.0-56-amd64, says another stable number than the kernel has. */
const isHidden = ({ text, patch }: Release): boolean =>
  patch >= 0 && Number(/^v?\d+\.\d+\.(\d+)/.exec(text)?.[1] ?? 0) !== patch;

/** The id of a row, in whatever way it was named. */
const lastPart = (name: string): string => name.replace(/^-/, '').split('.').at(-1) as string;

/** A kernel in one phrase for a terminal, with what differs from the usual configuration. */
export function nameKernel({ release, config, patches }: Kernel): string {
  const isNamed = (row: string) => patches.some((name) => lastPart(name) === lastPart(row));
  const hidden = isHidden(release);
  const off = switches.filter((key) => !config[key]).map(dashed);
  const parts = [
    ...(hidden ? [release.text] : []),
    ...(config.pagingLevels === 5 ? ['5-level paging'] : []),
    ...(config.encMask ? [`C-bit ${config.encMask.toString(2).length - 1}`] : []),
    ...(config.sharedMask ? [`shared bit ${config.sharedMask.toString(2).length - 1}`] : []),
    ...(off.length ? [`without ${off.join(', ')}`] : []),
    ...config.backports.filter((row) => !isNamed(row)).map((row) => `+${row}`),
    ...config.without.filter((row) => !isNamed(row)).map((row) => `-${row}`),
  ];
  const name = [hidden ? `${release.series}.${release.patch}` : release.text, ...patches].join(':');
  return printable(`Linux ${name}${parts.length ? ` (${parts.join('; ')})` : ''}`);
}
