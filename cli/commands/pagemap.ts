/** `pte pagemap PID|FILE`: what /proc/PID/pagemap says, of a process that runs or out of a file of its words. */
import type { Command } from 'commander';
import { toJson } from '../../lib/base/json.ts';
import { type DecodedPagemap, decodePagemap, pagemapLine } from '../../lib/codec/pagemap.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { note } from '../fail.ts';
import { sizeOf, wordsOfFile } from '../input.ts';
import { type KernelOptions, kernelOf, tellKernel, withKernelOptions } from '../kernelOptions.ts';
import { Lines } from '../output.ts';
import { type AddressRange, pagesOfProcess, parseRange } from '../processPages.ts';

interface Options extends KernelOptions {
  readonly range?: AddressRange;
  readonly skipEmpty?: boolean;
  readonly json?: boolean;
}

const examples = `
Of a process, --range is of addresses, as /proc/PID/maps has them; pages in a row that are neither present nor swapped are one line.
Of a file, which is little-endian words as pagemap has them, --range is of their places, from 0; both are hexadecimal.
Page frame numbers and swap slots are hidden from who lacks CAP_SYS_ADMIN.

Examples:
  pte pagemap 1234 --skip-empty
  pte pagemap 1234 --range 7f0000000000-7f0000400000 --json
  pte pagemap pagemap.bin -k 6.12`;

/** Adds what `pte pagemap` takes and runs. */
export function define(command: Command): void {
  withKernelOptions(
    command.argument(
      '<pid|file>',
      'the number of a process, or a file (./1234 where its name is a number); - is standard input',
    ),
  )
    .option('--range <from-to>', 'only the pages of these addresses, or the words of these places', parseRange)
    .option('--skip-empty', 'without pages that are neither present nor swapped')
    .option('--json', 'one JSON object a page')
    .addHelpText('after', examples)
    .action(run);
}

const isProcess = (what: string): boolean => /^\d+$/.test(what) || what === 'self';

/** The kernel that is named; of a process that runs here, this machine's. */
const kernelFor = (what: string, o: Options): Promise<Kernel> =>
  kernelOf(isProcess(what) && o.kernel === undefined && o.uname === undefined ? { ...o, kernel: 'auto' } : o);

async function run(what: string, o: Options): Promise<void> {
  const size = isProcess(what) ? undefined : sizeOf(what);
  const k = await kernelFor(what, o);
  if (!o.json) tellKernel(k, isProcess(what) ? { kernel: k.name } : o);
  const shower = new Shower(k, o);
  try {
    if (isProcess(what)) await showProcess(what, o, shower);
    else await showFile(what, size, o, shower);
  } finally {
    await shower.end();
  }
}

const address = (at: bigint): string => `0x${at.toString(16)}`;

async function showProcess(pid: string, { range, json }: Options, shower: Shower): Promise<void> {
  let last: unknown;
  for (const { mapping, address: at, word } of pagesOfProcess(pid, range)) {
    if (mapping !== last && !json)
      await shower.heading(`${address(mapping.from)}-${address(mapping.to)} ${mapping.rest}`);
    last = mapping;
    await shower.word(word, address(at), { address: at, mapping: mapping.rest });
  }
}

async function showFile(path: string, size: number | undefined, { range }: Options, shower: Shower): Promise<void> {
  let place = 0n;
  for await (const block of wordsOfFile(path, size))
    for (const word of block) {
      if (range === undefined || (place >= range.from && place < range.to))
        await shower.word(word, String(place), { place: Number(place) });
      place += 1n;
    }
}

/** Prints words, runs of empty ones of a process as one line. */
class Shower {
  readonly #lines = new Lines();
  readonly #k: Kernel;
  readonly #o: Options;
  #hidden = 0;
  #run: { readonly said: DecodedPagemap; readonly from: string; count: number } | undefined;

  constructor(k: Kernel, o: Options) {
    this.#k = k;
    this.#o = o;
  }

  async heading(text: string): Promise<void> {
    await this.#endRun();
    await this.#lines.print(text);
  }

  async word(word: bigint, at: string, where: object): Promise<void> {
    if (this.#run?.said.raw === word && this.#run.said.kind === 'absent') {
      this.#run.count += 1;
      return;
    }
    const said = decodePagemap(this.#k, word);
    if (said.hidden) this.#hidden += 1;
    if (said.kind === 'absent' && this.#o.skipEmpty) return;
    if (this.#o.json) return this.#lines.print(toJson({ kernel: this.#k.name, ...where, ...said }));
    await this.#endRun();
    this.#run = { said, from: at, count: 1 };
  }

  async #endRun(): Promise<void> {
    const { said, from, count } = this.#run ?? {};
    this.#run = undefined;
    if (said) await this.#lines.print(`${from}: ${pagemapLine(said)}${count === 1 ? '' : `; ${count} such pages`}`);
  }

  async end(): Promise<void> {
    await this.#endRun();
    await this.#lines.flush();
    if (this.#hidden > 0) note(`numbers that are hidden from who lacks CAP_SYS_ADMIN: ${this.#hidden}`);
  }
}
