/** Where fields stand in the kernel's structures, from the type information (BTF) that the kernel carries. */
import { MiB } from '../files/readWhole.ts';
import { runTool } from '../files/runTool.ts';
import { rangeError } from '../lib/base/errors.ts';
import { printable } from '../lib/base/printable.ts';

interface BtfType {
  readonly id: number;
  readonly kind: string;
  readonly name: string;
  readonly type_id?: number;
  readonly members?: readonly { readonly name: string; readonly type_id: number; readonly bits_offset: number }[];
  readonly values?: readonly { readonly name: string; readonly val: number }[];
}

/** The structures of one kernel. */
export interface Structures {
  /** Bytes from the start of the structure, through unnamed members. */
  offsetOf(struct: string, field: string): bigint;
  /** The flags of a page by their bit, under the first of its names. */
  readonly pageFlags: ReadonlyMap<number, string>;
}

const missing = (what: string, vmlinux: string) =>
  rangeError(`expected ${what} in the BTF of ${vmlinux}, got none`, 'ERR_PTE_INPUT');
const unnamed = (name: string) => name === '' || name === '(anon)';

/**
 * Reads the type information of a kernel, an ELF file, with bpftool.
 *
 * @throws RangeError (ERR_PTE_INPUT) for a field or type that is not there.
 */
export async function structuresOf(vmlinux: string): Promise<Structures> {
  const types = await typesOf(vmlinux);
  const byId = new Map(types.map((type) => [type.id, type]));
  // A breakpoint asks for several offsets, among a hundred thousand types
  const structs = new Map<string, BtfType>();
  for (const type of types) if (type.kind === 'STRUCT' && !structs.has(type.name)) structs.set(type.name, type);

  function plain(id: number): BtfType {
    const type = byId.get(id);
    if (!type) throw missing(`a type ${id}`, vmlinux);
    return type.kind === 'STRUCT' || type.kind === 'UNION' || type.type_id === undefined ? type : plain(type.type_id);
  }
  function find(type: BtfType, field: string): number | undefined {
    for (const { name, type_id, bits_offset } of type.members ?? []) {
      if (name === field) return bits_offset / 8;
      const inside = unnamed(name) ? find(plain(type_id), field) : undefined;
      if (inside !== undefined) return bits_offset / 8 + inside;
    }
    return undefined;
  }
  return {
    offsetOf(struct, field) {
      const type = structs.get(struct);
      const offset = type && find(type, field);
      if (offset === undefined) throw missing(`${struct}.${field}`, vmlinux);
      return BigInt(offset);
    },
    pageFlags: pageFlagsOf(types),
  };
}

async function typesOf(vmlinux: string): Promise<readonly BtfType[]> {
  const options = { what: 'bpftool', seconds: 300, most: 500 * MiB };
  const { ok, how, stdout, stderr } = await runTool('bpftool', ['-j', 'btf', 'dump', 'file', vmlinux], options);
  if (!ok) throw rangeError(`expected bpftool to work, got: ${printable(stderr.trim()) || how}`, 'ERR_PTE_INPUT');
  return (JSON.parse(stdout.toString()) as { types: readonly BtfType[] }).types;
}

function pageFlagsOf(types: readonly BtfType[]): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const { name, val } of types.find((type) => type.name === 'pageflags')?.values ?? [])
    if (name.startsWith('PG_') && !names.has(val)) names.set(val, name.slice('PG_'.length));
  return names;
}
