/** What the recorder reads out of a stopped kernel: fields of its structures, and the leaf entries of one process. */
import { hex, short } from '../lib/base/hex.ts';
import type { Debugger, Registers } from '../lib/dump/gdbRemote.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import { type Leaf, leafOf } from '../lib/pagewalk/leafEntry.ts';
import type { WatchedFunction } from '../lib/replay/watchedFunctions.ts';
import type { Structures } from './btf.ts';

/** The process that is recorded: its kernel, and where its page table is. */
export interface Process {
  readonly kernel: Kernel;
  /** The physical address of the top table. */
  readonly root: bigint;
  /** Where the kernel maps all of physical memory: the value of page_offset_base. */
  readonly directMap: bigint;
}

/** What a watched function was called on. */
export interface Entered {
  readonly mm: bigint;
  readonly vma: bigint;
  /** The address in the process, in bytes; it may be within a page. */
  readonly address: bigint;
}

const int = 0xffff_ffffn;
const bool = 0xffn;

/** The memory of a kernel that stands still, as far as a recording tells of it. */
export class KernelMemory {
  readonly #machine: Debugger;
  readonly #structures: Structures;
  readonly #process: Process;

  constructor(machine: Debugger, structures: Structures, process: Process) {
    this.#machine = machine;
    this.#structures = structures;
    this.#process = process;
  }

  /** The kernel that runs in the machine. */
  get kernel(): Kernel {
    return this.#process.kernel;
  }

  /** The leaf entry of an address of the process. */
  leaf(vaddr: bigint): Promise<Leaf> {
    return leafOf(this.kernel, this.#process.root, vaddr, (at) => this.#machine.word(at, true));
  }

  #field(at: bigint, struct: string, name: string): Promise<bigint> {
    return this.#machine.word(at + this.#structures.offsetOf(struct, name));
  }

  /** The arguments of a watched function, at its first instruction (System V ABI: rdi, rsi, rdx). */
  async entered({ kind }: WatchedFunction, { rdi, rsi, rdx }: Registers): Promise<Entered> {
    const vma = kind === 'fault' ? await this.#field(rdi, 'vm_fault', 'vma') : rsi;
    const address = kind === 'fault' ? await this.#field(rdi, 'vm_fault', 'address') : rdx;
    return { mm: await this.#field(vma, 'vm_area_struct', 'vm_mm'), vma, address };
  }

  /** Whether the memory is that of the process, and not of a child. */
  async isOurs({ mm }: Entered): Promise<boolean> {
    return (await this.#field(mm, 'mm_struct', 'pgd')) - this.#process.directMap === this.#process.root;
  }

  /** The mapping as a recording has it. */
  async vma({ vma }: Entered): Promise<object> {
    const word = async (name: string) => hex(await this.#field(vma, 'vm_area_struct', name));
    return {
      start: await word('vm_start'),
      end: await word('vm_end'),
      vm_page_prot: await word('vm_page_prot'),
      vm_flags: await word('vm_flags'),
    };
  }

  /** What a recording has of the first argument: the flags of a fault, or the page. */
  async first({ kind }: WatchedFunction, { rdi }: Registers): Promise<object> {
    return kind === 'fault' ? this.#fault(rdi) : { folio: await this.#folio(rdi) };
  }
  async #fault(vmf: bigint): Promise<object> {
    const flags = (await this.#field(vmf, 'vm_fault', 'flags')) & int; // an enum
    return { fault_flags: short(flags), write: (flags & this.kernel.faultFlag.write) !== 0n };
  }
  async #folio(page: bigint): Promise<object> {
    const word = await this.#field(page, 'page', 'flags');
    const mapping = await this.#field(page, 'page', 'mapping');
    const flags = [...this.#structures.pageFlags].filter(([bit]) => ((word >> BigInt(bit)) & 1n) === 1n);
    return { flags: flags.map(([, name]) => name), anon: (mapping & 1n) !== 0n }; // PAGE_MAPPING_ANON
  }

  /** The return register, as wide as the function's type. */
  result({ kind }: WatchedFunction, { rax }: Registers): string {
    return short(rax & (kind === 'fault' ? int : bool)); // vm_fault_t or bool
  }
}
