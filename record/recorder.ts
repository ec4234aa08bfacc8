/**
 * Records what a kernel does to the entries of one process: stops the machine where the program shows a result, and at the
 * entry and return of the watched functions, and reads the leaf entry out of physical memory. Nothing is computed by a model.
 */
import { rangeError } from '../lib/base/errors.ts';
import { hex, short } from '../lib/base/hex.ts';
import type { Debugger, Registers } from '../lib/dump/gdbRemote.ts';
import { kernelFromConfig } from '../lib/kernel/kernelFromConfig.ts';
import { recordedOptions } from '../lib/replay/recording.ts';
import { uffdMessage, type WatchedFunction, watchedFunctions } from '../lib/replay/watchedFunctions.ts';
import type { Structures } from './btf.ts';
import { type GuestMessage, messageFrom } from './guestMessage.ts';
import { KernelMemory } from './kernelMemory.ts';

const pageSize = 4096n;
const la57 = 1n << 12n; // of CR4, Intel SDM volume 3, "Control Registers"

/** The variable of the kernel that says where it maps all of physical memory (arch/x86/include/asm/page_64.h). */
const directMapSymbol = 'page_offset_base';
/** What the guest looks up in /proc/kallsyms. */
export const wantedSymbols: readonly string[] = [...watchedFunctions.map(({ name }) => name), directMapSymbol];

/** A call as the recording tells it; `after` and `returned` stay null for one that never returned. */
interface Call {
  readonly fn: string;
  readonly vaddr: string;
  after: string | null;
  returned: string | null;
}
/** A message of userfaultfd, which stands among the calls. */
interface UffdMessage {
  readonly fn: typeof uffdMessage;
  readonly address: string;
  readonly flags: number;
}
/** A call that has not returned yet. */
interface OpenCall {
  readonly watched: WatchedFunction;
  readonly call: Call;
}

/** A recording as JSON has it; test/data/observations/README.md tells the format. */
export interface Recorded {
  readonly format: 2;
  readonly kernel: object;
  readonly records: readonly object[];
}
/** What the files say of what boots. */
export interface Boot {
  /** The address of mark() in the guest. */
  readonly mark: bigint;
  readonly structures: Structures;
  readonly dotConfig: string;
}

/** One recording in the making. */
export class Recorder {
  readonly #machine: Debugger;
  readonly #boot: Boot;
  readonly #records: object[] = [];
  /** Where the watched functions are. */
  readonly #watched = new Map<bigint, WatchedFunction>();
  /** What happened to each page since its last record. */
  readonly #calls = new Map<bigint, (Call | UffdMessage)[]>();
  /** Calls to return, the innermost last, by where and with which stack they will. */
  readonly #open = new Map<string, OpenCall[]>();
  /** Known when the guest is ready: what uname says, and the kernel's memory. */
  #uname: { readonly release: string; readonly version: string } | undefined;
  #memory: KernelMemory | undefined;

  constructor(machine: Debugger, boot: Boot) {
    this.#machine = machine;
    this.#boot = boot;
  }

  /** Runs the machine to the end of the guest's program. */
  async record(): Promise<Recorded> {
    await this.#machine.setBreakpoint(this.#boot.mark);
    await this.#machine.resume(0n);
    for (;;) {
      const r = await this.#machine.registers();
      if (!(await this.#stopped(r))) break;
      await this.#machine.resume(r.rip);
    }
    const { kernel } = this.#ready;
    const about = { ...this.#uname, paging_levels: kernel.config.pagingLevels, config: recordedOptions(kernel) };
    return { format: 2, kernel: about, records: this.#records };
  }

  /** False at the end. */
  async #stopped(r: Registers): Promise<boolean> {
    const watched = this.#watched.get(r.rip);
    if (r.rip === this.#boot.mark) return this.#shown(messageFrom(await this.#machine.text(r.rdi)), r);
    if (watched) await this.#entered(watched, r);
    else await this.#returned(r);
    return true;
  }

  async #shown(message: GuestMessage, r: Registers): Promise<boolean> {
    if (message.what === 'ready') await this.#introduced(message, r);
    if (message.what === 'record') await this.#recorded(message);
    if (message.what === 'fault') {
      const { vaddr, flags } = message;
      this.#happened(vaddr, { fn: uffdMessage, address: short(vaddr), flags: Number(flags) });
    }
    return message.what !== 'end';
  }

  async #introduced({ release, version, symbols }: GuestMessage & { what: 'ready' }, r: Registers): Promise<void> {
    this.#uname = { release, version };
    const pagingLevels = (r.cr4 & la57) === 0n ? 4 : 5;
    const kernel = kernelFromConfig(this.#uname, this.#boot.dotConfig, { pagingLevels });
    const base = symbols.find(({ name }) => name === directMapSymbol);
    const directMap = base ? await this.#machine.word(base.at) : 0n;
    const process = { kernel, root: r.cr3 - (r.cr3 % pageSize), directMap };
    this.#memory = new KernelMemory(this.#machine, this.#boot.structures, process);
    for (const watched of watchedFunctions)
      for (const { at } of symbols.filter(({ name }) => name === watched.name)) {
        this.#watched.set(at, watched);
        await this.#machine.setBreakpoint(at);
      }
  }

  async #recorded({ scenario, step, operation, vaddr, vmflags, pagemap }: GuestMessage & { what: 'record' }) {
    const { level, entry } = await this.#ready.leaf(vaddr);
    const kernel_calls = this.#calls.get(vaddr) ?? [];
    this.#calls.delete(vaddr);
    const done = { scenario, step, at: this.#records.length, operation };
    const found = { vaddr: short(vaddr), level, raw: hex(entry), pagemap: hex(pagemap), vmflags };
    this.#records.push({ ...done, ...found, kernel_calls });
  }

  async #entered(watched: WatchedFunction, r: Registers): Promise<void> {
    const memory = this.#ready;
    const given = await memory.entered(watched, r);
    if (!(await memory.isOurs(given))) return;
    const vaddr = given.address - (given.address % pageSize);
    const { level, entry } = await memory.leaf(vaddr);
    const about = { fn: watched.name, level, vaddr: short(vaddr), before: hex(entry), after: null, returned: null };
    const found = { vma: await memory.vma(given), ...(await memory.first(watched, r)) };
    const call: Call = { ...about, ...found };
    this.#happened(vaddr, call);
    const back = await this.#machine.word(r.rsp);
    await this.#machine.setBreakpoint(back);
    const key = place(back, r.rsp + 8n);
    this.#open.set(key, [...(this.#open.get(key) ?? []), { watched, call }]);
  }

  async #returned(r: Registers): Promise<void> {
    const key = place(r.rip, r.rsp);
    const calls = this.#open.get(key) ?? []; // none: another task came by
    this.#open.delete(key);
    for (const { watched, call } of calls) {
      call.after = hex((await this.#ready.leaf(BigInt(call.vaddr))).entry);
      call.returned = this.#ready.result(watched, r);
      await this.#machine.clearBreakpoint(r.rip);
    }
  }

  #happened(vaddr: bigint, call: Call | UffdMessage): void {
    this.#calls.set(vaddr, [...(this.#calls.get(vaddr) ?? []), call]);
  }

  get #ready(): KernelMemory {
    if (this.#memory) return this.#memory;
    throw rangeError('expected the guest to say that it is ready first, got something else', 'ERR_PTE_INPUT');
  }
}

/** A place in a run: where, and with which stack. */
const place = (rip: bigint, rsp: bigint): string => `${rip} ${rsp}`;
