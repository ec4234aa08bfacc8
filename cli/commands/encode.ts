/** `pte encode`: the word for a meaning. */
import { type Command, Option } from 'commander';
import { rangeError, shown } from '../../lib/base/errors.ts';
import { hex } from '../../lib/base/hex.ts';
import { toJson } from '../../lib/base/json.ts';
import { dashed } from '../../lib/base/spelling.ts';
import { type EncodeParts, encode } from '../../lib/codec/encode.ts';
import type { BooleanField } from '../../lib/codec/entryFields.ts';
import { nameOf } from '../../lib/kernel/inForce.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { kinds } from '../../spec/kinds.ts';
import { presentBits, protections } from '../../spec/present.ts';
import type { Row } from '../../spec/schema.ts';
import { markerBits } from '../../spec/swap.ts';
import { inEncodeOptions } from '../inOptions.ts';
import { type KernelOptions, kernelOf, tellKernel, withKernelOptions } from '../kernelOptions.ts';
import { parseNumber } from '../optionValues.ts';
import { kindOf } from '../wordFilter.ts';

/** Fields that are true or false, and what each says; each is an option, and so is its opposite, with `no-` before it. */
const switches: Readonly<Record<BooleanField, string>> = {
  young: 'the Accessed bit, or the young bit of a migration entry (--no-young clears it)',
  dirty: 'the Dirty bit, or the dirty bit of a migration entry (--no-dirty clears it)',
  write: 'the RW bit; Dirty moves with it as in pte_mkwrite() (--no-write clears it)',
  user: 'the User bit (--no-user clears it)',
  exec: 'the page may be executed: NX is clear (--no-exec sets NX)',
  global: 'the Global bit (--no-global clears it)',
  special: 'the Special bit: a page that is not counted (--no-special clears it)',
  softDirty: 'the soft-dirty bit (--no-soft-dirty clears it)',
  uffdWp: 'the uffd-wp bit (--no-uffd-wp clears it)',
  exclusive: 'the exclusive bit of an entry that is not mapped (--no-exclusive clears it)',
  huge: 'the PSE bit: a huge page, with --level pmd or pud (--no-huge clears it)',
};
const fields = Object.keys(switches) as readonly BooleanField[];

interface Options extends KernelOptions, Partial<Record<BooleanField, boolean>> {
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

const markers = new Map<string, string>(markerBits.map(({ id }) => [dashed(id), id]));

function markerOf(text: string): Record<string, boolean> {
  const key = (name: string) => {
    const id = markers.get(name);
    if (id !== undefined) return id;
    throw rangeError(`expected --marker with ${[...markers.keys()].join(', ')}, got ${shown(name)}`);
  };
  return Object.fromEntries(text.split(',').map((name) => [key(name), true]));
}

function partsOf(kind: string, o: Options, flags: readonly string[]): Record<string, unknown> {
  return {
    kind,
    ...(o.level !== undefined && { level: o.level }),
    ...(o.pfn !== undefined && { pfn: parseNumber('--pfn', o.pfn) }),
    ...(o.type !== undefined && { swapType: Number(parseNumber('--type', o.type)) }),
    ...(o.offset !== undefined && { swapOffset: parseNumber('--offset', o.offset) }),
    ...(o.pkey !== undefined && { pkey: Number(parseNumber('--pkey', o.pkey)) }),
    ...(o.marker !== undefined && { marker: markerOf(o.marker) }),
    ...(flags.length && { flags }),
    ...Object.fromEntries(fields.filter((field) => o[field] !== undefined).map((field) => [field, o[field]])),
  };
}

const examples = `
Kinds: ${kinds.map(dashed).join(' ')}
(pteMarker, as the library spells it, means pte-marker)

Examples:
  pte encode swap --type 0 --offset 0x200 --soft-dirty --exclusive --kernel 6.12
  pte encode present --pfn 0x12345 --write --user --young --dirty -k 6.1
  pte encode migration-write --pfn 0x12345 --young --dirty -k 7.3 --paging 5
  pte encode pte-marker --marker guard -k 6.13`;

/** Adds what `pte encode` takes and runs. */
export function define(command: Command): void {
  command.argument('<kind>', 'what kind of entry it is: one of the list below');
  for (const field of fields) {
    const name = dashed(field);
    command.option(`--${name}`, switches[field]).addOption(new Option(`--no-${name}`).hideHelp());
  }
  withKernelOptions(
    command
      .option('--type <n>', 'swap type: the number of the swap area')
      .option('--offset <n>', 'swap offset in pages')
      .option('--pfn <n>', 'page frame number')
      .option('--pkey <n>', 'protection key, 0 to 15')
      .option('--marker <bits>', 'what a PTE marker says, with commas between: uffd-wp, poisoned, guard')
      .option('--prot <name>', 'start from a protection such as PAGE_SHARED')
      .option(
        '--flag <names>',
        'bits by the kernel’s names, with commas between, such as _PAGE_PWT,_PAGE_PCD',
        (text: string, before: readonly string[] = []) => [...before, ...text.split(',')],
      )
      .option('--level <level>', 'where the entry is to stand: pte, pmd, pud, p4d or pgd (default: pte)')
      .option('--json', 'a JSON object with the word and its parts'),
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

/** encode(), whose errors speak of options here. */
function encoded(k: Kernel, parts: Record<string, unknown>): bigint {
  try {
    return encode(k, parts as unknown as EncodeParts);
  } catch (error) {
    if (error instanceof Error) error.message = inEncodeOptions(error.message);
    throw error;
  }
}

async function run(text: string, o: Options): Promise<void> {
  const kind = kindOf(text);
  const k = await kernelOf(o);
  const flags = [...(o.prot === undefined ? [] : protectionFlags(k, o.prot)), ...(o.flag ?? [])];
  const parts = partsOf(kind, o, flags);
  const word = encoded(k, parts);
  if (!o.json) {
    if (k.name !== o.kernel) tellKernel(k, o); // the word stands alone, and who named the kernel knows it
    return console.log(hex(word));
  }
  console.log(toJson({ kernel: k.name, word, ...parts }));
}
