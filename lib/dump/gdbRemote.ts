/** The machine's debugger port: the remote serial protocol of GDB, as far as QEMU is asked for it. */
import { connect, type Socket } from 'node:net';
import { rangeError } from '../base/errors.ts';

/** The registers that are asked for, as 64-bit words. */
export interface Registers {
  readonly rip: bigint;
  readonly rsp: bigint;
  readonly rax: bigint;
  readonly rdi: bigint;
  readonly rsi: bigint;
  readonly rdx: bigint;
  readonly cr3: bigint;
  readonly cr4: bigint;
}

/** The general registers of a `g` answer, in QEMU's order; eflags, segments and their bases follow, then the control registers. */
const general = 'rax rbx rcx rdx rsi rdi rbp rsp r8 r9 r10 r11 r12 r13 r14 r15 rip'.split(' ');
const control = 'cr0 cr2 cr3 cr4'.split(' ');
const bytesBetween = 4 + 6 * 4 + 3 * 8;
const atATime = 1024; // bytes of memory in one answer

const gone = () => rangeError('expected an answer of the machine, got the end of it', 'ERR_PTE_INPUT');

/** One connection to the debugger port of a machine with one processor. A machine that goes away rejects what waits for it. */
export class Debugger {
  readonly #socket: Socket;
  readonly #breakpoints = new Map<bigint, number>();
  #received = '';
  #waiting: { resolve(packet: string): void; reject(error: Error): void } | undefined;
  #physical: boolean | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket.setNoDelay().setEncoding('latin1');
    socket.on('data', (data) => {
      this.#received += data;
      this.#deliver();
    });
    socket.on('close', () => this.#waiting?.reject(gone()));
    socket.on('error', (error) => this.#waiting?.reject(error));
  }

  /**
   * Connects to a port of this machine, and waits until it is open, 0.1 seconds between tries.
   *
   * @throws RangeError (ERR_PTE_INPUT) if it never opens.
   */
  static async connect(port: number, tries = 100): Promise<Debugger> {
    const socket = await new Promise<Socket | undefined>((resolve) => {
      const s = connect(port, '127.0.0.1', () => resolve(s)).on('error', () => resolve(undefined));
    });
    if (socket) return new Debugger(socket);
    if (tries === 0) throw rangeError('expected QEMU to open its debugger port, got none', 'ERR_PTE_INPUT');
    await new Promise((resolve) => setTimeout(resolve, 100));
    return Debugger.connect(port, tries - 1);
  }

  /** One packet out of what arrived, if it is whole: $DATA#SS. */
  #deliver(): void {
    const whole = /\$([^#]*)#[0-9a-f]{2}/.exec(this.#received);
    if (!whole || !this.#waiting) return;
    this.#received = this.#received.slice(whole.index + whole[0].length);
    this.#socket.write('+');
    const { resolve } = this.#waiting;
    this.#waiting = undefined;
    resolve(whole[1] as string);
  }

  #ask(packet: string): Promise<string> {
    if (this.#socket.destroyed) return Promise.reject(gone());
    const sum = [...packet].reduce((n, c) => (n + c.charCodeAt(0)) % 256, 0);
    this.#socket.write(`$${packet}#${sum.toString(16).padStart(2, '0')}`, 'latin1');
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#deliver();
    });
  }

  /**
   * Bytes of memory: at a virtual address of the task that runs, or at a physical one.
   *
   * @throws RangeError (ERR_PTE_INPUT) where no memory is.
   */
  async read(at: bigint, size: number, physical = false): Promise<Buffer> {
    if (this.#physical !== physical) await this.#ask(`Qqemu.PhyMemMode:${physical ? 1 : 0}`);
    this.#physical = physical;
    const parts: Buffer[] = [];
    for (let done = 0; done < size; done += atATime) {
      const answer = await this.#ask(
        `m${(at + BigInt(done)).toString(16)},${Math.min(atATime, size - done).toString(16)}`,
      );
      if (answer.startsWith('E'))
        throw rangeError(`expected memory at 0x${at.toString(16)}, got ${answer}`, 'ERR_PTE_INPUT');
      parts.push(Buffer.from(answer, 'hex'));
    }
    return Buffer.concat(parts);
  }
  /** The 64-bit word at an address. */
  async word(at: bigint, physical = false): Promise<bigint> {
    return (await this.read(at, 8, physical)).readBigUInt64LE();
  }

  /** The characters at a virtual address, up to the zero that ends them. */
  async text(at: bigint): Promise<string> {
    const size = atATime - Number(at % BigInt(atATime)); // not into a page that may not be there
    const part = (await this.read(at, size)).toString('latin1');
    const end = part.indexOf('\0');
    return end < 0 ? part + (await this.text(at + BigInt(size))) : part.slice(0, end);
  }

  /** The registers of the processor that stopped. */
  async registers(): Promise<Registers> {
    const all = Buffer.from((await this.#ask('g')).replaceAll('x', '0'), 'hex');
    const named = (names: readonly string[], from: number) =>
      names.map((name, i) => [name, all.readBigUInt64LE(from + 8 * i)]);
    return Object.fromEntries([...named(general, 0), ...named(control, 8 * general.length + bytesBetween)]);
  }

  /** Breakpoints count: one that was set twice is there until it was cleared twice. */
  async setBreakpoint(at: bigint): Promise<void> {
    const held = this.#breakpoints.get(at) ?? 0;
    if (held === 0) await this.#ask(`Z0,${at.toString(16)},1`);
    this.#breakpoints.set(at, held + 1);
  }
  /** Takes back one setBreakpoint() at the address. */
  async clearBreakpoint(at: bigint): Promise<void> {
    const held = this.#breakpoints.get(at) ?? 0;
    if (held === 1) await this.#ask(`z0,${at.toString(16)},1`);
    this.#breakpoints.set(at, held - 1);
  }
  #stopsAt = (at: bigint): boolean => (this.#breakpoints.get(at) ?? 0) > 0;

  /** Runs on to the next breakpoint; `from` is where the machine stands. */
  async resume(from: bigint): Promise<void> {
    if (this.#stopsAt(from)) {
      await this.#ask(`z0,${from.toString(16)},1`);
      await this.#ask('vCont;s:1');
      await this.#ask(`Z0,${from.toString(16)},1`);
      const { rip } = await this.registers();
      if (rip !== from && this.#stopsAt(rip)) return;
    }
    await this.#ask('c');
  }

  /** Ends the connection; what waits for an answer waits for ever. */
  close(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }
}
