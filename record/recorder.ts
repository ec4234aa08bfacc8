/**
 * Records what a kernel does to the entries of one process: stops the machine where the program shows a result, and at the
 * entry and return of some kernel functions, and reads the leaf entry out of physical memory. Nothing is computed by a model.
 */
import { hex } from '../lib/base/hex.ts';
import type { Debugger, Registers } from '../lib/dump/gdbRemote.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import { kernelFromConfig } from '../lib/kernel/kernelFromConfig.ts';
import { type Leaf, leafOf } from '../lib/pagewalk/leafEntry.ts';
import { recordedOptions } from '../lib/replay/recording.ts';
import type { Structures } from './btf.ts';
import { messageFrom, type Shown, sizeOfMessage } from './guestMessage.ts';

const faultFunctions: readonly string[] = ['do_swap_page', 'do_wp_page'];
const pageSize = 4096n;
const la57 = 1n << 12n; // of CR4, Intel SDM volume 3, "Control Registers"

/** A call as the recording tells it; `after` and `returned` stay null for one that never returned. */
interface Call {
  readonly fn: string;
  readonly vaddr: string;
  after: string | null;
  returned: string | null;
}
type Message = { readonly fn: 'userfaultfd message'; readonly address: string; readonly flags: number };

/** A recording as JSON has it; test/data/observations/README.md tells the format. */
export interface Recorded {
  readonly format: 1;
  readonly kernel: object;
  readonly records: readonly object[];
}
/** What is to be known of the kernel from outside. */
export interface Known {
  readonly mark: bigint;
  readonly structures: Structures;
  readonly dotConfig: string;
}

export async function record(machine: Debugger, { mark, structures, dotConfig }: Known): Promise<Recorded> {
  const functions = new Map<bigint, string>();
  const callsOn = new Map<bigint, (Call | Message)[]>();
  /** Calls to return, the innermost last, by where and with which stack they will. */
  const open = new Map<string, Call[]>();
  const records: object[] = [];
  let uname = { release: '', version: '' };
  let k: Kernel | undefined;
  let root = 0n;
  let directMap = 0n;

  await machine.setBreakpoint(mark);
  await machine.resume(0n);
  for (;;) {
    const r = await machine.registers();
    if (r.rip === mark) {
      if (!(await shown(messageFrom(await machine.read(r.rdi, sizeOfMessage)), r))) break;
    } else if (functions.has(r.rip)) await entered(functions.get(r.rip) as string, r);
    else await returned(r);
    await machine.resume(r.rip);
  }
  if (k === undefined) throw new Error('the machine ended before it was ready');
  const { pagingLevels } = k.config;
  return { format: 1, kernel: { ...uname, paging_levels: pagingLevels, config: recordedOptions(k) }, records };

  /** False at the end. */
  async function shown(message: Shown, r: Registers): Promise<boolean> {
    if (message.what === 'ready') await introduced(message.lines, r);
    if (message.what === 'record') {
      const { level, entry } = await leaf(message.vaddr);
      const kernel_calls = callsOn.get(message.vaddr) ?? [];
      callsOn.delete(message.vaddr);
      const { scenario, step, vaddr, pagemap, vmflags } = message;
      const about = { scenario, step, vaddr: address(vaddr), level, raw: hex(entry), pagemap: hex(pagemap), vmflags };
      records.push({ ...about, kernel_calls });
    }
    if (message.what === 'fault message')
      called(message.vaddr, {
        fn: 'userfaultfd message',
        address: address(message.vaddr),
        flags: Number(message.flags),
      });
    return message.what !== 'end';
  }

  async function introduced(lines: readonly string[], r: Registers): Promise<void> {
    for (const line of lines) {
      const [first, ...rest] = line.split(' ') as [string, ...string[]];
      if (first === 'release' || first === 'version') uname = { ...uname, [first]: rest.join(' ') };
      else if (rest[0] === 'page_offset_base') directMap = await machine.word(BigInt(`0x${first}`));
      else functions.set(BigInt(`0x${first}`), rest[0] as string);
    }
    k = kernelFromConfig(uname, dotConfig, { pagingLevels: (r.cr4 & la57) === 0n ? 4 : 5 });
    root = r.cr3 - (r.cr3 % pageSize);
    for (const at of functions.keys()) await machine.setBreakpoint(at);
  }

  async function entered(fn: string, r: Registers): Promise<void> {
    const fault = faultFunctions.includes(fn);
    const field = (base: bigint, struct: string, name: string) =>
      machine.word(base + structures.offsetOf(struct, name));
    const vma = fault ? await field(r.rdi, 'vm_fault', 'vma') : r.rsi;
    const touched = fault ? await field(r.rdi, 'vm_fault', 'address') : r.rdx;
    const mm = await field(vma, 'vm_area_struct', 'vm_mm');
    if ((await field(mm, 'mm_struct', 'pgd')) - directMap !== root) return; // the child's
    const vaddr = touched - (touched % pageSize);
    const { level, entry } = await leaf(vaddr);
    const word = async (name: string) => hex(await field(vma, 'vm_area_struct', name));
    const about = {
      ...{ fn, level, vaddr: address(vaddr), before: hex(entry), after: null, returned: null },
      vma: {
        start: await word('vm_start'),
        end: await word('vm_end'),
        vm_page_prot: await word('vm_page_prot'),
        vm_flags: await word('vm_flags'),
      },
    };
    const call: Call = { ...about, ...(fault ? await faultOf(r.rdi) : { folio: await folioOf(r.rdi) }) };
    called(vaddr, call);
    const back = await machine.word(r.rsp);
    await machine.setBreakpoint(back);
    const key = `${back} ${r.rsp + 8n}`;
    open.set(key, [...(open.get(key) ?? []), call]);
  }

  async function faultOf(vmf: bigint): Promise<object> {
    const flags = (await machine.word(vmf + structures.offsetOf('vm_fault', 'flags'))) & 0xffff_ffffn; // an enum
    return { fault_flags: `0x${flags.toString(16)}`, write: (flags & known().faultFlag.write) !== 0n };
  }
  async function folioOf(page: bigint): Promise<object> {
    const word = await machine.word(page + structures.offsetOf('page', 'flags'));
    const mapping = await machine.word(page + structures.offsetOf('page', 'mapping'));
    const flags = [...structures.pageFlags].filter(([bit]) => ((word >> BigInt(bit)) & 1n) === 1n);
    return { flags: flags.map(([, name]) => name), anon: (mapping & 1n) !== 0n }; // PAGE_MAPPING_ANON
  }

  async function returned(r: Registers): Promise<void> {
    const key = `${r.rip} ${r.rsp}`;
    const calls = open.get(key) ?? []; // none: another task came by
    open.delete(key);
    for (const call of calls) {
      call.after = hex((await leaf(BigInt(call.vaddr))).entry);
      const register = faultFunctions.includes(call.fn) ? r.rax & 0xffff_ffffn : r.rax & 0xffn; // vm_fault_t or bool
      call.returned = `0x${register.toString(16)}`;
      await machine.clearBreakpoint(r.rip);
    }
  }

  function called(vaddr: bigint, call: Call | Message): void {
    callsOn.set(vaddr, [...(callsOn.get(vaddr) ?? []), call]);
  }
  function leaf(vaddr: bigint): Promise<Leaf> {
    return leafOf(known(), root, vaddr, (at) => machine.word(at, true));
  }
  function known(): Kernel {
    if (k === undefined) throw new Error('expected the machine to say what it is first, got something else');
    return k;
  }
}

const address = (vaddr: bigint): string => `0x${vaddr.toString(16)}`;
