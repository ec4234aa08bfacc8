/** A machine under QEMU that boots a kernel into our program, stopped before its first instruction, with a debugger's port. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rangeError } from '../lib/base/errors.ts';
import { packageRoot } from '../lib/batch/engine/packageRoot.ts';
import { type Image, moduleOf } from './kernelImage.ts';

/** A machine that runs. */
export interface VirtualMachine {
  /** Of its debugger, on this host. */
  readonly port: number;
  /** The address where the program shows something. */
  readonly mark: bigint;
  /** What the console said so far. */
  console(): string;
  /** Ends it and removes its files. Once is enough, twice does no harm. */
  stop(): void;
}
/** What the machine is, and what the program in it shall do. */
export interface Task {
  readonly paging: 4 | 5;
  /** A model that QEMU has. */
  readonly cpu: string;
  /** Of the walk; 0 for the scenarios. */
  readonly seed: number;
  readonly steps: number;
  /** What the program shall look up in /proc/kallsyms. */
  readonly symbols: readonly string[];
}

/** What a disk needs, where it is not built in. */
const modules = ['virtio', 'virtio_ring', 'virtio_pci_legacy_dev', 'virtio_pci_modern_dev', 'virtio_pci', 'virtio_blk'];
const mib = 1 << 20;
const nodeMemory = '640M';
/** Two swap areas, in MiB. */
const disks = [96, 64];

/** The sources of the program: the package has them as they are, all of one folder. */
export function guestSources(): readonly string[] {
  const folder = join(packageRoot(), 'record/guest');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.c'))
    .sort()
    .map((name) => join(folder, name));
}

/**
 * Builds the program, and starts the machine.
 *
 * @throws RangeError (ERR_PTE_INPUT) where a tool does not do its part.
 */
export async function start(image: Image, task: Task): Promise<VirtualMachine> {
  const dir = mkdtempSync(join(tmpdir(), 'pte-record-'));
  const clear = () => rmSync(dir, { recursive: true, force: true });
  try {
    const init = buildInitramfs(image, dir);
    const mark = addressOf(init, 'mark');
    const port = await freePort();
    const log = join(dir, 'console');
    writeFileSync(log, '');
    const qemu = boot(image, task, dir, port, log);
    const stop = () => {
      qemu.kill('SIGKILL');
      clear();
    };
    return { port, mark, console: () => readFileSync(log, 'latin1'), stop };
  } catch (error) {
    clear();
    throw error;
  }
}

function tool(name: string, args: readonly string[], cwd?: string): string {
  try {
    return execFileSync(name, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...(cwd && { cwd }) });
  } catch (error) {
    const said = (error as { stderr?: string }).stderr || (error as Error).message;
    throw rangeError(`expected ${name} to work, got: ${said.trim()}`, 'ERR_PTE_INPUT');
  }
}

/** The program as the first process, and the modules as 0.ko and on. */
function buildInitramfs(image: Image, dir: string): string {
  const root = join(dir, 'root');
  const init = join(root, 'init');
  mkdirSync(join(root, 'dev'), { recursive: true });
  tool('gcc', ['-std=gnu17', '-O1', '-static', '-pthread', '-no-pie', '-w', '-o', init, ...guestSources()]);
  modules
    .flatMap((name) => moduleOf(image, name) ?? [])
    .forEach((module, i) => void writeFileSync(join(root, `${i}.ko`), module));
  tool('sh', ['-c', 'find . | cpio -o -H newc --quiet > ../initramfs'], root);
  return init;
}

function boot(image: Image, task: Task, dir: string, port: number, log: string): ChildProcess {
  const args = [
    ...['-accel', 'tcg', '-M', 'q35', '-cpu', task.cpu, '-smp', '1', '-m', '1280M', '-no-reboot'],
    ...nodeOptions(),
    ...diskOptions(dir),
    ...['-kernel', image.vmlinuz, '-initrd', join(dir, 'initramfs'), '-append', commandLine(task)],
    ...['-nographic', '-monitor', 'none', '-serial', `file:${log}`, '-gdb', `tcp:127.0.0.1:${port}`, '-S'],
  ];
  const qemu = spawn('qemu-system-x86_64', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  return qemu.on('error', () => undefined); // then its port never opens
}

/** What follows `--` are the arguments of the first process. */
const commandLine = ({ paging, seed, steps, symbols }: Task): string =>
  [
    'console=ttyS0 quiet panic=-1 nokaslr nopti',
    ...(paging === 4 ? ['no5lvl'] : []),
    ...['--', 'record', seed, steps, ...symbols],
  ].join(' ');

const nodeOptions = (): readonly string[] =>
  [0, 1].flatMap((node) => [
    '-object',
    `memory-backend-ram,id=m${node},size=${nodeMemory}`,
    '-numa',
    `node,nodeid=${node},memdev=m${node}${node === 0 ? ',cpus=0' : ''}`,
  ]);

const diskOptions = (dir: string): readonly string[] =>
  disks.flatMap((size, i) => {
    const file = join(dir, `disk${i}`);
    writeFileSync(file, '');
    truncateSync(file, size * mib);
    return ['-drive', `file=${file},if=virtio,format=raw,cache=unsafe`];
  });

function addressOf(program: string, symbol: string): bigint {
  const line = tool('nm', [program])
    .split('\n')
    .find((l) => l.endsWith(` T ${symbol}`));
  if (line === undefined) throw rangeError(`expected ${symbol} in the guest, got none`, 'ERR_PTE_INPUT');
  return BigInt(`0x${line.split(' ')[0]}`);
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
