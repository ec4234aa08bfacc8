/** A log, line by line: what its entries mean to the kernel that wrote it. */
import type { MessageId } from '../../spec/messages.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { annotate, isOfLog, isWalk, type LogFact, type LogWord } from './annotate.ts';
import { bootLine, showsFiveLevels } from './bootLine.ts';
import { checkLogOptions, checkString } from './checkArgs.ts';
import type { LineRead } from './format.ts';
import { LogKernel, type LogKernelOptions, type LogMachine } from './logKernel.ts';
import { TextReader } from './readText.ts';

/** A line of a log, read. */
export interface LogLine {
  /** Counted from 1. */
  readonly line: number;
  /** As it was given. */
  readonly text: string;
  /** The id of the message, of spec/messages.ts or of a tool's; undefined where none is known. */
  readonly format?: string;
  readonly words: readonly LogWord[];
  readonly facts: readonly LogFact[];
  /** Why the fault happened whose walk the line shows, where its entries and the error code of the report tell: `RW is clear in the PTE`. */
  readonly cause?: string;
  /** The kernel that they were read as of; undefined where the line holds none, or one that the rows do not cover. */
  readonly kernel?: Kernel;
  readonly machine: LogMachine;
  /** What there is to say of the kernel from this line on. */
  readonly notes: readonly string[];
}

/** How many lines there were. */
export interface LogSum {
  readonly lines: number;
  /** Lines that hold an entry, and their entries. */
  readonly holding: number;
  readonly words: number;
  /** Numbers that look like words and were taken for none. */
  readonly unread: number;
  /** Entries that cannot be, where that was asked. */
  readonly impossible: number;
}

interface Waiting {
  readonly line: number;
  readonly text: string;
  readonly read: LineRead;
}

/** A report names its kernel a few lines after its entries, within so many lines. */
const longestReport = 80;

/** How a log is to be read. */
export interface LogOptions extends LogKernelOptions {
  /** Whether checkEntry() is asked of each word. */
  readonly check?: boolean;
}

/** After a fault of a process that gets a signal no walk is shown. */
const withoutWalk: readonly (string | undefined)[] = ['segfault', 'tracePageFault'] satisfies MessageId[];

/** The error code that a line tells of a fault whose walk is shown. */
const errorCodeIn = ({ read }: Waiting): bigint | undefined =>
  withoutWalk.includes(read.format) ? undefined : read.facts.find(({ fact }) => fact === 'errorCode')?.value;

const holdsAny = ({ read }: Waiting): boolean =>
  read.facts.some(({ fact }) => fact !== 'address') || read.words.some((word) => isOfLog(read, word));

/**
 * Reads a log. An oops prints the walk before it names the kernel, so a line with an entry waits until the kernel is told, until
 * the report must be over, or until flush() is called.
 */
export class LogReader {
  readonly #text = new TextReader();
  readonly #kernel: LogKernel;
  readonly #isByHand: boolean;
  readonly #check: boolean;
  readonly #waiting: Waiting[] = [];
  #lines = 0;
  #holding = 0;
  #words = 0;
  #unread = 0;
  #impossible = 0;
  #errorCode: bigint | undefined;

  /** @throws TypeError for options that are none; push() throws what kernel() does for a version or a configuration that is none. */
  constructor(options: LogOptions = {}) {
    checkLogOptions(options);
    this.#kernel = new LogKernel(options);
    this.#isByHand = options.kernel !== undefined && !options.check;
    this.#check = options.check === true;
  }

  /** What has been read so far. */
  get sum(): LogSum {
    return {
      lines: this.#lines,
      holding: this.#holding,
      words: this.#words,
      unread: this.#unread,
      impossible: this.#impossible,
    };
  }

  /** Takes the next line, without its line break; gives back those that are ready, in order. @throws TypeError for what is no string. */
  push(text: string): LogLine[] {
    checkString('a line', text);
    this.#lines += 1;
    const told = bootLine(text);
    const done = told?.begins ? this.flush() : [];
    const read = this.#text.read(text);
    this.#waiting.push({ line: this.#lines, text, read });
    if (showsFiveLevels(read)) this.#kernel.learn({ pagingLevels: 5 });
    if (told) this.#kernel.learn(told);
    const ready = told?.uname || (this.#isByHand && !this.#awaitsCode()) ? this.flush() : this.#ready();
    if (told?.uname) this.#errorCode = undefined;
    return [...done, ...ready];
  }

  /** Gives back the lines that wait, such as at the end. */
  flush(): LogLine[] {
    return this.#explained(this.#waiting.splice(0), []);
  }

  /** Lines that hold nothing wait for none but those before them. */
  #ready(): LogLine[] {
    const first = this.#waiting.findIndex(holdsAny);
    const count = first < 0 ? this.#waiting.length : first;
    const over = this.#waiting.length - count > longestReport ? 1 : 0;
    return this.#explained(this.#waiting.splice(0, count + over), this.#waiting);
  }

  /** Whether a walk waits for the error code of its fault, which 4.19 to 5.0 print after it. */
  #awaitsCode(): boolean {
    const isTold = this.#errorCode !== undefined || this.#waiting.some((line) => errorCodeIn(line) !== undefined);
    return !isTold && this.#waiting.some(({ read }) => isWalk(read));
  }

  /** Lines with what they mean; the error code of a fault stands before its walk, or after it. */
  #explained(lines: readonly Waiting[], after: readonly Waiting[]): LogLine[] {
    return lines.map((line, i) => {
      this.#errorCode = errorCodeIn(line) ?? this.#errorCode;
      const isEarly = this.#errorCode === undefined && isWalk(line.read);
      const later = isEarly ? [...lines.slice(i + 1), ...after].map(errorCodeIn) : [];
      return this.#line(line, this.#errorCode ?? later.find((code) => code !== undefined));
    });
  }

  #line(waiting: Waiting, errorCode: bigint | undefined): LogLine {
    const { line, text, read } = waiting;
    const holds = holdsAny(waiting);
    const k = holds ? this.#kernel.get() : undefined;
    const { machine, old } = this.#kernel;
    const known = {
      check: this.#check,
      ...machine,
      ...(errorCode !== undefined && { errorCode }),
      ...(old !== undefined && { old }),
    };
    const { words, facts, cause } = annotate(k, read, known);
    this.#impossible += words.filter(({ checked }) => checked && checked.rules.length > 0).length;
    this.#holding += words.length > 0 ? 1 : 0;
    this.#words += words.length;
    this.#unread += read.unread.length;
    return {
      line,
      text,
      ...(read.format !== undefined && { format: read.format }),
      words,
      facts,
      ...(cause !== undefined && { cause }),
      ...(k && { kernel: k }),
      machine,
      notes: holds ? this.#kernel.notes() : [],
    };
  }
}
