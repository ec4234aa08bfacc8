/** A machine under QEMU that boots a kernel into our program, stopped before its first instruction, with a debugger's port. */
import { mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { endChild, startChild } from '../files/child.ts';
import { MiB, readText } from '../files/readWhole.ts';
import { runTool } from '../files/runTool.ts';
import { removeTemporary, temporaryFolder } from '../files/temporary.ts';
import { rangeError } from '../lib/base/errors.ts';
import { printable, printableLines } from '../lib/base/printable.ts';
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
  const dir = temporaryFolder('record');
  try {
    const init = await buildInitramfs(image, dir);
    const mark = await addressOf(init, 'mark');
    const port = await freePort();
    const log = join(dir, 'console');
    writeFileSync(log, '');
    const qemu = boot(image, task, dir, port, log);
    const stop = () => {
      endChild(qemu);
      removeTemporary(dir);
    };
    return { port, mark, console: () => readText(log, consoleLimit, 'latin1'), stop };
  } catch (error) {
    removeTemporary(dir);
    throw error;
  }
}

const consoleLimit = { what: 'a console', most: 64 * MiB };

/** For one run of a tool that builds the program. */
const toolSeconds = 300;

async function tool(name: string, args: readonly string[], dir: string, cwd = dir): Promise<string> {
  const env = { ...process.env, TMPDIR: dir };
  const { ok, how, stdout, stderr } = await runTool(name, args, { what: name, seconds: toolSeconds, cwd, env });
  if (ok) return stdout.toString();
  throw rangeError(`expected ${name} to work, got: ${printable(stderr.trim().slice(0, 500)) || how}`, 'ERR_PTE_INPUT');
}

/** The program as the first process, and the modules as 0.ko and on. */
async function buildInitramfs(image: Image, dir: string): Promise<string> {
  const root = join(dir, 'root');
  const init = join(root, 'init');
  mkdirSync(join(root, 'dev'), { recursive: true });
  const options = ['-std=gnu17', '-O1', '-static', '-pthread', '-no-pie', '-w'];
  await tool('gcc', [...options, '-o', init, ...guestSources()], dir);
  const found = (await Promise.all(modules.map((name) => moduleOf(image, name)))).filter(
    (module) => module !== undefined,
  );
  found.forEach((module, i) => void writeFileSync(join(root, `${i}.ko`), module));
  await tool('sh', ['-c', 'find . | cpio -o -H newc --quiet > ../initramfs'], dir, root);
  return init;
}

function boot(image: Image, task: Task, dir: string, port: number, log: string): ReturnType<typeof startChild> {
  const args = [
    ...['-accel', 'tcg', '-M', 'q35', '-cpu', task.cpu, '-smp', '1', '-m', '1280M', '-no-reboot'],
    ...nodeOptions(),
    ...diskOptions(dir),
    ...['-kernel', image.vmlinuz, '-initrd', join(dir, 'initramfs'), '-append', commandLine(task)],
    ...['-nographic', '-monitor', 'none', '-serial', `file:${log}`, '-gdb', `tcp:127.0.0.1:${port}`, '-S'],
  ];
  const qemu = startChild('qemu-system-x86_64', args, { env: { ...process.env, TMPDIR: dir } });
  qemu.stdin.end();
  qemu.stdout.resume();
  qemu.stderr.setEncoding('utf8').on('data', (text: string) => void process.stderr.write(printableLines(text)));
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

async function addressOf(program: string, symbol: string): Promise<bigint> {
  const line = (await tool('nm', [program], dirname(program))).split('\n').find((l) => l.endsWith(` T ${symbol}`));
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
