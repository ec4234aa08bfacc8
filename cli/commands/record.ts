/** `pte record --image DIR --out FILE`: boots a kernel under QEMU and records what it does to entries. */
import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Command } from 'commander';
import { readText } from '../../files/readWhole.ts';
import { expectWritable, save } from '../../files/save.ts';
import { removeTemporary, temporaryFolder } from '../../files/temporary.ts';
import { rangeError, shown } from '../../lib/base/errors.ts';
import { printable, printableLines } from '../../lib/base/printable.ts';
import { Debugger } from '../../lib/dump/gdbRemote.ts';
import { type Structures, structuresOf } from '../../record/btf.ts';
import { findImage, type Image, vmlinuxOf } from '../../record/kernelImage.ts';
import { start, type VirtualMachine } from '../../record/qemu.ts';
import { type Boot, type Recorded, Recorder, wantedSymbols } from '../../record/recorder.ts';
import { expectTools } from '../../record/tools.ts';
import { builtConfig } from '../inputLimits.ts';
import { wholeNumber } from '../optionValues.ts';

interface Options {
  readonly image: string;
  readonly out: string;
  readonly walk: number;
  readonly steps: number;
  readonly paging: 4 | 5;
  readonly cpu: string;
  readonly minutes: number;
}

const wrong = (message: string) => rangeError(message, 'ERR_PTE_INPUT');

/** Digits of the largest number that an option takes. */
const digits = 9;

const levels = (value: string): 4 | 5 => {
  if (value !== '4' && value !== '5') throw wrong(`expected --paging 4 or 5, got ${shown(value)}`);
  return value === '4' ? 4 : 5;
};

/** What it takes, and Debian's package of it. */
const tools = {
  gcc: 'gcc',
  nm: 'binutils',
  cpio: 'cpio',
  xz: 'xz-utils',
  zstd: 'zstd',
  bpftool: 'bpftool',
  'qemu-system-x86_64': 'qemu-system-x86',
};

const examples = `
Needs ${Object.keys(tools).join(', ')}:
  apt install ${Object.values(tools).join(' ')}
No root and no KVM. A kernel takes a few minutes; test/data/observations/README.md describes what is written.

Examples:
  scripts/kernels/kernel-image.sh --dir kernels 6.12
  pte record --image kernels/images/6.12.107 --out linux-6.12.json
  pte record --image kernels/images/6.12.107 --paging 5 --out linux-6.12-5level.json
  pte record --image kernels/images/6.12.107 --walk 9 --steps 500 --out walk-6.12-9.json
  pte replay linux-6.12.json

Exit codes: 0 recorded, 1 it could not be recorded, and no file is written.`;

/** Adds what `pte record` takes and runs. */
export function define(command: Command): void {
  command
    .requiredOption('--image <dir>', 'an unpacked kernel package, as scripts/kernels/kernel-image.sh fetches it')
    .requiredOption('--out <file>', 'the file to write')
    .option('--walk <seed>', 'a random walk from this seed, instead of the scenarios', wholeNumber('--walk', digits), 0)
    .option('--steps <n>', 'operations of the walk', wholeNumber('--steps', digits), 1000)
    .option('--paging <levels>', 'levels of page tables, 4 or 5', levels, 4 as const)
    .option('--cpu <model>', 'a processor model of QEMU; Skylake-Client has the L1TF fault', 'max')
    .option('--minutes <n>', 'minutes after which to give up', wholeNumber('--minutes', digits), 15)
    .addHelpText('after', examples)
    .action(run);
}

async function run(options: Options): Promise<void> {
  expectWritable(options.out);
  checkTools();
  const image = findImage(options.image);
  const recorded = await within(options.minutes, (ended) => recordOn(image, options, ended));
  save(options.out, inLines(recorded));
  console.error(printable(`${recorded.records.length} records in ${options.out}`));
}

function checkTools(): void {
  process.env.PATH = `${process.env.PATH ?? ''}${delimiter}/usr/sbin`; // where bpftool is, and only root looks
  expectTools(tools);
}

/** Of a timer, in milliseconds: 24 days. */
const longest = 2 ** 31 - 1;

/** Runs the machine for as long as a recording may take. */
async function within<T>(minutes: number, run: (ended: Promise<never>) => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<never>((_, reject) => {
    const late = wrong(`expected the recording to end within ${minutes} minutes, got none`);
    timer = setTimeout(() => reject(late), Math.min(minutes * 60_000, longest));
  });
  ended.catch(() => undefined); // it is heard once the machine runs
  try {
    return await run(ended);
  } finally {
    clearTimeout(timer);
  }
}

async function recordOn(image: Image, { paging, cpu, walk, steps }: Options, ended: Promise<never>): Promise<Recorded> {
  const structures = await structuresIn(image);
  const dotConfig = readText(image.config, builtConfig);
  const machine = await start(image, { paging, cpu, seed: walk, steps, symbols: wantedSymbols });
  try {
    return await Promise.race([watch(machine, { mark: machine.mark, structures, dotConfig }), ended]);
  } catch (error) {
    const said = lastSaid(machine);
    if (said) console.error(printableLines(said));
    throw error;
  } finally {
    machine.stop();
  }
}

async function watch(machine: VirtualMachine, boot: Boot): Promise<Recorded> {
  const debug = await Debugger.connect(machine.port);
  try {
    const recorded = await new Recorder(debug, boot).record();
    const failure = /gave up .*/.exec(machine.console());
    if (failure) throw wrong(`expected the operations to work in the machine, got: ${printable(failure[0])}`);
    return recorded;
  } finally {
    debug.close();
  }
}

async function structuresIn(image: Image): Promise<Structures> {
  const dir = temporaryFolder('vmlinux');
  try {
    writeFileSync(join(dir, 'vmlinux'), await vmlinuxOf(image));
    return await structuresOf(join(dir, 'vmlinux'));
  } finally {
    removeTemporary(dir);
  }
}

/** A record a line. */
const inLines = ({ records, ...about }: Recorded): string =>
  `${JSON.stringify(about).slice(0, -1)},"records":[\n${records.map((r) => JSON.stringify(r)).join(',\n')}\n]}\n`;

/** The end of what the console said after the firmware. */
const lastSaid = (machine: VirtualMachine): string =>
  stripVTControlCharacters(
    machine
      .console()
      .split(/Booting from ROM[.\s]*/)
      .at(-1) ?? '',
  )
    .replaceAll('\r', '')
    .trim()
    .slice(-1500);
