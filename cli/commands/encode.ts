/** `pte encode`: the word for a meaning. */

import type { Command } from 'commander';
import { rangeError, shown } from '../../lib/base/errors.ts';
import { hex } from '../../lib/base/hex.ts';
import { camel } from '../../lib/base/spelling.ts';
import { type EncodeParts, encode } from '../../lib/codec/encode.ts';
import { nameOf } from '../../lib/kernel/inForce.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { parseNumber } from '../../lib/log/words.ts';
import { kinds } from '../../spec/kinds.ts';
import { presentBits, protections } from '../../spec/present.ts';
import type { Row } from '../../spec/schema.ts';
import { toJson } from '../json.ts';
import { type KernelOptions, kernelOf, withKernelOptions } from '../kernelOptions.ts';

/** Options that are fields of the same name. */
const switches = [
  'young',
  'dirty',
  'write',
  'user',
  'exec',
  'global',
  'special',
  'soft-dirty',
  'uffd-wp',
  'exclusive',
  'huge',
] as const;
type Switch =
  | 'young'
  | 'dirty'
  | 'write'
  | 'user'
  | 'exec'
  | 'global'
  | 'special'
  | 'softDirty'
  | 'uffdWp'
  | 'exclusive'
  | 'huge';

interface Options extends KernelOptions, Partial<Record<Switch, boolean>> {
  readonly type?: string;
  readonly offset?: string;
  readonly pfn?: string;
  readonly pkey?: string;
  readonly marker?: string;
  readonly flag?: readonly string[];
  readonly prot?: string;
  readonly level?: string;
  readonly json?: boolean;
}

const markers: Readonly<Record<string, string>> = { 'uffd-wp': 'uffdWp', poisoned: 'poisoned', guard: 'guard' };

function markerOf(text: string): Record<string, boolean> {
  const key = (name: string) => {
    if (markers[name]) return markers[name];
    throw rangeError(`expected --marker with ${Object.keys(markers).join(', ')}, got ${shown(name)}`);
  };
  return Object.fromEntries(text.split(',').map((name) => [key(name), true]));
}

function partsOf(kind: string, o: Options, flags: readonly string[]): Record<string, unknown> {
  const fields = switches.map((name) => camel(name) as Switch).filter((key) => o[key] !== undefined);
  return {
    kind,
    ...(o.level !== undefined && { level: o.level }),
    ...(o.pfn !== undefined && { pfn: parseNumber('--pfn', o.pfn) }),
    ...(o.type !== undefined && { swapType: Number(parseNumber('--type', o.type)) }),
    ...(o.offset !== undefined && { swapOffset: parseNumber('--offset', o.offset) }),
    ...(o.pkey !== undefined && { pkey: Number(parseNumber('--pkey', o.pkey)) }),
    ...(o.marker !== undefined && { marker: markerOf(o.marker) }),
    ...(flags.length && { flags }),
    ...Object.fromEntries(fields.map((key) => [key, o[key]])),
  };
}

const examples = `
Kinds: ${kinds.join(' ')}

Examples:
  pte encode swap --type 0 --offset 0x200 --soft-dirty --exclusive --kernel 6.12
  pte encode present --pfn 0x12345 --write --user --young --dirty -k 6.1
  pte encode migrationWrite --pfn 0x12345 --young --dirty -k 7.3 --paging 5
  pte encode pteMarker --marker guard -k 6.13`;

export function define(command: Command): void {
  command.argument('<kind>', 'what the entry is');
  for (const name of switches) command.option(`--${name}`, 'set this field').option(`--no-${name}`, 'clear it');
  withKernelOptions(
    command
      .option('--type <n>', 'swap type')
      .option('--offset <n>', 'swap offset in pages')
      .option('--pfn <n>', 'page frame number')
      .option('--pkey <n>', 'protection key, 0 to 15')
      .option('--marker <bits>', 'uffd-wp, poisoned, guard')
      .option('--prot <name>', 'start from a protection such as PAGE_SHARED')
      .option('--flag <names>', 'bits by the names of the kernel', (text: string, before: readonly string[] = []) => [
        ...before,
        ...text.split(','),
      ])
      .option('--level <level>', 'pte, pmd or pud')
      .option('--json', 'an object with the word and the parts'),
  )
    .addHelpText('after', examples)
    .action(run);
}

/** The names of a protection's bits on the kernel, so that they can stand among the flags. */
function protectionFlags(k: Kernel, name: string): readonly string[] {
  const row = protections.filter((p) => p.id === name && k.holds('protections', p)).at(-1);
  if (!row)
    throw rangeError(
      `expected --prot with one of ${[...new Set(protections.map((p) => p.id))].join(', ')}, got ${shown(name)}`,
    );
  return row.bits.map((id) =>
    nameOf(presentBits.find((bit) => bit.id === id && k.holds('presentBits', bit)) as Row, k.release),
  );
}

async function run(kind: string, o: Options): Promise<void> {
  const k = await kernelOf(o);
  const flags = [...(o.prot === undefined ? [] : protectionFlags(k, o.prot)), ...(o.flag ?? [])];
  const parts = partsOf(kind, o, flags);
  const word = encode(k, parts as unknown as EncodeParts);
  if (!o.json) return console.log(hex(word));
  console.log(toJson({ kernel: k.name, word, ...parts }));
}
