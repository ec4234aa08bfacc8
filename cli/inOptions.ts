/** What the library says of its arguments, in the words of the command: options for keys, dashes for capitals, hex for bigints. */
import { dashed } from '../lib/base/spelling.ts';
import { switches } from '../lib/kernel/config.ts';
import { kinds } from '../spec/kinds.ts';

/** Keys of the configuration by the options that set them. */
const configOptions: Readonly<Record<string, string>> = {
  pagingLevels: '--paging',
  encMask: '--c-bit',
  sharedMask: '--shared-bit',
  physBits: '--phys-bits',
  backports: '--backport',
  without: '--without',
  proposals: '--kernel VERSION:NAME',
  ...Object.fromEntries(switches.map((key) => [key, `--off ${dashed(key)}`])),
};

/** Fields of an entry by the options of `pte encode`, where dashes alone do not make one of the other. */
const fieldOptions: Readonly<Record<string, string>> = {
  kind: 'the kind',
  swapType: '--type',
  swapOffset: '--offset',
  flags: '--flag',
};
/** Fields that decode() gives and no option does. */
const withoutOption = ['unexplained', 'raw'];
const fields = [
  ...['level', 'pfn', 'pkey', 'marker', 'young', 'dirty', 'write', 'user', 'exec', 'global', 'special'],
  ...['softDirty', 'uffdWp', 'exclusive', 'huge', ...Object.keys(fieldOptions), ...withoutOption],
];
const optionOf = (field: string): string => fieldOptions[field] ?? `--${dashed(field)}`;

/** Objects that the library takes, which no option gives. */
const objects: readonly (readonly [RegExp, string])[] = [
  [/, or \{ release, version \} as uname -r and uname -v say/, ''],
  [/\{ release, version \} as uname gives them, two strings/, 'what uname -r and uname -v print'],
];

/** A message of the library about a kernel and its configuration. */
export function inOptions(message: string): string {
  const isOfBits = /\bconfig\.(encMask|sharedMask)\b/.test(message); // their options take the position
  return objects
    .reduce((text, [object, plain]) => text.replace(object, plain), message)
    .replace(/\bconfig\.(\w+)/g, (key, name: string) =>
      Object.hasOwn(configOptions, name) ? `${configOptions[name]}` : key,
    )
    .replace(/(?<=, got |and )(-?)(\d+)n\b/g, (_, sign: string, digits: string) =>
      isOfBits ? String(BigInt(digits).toString(2).length - 1) : `${sign}0x${BigInt(digits).toString(16)}`,
    )
    .replace(/\bgot undefined\b/g, 'got nothing');
}

const fieldList = /expected the fields of a (\w+) entry \(([^)]*)\), got "(\w+)"/;
const kindName = new RegExp(`\\b(${kinds.join('|')})\\b`, 'g');

/** A message of encode() about parts that options gave. */
export function inEncodeOptions(message: string): string {
  const [, kind = '', names = '', got = ''] = fieldList.exec(message) ?? [];
  if (kind !== '') {
    const taken = names.split(', ').filter((name) => name !== 'kind' && !withoutOption.includes(name));
    return `expected the options of a ${dashed(kind)} entry (${taken.map(optionOf).join(', ')}), got ${optionOf(got)}`;
  }
  const named = message.replace(kindName, (name) => dashed(name));
  return inOptions(
    named.replace(/^expected (\w+)\b/, (text, name: string) =>
      fields.includes(name) ? `expected ${optionOf(name)}` : text,
    ),
  );
}
