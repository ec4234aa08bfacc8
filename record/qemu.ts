/** A machine under QEMU that boots a kernel into our program, stopped before its first instruction, with a debugger's port. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../lib/batch/engine/packageRoot.ts';
import { type Image, moduleOf } from './kernelImage.ts';

export interface Machine {
  readonly port: number;
  /** The address where the program shows something. */
  readonly mark: bigint;
  /** What the console said so far. */
  console(): string;
  stop(): void;
}
export interface Task {
  readonly paging: 4 | 5;
  /** A model that QEMU has. */
  readonly cpu: string;
  /** Of the walk; 0 for the scenarios. */
  readonly seed: number;
  readonly steps: number;
}

/** What a disk needs, where it is not built in. */
const modules = ['virtio', 'virtio_ring', 'virtio_pci_legacy_dev', 'virtio_pci_modern_dev', 'virtio_pci', 'virtio_blk'];
/** The package has the C sources as they are. */
const sources = join(packageRoot(), 'record/guest');
const mib = 1 << 20;
const nodeMemory = '640M';

export async function start(image: Image, task: Task): Promise<Machine> {
  const dir = mkdtempSync(join(tmpdir(), 'pte-record-'));
  const init = compile(dir);
  const port = await freePort();
  const log = join(dir, 'console');
  writeFileSync(log, '');
  const qemu = run(image, task, dir, port, log);
  return {
    port,
    mark: symbol(init, 'mark'),
    console: () => readFileSync(log, 'latin1'),
    stop() {
      qemu.kill('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    },
  };

  function compile(into: string): string {
    const root = join(into, 'root');
    mkdirSync(join(root, 'dev'), { recursive: true });
    const flags = ['-std=gnu17', '-O1', '-static', '-pthread', '-no-pie', '-w'];
    const files = ['guest.c', 'pages.c', 'uffd.c', 'walk.c', 'scenarios.c'].map((name) => join(sources, name));
    execFileSync('gcc', [...flags, '-o', join(root, 'init'), ...files]);
    modules
      .flatMap((name) => moduleOf(image, name) ?? [])
      .forEach((module, i) => void writeFileSync(join(root, `${i}.ko`), module));
    execFileSync('sh', ['-c', 'find . | cpio -o -H newc --quiet > ../initramfs'], { cwd: root });
    return join(root, 'init');
  }
}

function run(image: Image, task: Task, dir: string, port: number, log: string): ChildProcess {
  const disks = [96, 64].flatMap((size, i) => {
    const file = join(dir, `disk${i}`);
    writeFileSync(file, '');
    truncateSync(file, size * mib);
    return ['-drive', `file=${file},if=virtio,format=raw,cache=unsafe`];
  });
  const nodes = [0, 1].flatMap((node) => [
    '-object',
    `memory-backend-ram,id=m${node},size=${nodeMemory}`,
    '-numa',
    `node,nodeid=${node},memdev=m${node}${node === 0 ? ',cpus=0' : ''}`,
  ]);
  const append = [
    'console=ttyS0 quiet panic=-1 nokaslr nopti',
    ...(task.paging === 4 ? ['no5lvl'] : []),
    `record.seed=${task.seed} record.steps=${task.steps}`,
  ].join(' ');
  return spawn(
    'qemu-system-x86_64',
    [
      ...['-accel', 'tcg', '-M', 'q35', '-cpu', task.cpu, '-smp', '1', '-m', '1280M', ...nodes, ...disks],
      ...['-kernel', image.vmlinuz, '-initrd', join(dir, 'initramfs'), '-append', append],
      ...[
        '-nographic',
        '-monitor',
        'none',
        '-no-reboot',
        '-serial',
        `file:${log}`,
        '-gdb',
        `tcp:127.0.0.1:${port}`,
        '-S',
      ],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
}

function symbol(program: string, name: string): bigint {
  const line = execFileSync('nm', [program], { encoding: 'utf8' })
    .split('\n')
    .find((l) => l.endsWith(` T ${name}`));
  return BigInt(`0x${line?.split(' ')[0]}`);
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
