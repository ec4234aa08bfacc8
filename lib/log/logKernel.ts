/** The kernel that wrote a log: from its lines, or by hand. */
import { kernels } from '../../spec/kernels.ts';
import type { Config } from '../kernel/config.ts';
import { doubtsOf } from '../kernel/doubts.ts';
import { type Kernel, kernel } from '../kernel/kernel.ts';
import { kernelFromConfig } from '../kernel/kernelFromConfig.ts';
import { newest } from '../kernel/newest.ts';
import { parseRelease, precedesRows, type Release, type Uname } from '../kernel/release.ts';
import type { BootLine } from './bootLine.ts';

/** How the kernel of a log is to be found. */
export interface LogKernelOptions {
  /** The kernel that the log is of, whatever it says itself. */
  readonly kernel?: Kernel;
  /** What uname -v says there, where the log tells the release only. */
  readonly version?: string;
  /** The text of the kernel's .config. */
  readonly dotConfig?: string;
  /** What else is known of the configuration. */
  readonly config?: Partial<Config>;
}

const oldest = kernels[0].series;

/** What a log has told of its machine so far. */
export interface LogMachine {
  /** In bytes: the end of the machine's memory, as far as the log tells it. */
  readonly memoryEnd?: bigint;
  readonly encryption?: string;
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** Whether a log tells the release that somebody gave by hand. */
function isSame(uname: Uname, { text, series, patch }: Release): boolean {
  if (uname.release === text) return true;
  try {
    const told = parseRelease(uname);
    return told.series === series && told.patch === patch;
  } catch {
    return false;
  }
}

/** Keeps the kernel while a log is read, and what there is to say of it. */
export class LogKernel {
  readonly #options: LogKernelOptions;
  readonly #notes: string[] = [];
  readonly #said = new Set<string>();
  #uname: Uname | undefined;
  #levels: 4 | 5 | undefined;
  #machine: LogMachine = {};
  #kernel: Kernel | undefined;

  constructor(options: LogKernelOptions = {}) {
    this.#options = options;
  }

  /** The release of an entry's kernel if it is older than the rows: of its entries the processor's fields are told. */
  get old(): string | undefined {
    const release = this.#options.kernel ? undefined : this.#uname?.release;
    return release !== undefined && precedesRows(release) ? release : undefined;
  }

  /** What it told of the machine since the last boot began. */
  get machine(): LogMachine {
    return this.#machine;
  }

  /** Takes in what a line tells. */
  learn({ uname, begins, memoryEnd, pagingLevels, encryption }: BootLine): void {
    if (begins) {
      this.#machine = {};
      this.#levels = undefined;
      this.#kernel = undefined;
    }
    if (uname && (begins || uname.release !== this.#uname?.release)) {
      this.#uname = uname;
      this.#kernel = undefined;
    }
    if (pagingLevels && pagingLevels !== this.#levels) {
      this.#levels = pagingLevels;
      this.#kernel = undefined;
    }
    const before = this.#machine.memoryEnd ?? 0n;
    if (memoryEnd !== undefined && memoryEnd > before) this.#machine = { ...this.#machine, memoryEnd };
    if (encryption !== undefined) this.#machine = { ...this.#machine, encryption };
  }

  /** The kernel of the lines that are read now; undefined where it is one that the rows do not cover, as a note says. */
  get(): Kernel | undefined {
    if (this.#kernel === undefined) this.#kernel = this.#resolve();
    return this.#kernel;
  }

  /** What there is to say since it was asked last: in sentences, each once for a log. */
  notes(): readonly string[] {
    return this.#notes.splice(0);
  }

  #say(text: string): void {
    if (this.#said.has(text)) return;
    this.#said.add(text);
    this.#notes.push(text);
  }

  #made(version: string | Uname): Kernel {
    const config: Partial<Config> = { ...(this.#levels === 5 && { pagingLevels: 5 }), ...this.#options.config };
    const { dotConfig } = this.#options;
    return dotConfig === undefined ? kernel(version, config) : kernelFromConfig(version, dotConfig, config);
  }

  #resolve(): Kernel | undefined {
    const { encryption } = this.#machine;
    const found = this.#options.kernel ? this.#byHand(this.#options.kernel) : this.#fromLog();
    if (encryption && found?.config.encMask === 0n)
      this.#say(`memory encryption is active (${encryption}): entries hold a C-bit, which --c-bit tells`);
    if (found && !this.#options.kernel) for (const note of doubtsOf(found).notes) this.#say(note);
    return found;
  }

  #byHand(k: Kernel): Kernel {
    if (this.#uname !== undefined && !isSame(this.#uname, k.release))
      this.#say(`the log says ${this.#uname.release}; its entries are read as of ${k.name}, as given by hand`);
    return k;
  }

  #fromLog(): Kernel | undefined {
    if (this.#uname === undefined) {
      this.#say(`the log does not tell its kernel: entries are read as of ${newest}; -k tells it`);
      return this.#made(newest);
    }
    const { release } = this.#uname;
    try {
      return this.#made({ release, version: this.#options.version ?? this.#uname.version });
    } catch (error) {
      if (codeOf(error) === 'ERR_PTE_AMBIGUOUS_RELEASE') return this.#nearest(release);
      if (codeOf(error) !== 'ERR_PTE_KERNEL') throw error;
      this.#say(
        this.old === undefined
          ? `entries of ${release} are not explained: ${(error as Error).message}`
          : `${release} is before ${oldest}: of entries with PRESENT set the fields of the processor are told; others were laid out otherwise`,
      );
      return undefined;
    }
  }

  /** A release that hides its stable number stands for the first of its series. */
  #nearest(release: string): Kernel {
    const series = /^\d+\.\d+/.exec(release)?.[0] ?? newest;
    this.#say(
      `${release} does not tell its stable number, nor which changes of newer releases it took: entries are read as of ${series}; ` +
        '-k with the number, or --uname, tells it',
    );
    return this.#made(series);
  }
}
