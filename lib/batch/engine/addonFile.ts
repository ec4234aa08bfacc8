/** What can be said of an addon before it runs: that its file is there and whole, and that it is one of ours. */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { rangeError, shown } from '../../base/errors.ts';

const wrong = (wanted: string, got: string) => rangeError(`expected ${wanted}, got ${got}`, 'ERR_PTE_ENGINE');

const headerSize = 64;
/** Offsets in the header of a 64-bit ELF file: e_shoff, e_shentsize and e_shnum of elf.h. */
const sections = { at: 40, size: 58, count: 60 };

/** Where a 64-bit ELF file ends by its own account, which is after its section headers; 0 for a file of another kind. */
function elfEnd(header: Buffer): number {
  if (header.subarray(0, 5).toString('latin1') !== '\x7fELF\x02') return 0;
  if (header.length < headerSize) return headerSize;
  const table = header.readUInt16LE(sections.size) * header.readUInt16LE(sections.count);
  return Number(header.readBigUInt64LE(sections.at)) + table;
}

/**
 * Refuses a file that require() would not survive: Node maps an addon, and one that was cut short ends the process.
 * @throws RangeError (ERR_PTE_ENGINE) for a folder, a device, an empty file and one that was cut short; what Node throws for
 *   one that cannot be read.
 */
export function checkAddonFile(path: string): void {
  if (!statSync(path).isFile()) throw wrong('a file', 'a folder or a device');
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (size === 0) throw wrong('an addon', 'an empty file');
    const header = Buffer.alloc(headerSize);
    const end = elfEnd(header.subarray(0, readSync(file, header)));
    if (size < end) throw wrong(`a file of ${end} bytes`, `${size}: it was cut short`);
  } finally {
    closeSync(file);
  }
}

/** The functions of an addon, by whose names one is known. */
export const addonFunctions = [
  'decode',
  'encode',
  'decodeOn',
  'encodeOn',
  'censusOn',
  'findOn',
  'mapOn',
  'bind',
  'census',
  'find',
  'map',
  'layout',
  'table',
  'targets',
  'setTarget',
  'forms',
  'setForm',
] as const;

/**
 * Refuses what a file exports unless it has every function of an addon: one of an older version lacks some.
 * @throws RangeError (ERR_PTE_ENGINE) that names those it lacks, and for one that does not tell its instruction sets.
 */
export function checkExports(exported: unknown): void {
  const found = Object(exported) as Readonly<Record<string, unknown>>;
  const lacking = addonFunctions.filter((name) => typeof found[name] !== 'function');
  if (lacking.length > 0)
    throw wrong('an addon of this version', `one without ${lacking.map((name) => `${name}()`).join(', ')}`);
  const targets: unknown = (exported as { targets(): unknown }).targets();
  if (!Array.isArray(targets) || !targets.every((name) => typeof name === 'string'))
    throw wrong('targets() of an addon to give names', shown(targets));
}
