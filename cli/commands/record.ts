/** `pte record --image DIR --out FILE`: boots a kernel under QEMU and records what it does to entries. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { Debugger } from '../../lib/dump/gdbRemote.ts';
import { type Structures, structuresOf } from '../../record/btf.ts';
import { findImage, type Image, vmlinuxOf } from '../../record/kernelImage.ts';
import { start } from '../../record/qemu.ts';
import { type Recorded, record } from '../../record/recorder.ts';

const number = (value: string): number => {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError(`expected a number, got ${value}`);
  return Number(value);
};
const levels = (value: string): 4 | 5 => {
  if (value !== '4' && value !== '5') throw new InvalidArgumentError(`expected 4 or 5, got ${value}`);
  return value === '4' ? 4 : 5;
};

interface Options {
  readonly image: string;
  readonly out: string;
  readonly walk: number;
  readonly steps: number;
  readonly paging: 4 | 5;
  readonly cpu: string;
  readonly minutes: number;
}

export function define(command: Command): void {
  command
    .requiredOption('--image <dir>', 'an unpacked kernel package, as scripts/kernels/kernel-image.sh fetches it')
    .requiredOption('--out <file>', 'the recording')
    .option('--walk <seed>', 'a random walk instead of the scenarios', number, 0)
    .option('--steps <n>', 'of the walk', number, 1000)
    .option('--paging <levels>', '4 or 5', levels, 4 as const)
    .option('--cpu <model>', 'a processor that QEMU has; Skylake-Client has the L1TF fault', 'max')
    .option('--minutes <n>', 'after which it is given up', number, 15)
    .action((options: Options) => main(options).catch((error: Error) => fail(error.message)));
}

/** What it takes, and Debian's package of it. */
const tools = {
  ...{ gcc: 'gcc', nm: 'binutils', cpio: 'cpio', xz: 'xz-utils', zstd: 'zstd', bpftool: 'bpftool' },
  'qemu-system-x86_64': 'qemu-system-x86',
};
function checkTools(): void {
  const missing = Object.entries(tools).filter(([tool]) => spawnSync(tool, ['--version']).error);
  if (missing.length === 0) return;
  const [names, packages] = [0, 1].map((i) => missing.map((pair) => pair[i]).join(' '));
  throw new Error(`expected ${names} to be installed, got none: apt install ${packages}`);
}

function structuresIn(kernel: Image): Structures {
  const dir = mkdtempSync(join(tmpdir(), 'pte-record-'));
  try {
    writeFileSync(join(dir, 'vmlinux'), vmlinuxOf(kernel));
    return structuresOf(join(dir, 'vmlinux'));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** A record a line. */
const inLines = ({ records, ...about }: Recorded): string =>
  `${JSON.stringify(about).slice(0, -1)},"records":[\n${records.map((r) => JSON.stringify(r)).join(',\n')}\n]}\n`;

async function main({ image, out, walk, steps, paging, cpu, minutes }: Options): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => fail(`ended by ${signal}`));
  checkTools();
  const kernel = findImage(image);
  const structures = structuresIn(kernel);
  const dotConfig = readFileSync(kernel.config, 'utf8');
  const machine = await start(kernel, { paging, cpu, seed: walk, steps });
  process.on('exit', machine.stop); // by a signal, too
  const limit = setTimeout(
    () => fail(`expected the recording to end within ${minutes} minutes, got none`),
    minutes * 6e4,
  );
  try {
    const debug = await Debugger.connect(machine.port);
    const recorded = await record(debug, { mark: machine.mark, structures, dotConfig });
    debug.close();
    const failure = /gave up .*/.exec(machine.console());
    if (failure) throw new Error(`expected the operations to work in the machine, got: ${failure[0]}`);
    writeFileSync(`${out}.part`, inLines(recorded));
    renameSync(`${out}.part`, out);
    console.error(`${recorded.records.length} records in ${out}`);
  } catch (error) {
    console.error(lastSaid(machine.console()));
    throw error;
  } finally {
    clearTimeout(limit);
    machine.stop();
  }
}

const lastSaid = (console: string): string => console.replaceAll(/[^\n\x20-\x7e]/g, '').slice(-1500);

function fail(message: string): never {
  console.error(`record: ${message}`);
  process.exit(1);
}
