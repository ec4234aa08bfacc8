/** A kernel from its release and the text of its .config. */

import { type OptionRow, options } from '../../spec/options.ts';
import { rangeError, shown, typeError } from '../base/errors.ts';
import type { Config } from './config.ts';
import { type Kernel, kernel } from './kernel.ts';
import { splitName } from './patches.ts';
import { parseRelease, placeOf, type Release, type Uname } from './release.ts';

/** Values by symbol, without CONFIG_. */
type Symbols = ReadonlyMap<string, string>;

const assignment = /^CONFIG_([A-Za-z0-9_]+)=(.*)$/s;
/**
 * A value is y, m, n, a number, or a string, which older auto.conf files do not quote. A pattern for all of a string would
 * take stack for each of its characters.
 */
const isValue = (text: string): boolean =>
  text.startsWith('"') && text.endsWith('"') && text.length > 1
    ? !/["\\]/.test(text.slice(1, -1).replace(/\\./g, ''))
    : !text.includes('"');
/** A last line that may look whole and is not: a value that is empty, a comment that does not end in `is not set`. */
const cutShort = /=$|^# CONFIG_(?!.* is not set$)/;

const bad = (message: string) => rangeError(message, 'ERR_PTE_CONFIG');

function checkText(text: string): void {
  if (typeof text !== 'string')
    throw typeError(`expected the text of a .config as a string, got ${shown(text)}`, 'ERR_PTE_CONFIG');
  if (text.startsWith('\x1f\x8b') || text.startsWith('\x1f\ufffd'))
    throw bad('expected the text of a .config, got gzip data: unpack it first');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what tells a binary file
  const strange = /[\0-\x08\x0e-\x1f\x7f]/.exec(text);
  if (strange)
    throw bad(
      `expected the text of a .config, got binary data (character ${strange[0].charCodeAt(0)} at offset ${strange.index})`,
    );
}

function symbolsOf(text: string): Symbols {
  const symbols = new Map<string, string>();
  const lines = text.split(/\r?\n/);
  lines.forEach((raw, i) => {
    const line = raw.trim();
    const [, name, value = ''] = assignment.exec(line) ?? [];
    const isAssignment = name !== undefined && isValue(value);
    const whole = i < lines.length - 1 || !cutShort.test(line);
    if (!whole || !(isAssignment || line === '' || line.startsWith('#')))
      throw bad(`expected line ${i + 1} of the .config to be CONFIG_NAME=value or a comment, got ${shown(line)}`);
    if (isAssignment) symbols.set(name, value);
  });
  if (symbols.size === 0)
    throw bad(`expected a .config, got ${text.trim() === '' ? 'an empty text' : 'a text without CONFIG_ lines'}`);
  return symbols;
}

/** Of what machine the text is, if it is not of x86-64. */
function checkMachine(symbols: Symbols): void {
  if (symbols.get('X86_64') === 'y') return;
  const others = ['X86_32', 'ARM64', 'ARM', 'RISCV', 'PPC64', 'PPC', 'S390', 'LOONGARCH', 'MIPS'];
  const got = others.find((name) => symbols.get(name) === 'y');
  throw bad(
    `expected a .config of a 64-bit x86 kernel (CONFIG_X86_64=y), got ${got ? `CONFIG_${got}=y` : 'one without CONFIG_X86_64=y'}`,
  );
}

/** Whether an option that is on or off is on. */
function isOn(symbols: Symbols, name: string): boolean {
  const value = symbols.get(name) ?? 'n';
  if (value === 'y' || value === 'n') return value === 'y';
  throw bad(`expected CONFIG_${name} to be y or n, got ${shown(value)}`);
}

/** Whether the build has what an option stands for. */
function built({ symbols: all, later = {}, selectedBy = [] }: OptionRow, symbols: Symbols, at: Release): boolean {
  const asked = all.filter((name) => !(placeOf(later[name] ?? at.series) > placeOf(at.series)));
  return asked.every((name) => isOn(symbols, name)) || selectedBy.some((name) => isOn(symbols, name));
}

/** What the symbols mean for entries. What the machine decides too keeps its default unless the build rules it out. */
function configOf(symbols: Symbols, at: Release): Partial<Config> {
  const decided = (options as readonly OptionRow[]).map((option) => [option, built(option, symbols, at)] as const);
  return Object.fromEntries(decided.filter(([{ machine }, on]) => !machine || !on).map(([{ id }, on]) => [id, on]));
}

/**
 * Resolves a kernel as built: `dotConfig` is the text of its .config or include/config/auto.conf. An option that it does
 * not name is off, so a text that was cut at the end of a line reads as one with fewer options.
 *
 * @param config facts that no build option tells (`pagingLevels`, `encMask`, `physBits`, ...), or that override it.
 * @throws RangeError (ERR_PTE_CONFIG) for a text that is no .config of an x86-64 kernel, and what kernel() throws.
 */
export function kernelFromConfig(version: string | Uname, dotConfig: string, config: Partial<Config> = {}): Kernel {
  checkText(dotConfig);
  const symbols = symbolsOf(dotConfig);
  checkMachine(symbols);
  if (typeof config !== 'object' || config === null) return kernel(version, config);
  const given = Object.entries(config).filter(([, v]) => v !== undefined);
  const release = parseRelease(typeof version === 'string' ? splitName(version)[0] : version);
  return kernel(version, { ...configOf(symbols, release), ...Object.fromEntries(given) });
}
