/** A machine under QEMU that runs programs, each for a while, and tells how each ended. */
import { closeSync, existsSync, mkdirSync, openSync, readSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endChild, startChild } from '../files/child.ts';
import { MiB, readText, readWhole } from '../files/readWhole.ts';
import { runTool } from '../files/runTool.ts';
import { removeTemporary, temporaryFolder } from '../files/temporary.ts';
import { rangeError, shown } from '../lib/base/errors.ts';
import { printable } from '../lib/base/printable.ts';
import { packageRoot } from '../lib/batch/engine/packageRoot.ts';
import { type Image, moduleOf } from './kernelImage.ts';

/** How a program ended: by its exit status, not in time, not even by SIGKILL, or with the machine. */
export interface ProgramEnded {
  readonly number: number;
  readonly how: 'end' | 'late' | 'unkillable' | 'lost';
  readonly status: number;
  /** What it printed. */
  readonly said: string;
  /** The kernel warned meanwhile, as in a WARN_ON(). */
  readonly warned: boolean;
}

/** What the machine gets. */
export interface Lives {
  /** Programs in C, one file each. */
  readonly programs: readonly string[];
  /** That one may take. */
  readonly seconds: number;
  readonly onEnd: (ended: ProgramEnded) => void;
  /** A module that is loaded too, such as that of record/confirm/driver. */
  readonly driver?: string;
  /** A file system that maps the memory of its device, in /dax. */
  readonly dax: boolean;
}

const bad = (message: string) => rangeError(message, 'ERR_PTE_INPUT');

async function tool(name: string, args: readonly string[], dir: string, cwd = dir): Promise<void> {
  const env = { ...process.env, TMPDIR: dir, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` };
  const { ok, how, stderr } = await runTool(name, args, { what: name, seconds: 300, cwd, env });
  if (!ok) throw bad(`expected ${name} to work, got: ${printable(stderr.trim().slice(0, 500)) || how}`);
}

/** uname -r and -v, as the header of a bzImage has them (Documentation/arch/x86/boot.rst, kernel_version). */
export function unameOf({ vmlinuz }: Image): { readonly release: string; readonly version: string } {
  const head = Buffer.alloc(headBytes);
  const fd = openSync(vmlinuz, 'r');
  const got = readSync(fd, head, 0, headBytes, 0);
  closeSync(fd);
  const from = head.readUInt16LE(versionPointer) + setupSector;
  const text =
    got === headBytes && head.toString('latin1', magicAt, magicAt + 4) === 'HdrS'
      ? head.toString('latin1', from, from + 256)
      : '';
  const [, release, version] = /^(\S+) [^#]*(#[^\0]*)\0/.exec(text) ?? [];
  if (release === undefined || version === undefined) throw bad(`expected a bzImage of Linux, got ${shown(vmlinuz)}`);
  return { release, version };
}
const headBytes = 1 << 16;
const [magicAt, versionPointer, setupSector] = [0x202, 0x20e, 0x200];

/** Those that hold pages and files; each pulls in what it says that it depends on. The first one gets parameters: it is the swap area. */
const modules = ['brd', 'virtio_pci', 'virtio_blk', 'ext4', 'crc32c_generic'];
/** Of memory that the kernel takes for a device's. */
const daxModules = ['nd_e820', 'nd_pmem'];

/** Modules and all that they depend on, each after those; what is built in is left out. */
async function modulesOf(image: Image, names: readonly string[]): Promise<readonly Buffer[]> {
  const found = new Map<string, Buffer>();
  const add = async (name: string): Promise<void> => {
    if (found.has(name)) return;
    const bytes = await moduleOf(image, name.replaceAll(/[-_]/g, '[-_]'));
    if (!bytes) return;
    const [, depends = ''] = /\0depends=([^\0]*)\0/.exec(bytes.toString('latin1')) ?? [];
    for (const one of depends.split(',').filter(Boolean)) await add(one);
    found.set(name, bytes);
  };
  for (const name of names) await add(name);
  return [...found.values()];
}

async function buildRoot(image: Image, dir: string, { programs, driver, dax }: Lives): Promise<void> {
  const root = join(dir, 'root');
  mkdirSync(join(root, 'dev'), { recursive: true });
  mkdirSync(join(root, 'life'));
  const options = ['-std=gnu17', '-O1', '-static', '-pthread', '-w'];
  await tool('gcc', [...options, '-o', join(root, 'init'), join(packageRoot(), 'record/confirm/init.c')], dir);
  for (const [i, text] of programs.entries()) {
    writeFileSync(join(dir, `${i}.c`), text);
    await tool('gcc', [...options, '-o', join(root, 'life', String(i)), join(dir, `${i}.c`)], dir);
  }
  const own = driver === undefined ? [] : [readWhole(driver, { what: 'a module', most: 64 * MiB })];
  const found = await modulesOf(image, [...modules, ...(dax ? daxModules : [])]);
  [...found, ...own].forEach((module, i) => void writeFileSync(join(root, `${i}.ko`), module));
  await tool('sh', ['-c', 'find . | cpio -o -H newc --quiet > ../initramfs'], dir, root);
}

/** Empty where nothing can make a file system. */
async function diskOptions(dir: string): Promise<readonly string[]> {
  const file = join(dir, 'disk');
  if (!['/usr/sbin/mke2fs', '/sbin/mke2fs'].some(existsSync)) return [];
  writeFileSync(file, '');
  truncateSync(file, 64 * MiB);
  await tool('mke2fs', ['-q', '-t', 'ext4', '-b', '4096', file], dir);
  return ['-drive', `file=${file},if=virtio,format=raw,cache=unsafe`];
}

/** Two nodes, and two processors on one of them, so that pages have where to go and a race has who runs it. */
const hardware = [
  ...['-accel', 'tcg,thread=multi', '-M', 'q35', '-cpu', 'max', '-smp', '2', '-m', '1280M', '-no-reboot'],
  ...['-object', 'memory-backend-ram,id=m0,size=640M', '-numa', 'node,nodeid=0,memdev=m0,cpus=0-1'],
  ...['-object', 'memory-backend-ram,id=m1,size=640M', '-numa', 'node,nodeid=1,memdev=m1'],
  ...['-display', 'none', '-monitor', 'none'],
];

/** The end of the first node, in whole sections of memory (Documentation/admin-guide/kernel-parameters.txt). */
const pmem = '128M!512M';

/** A boot may take that long without a word. */
const bootSeconds = 240;

/**
 * Boots the kernel, runs the programs one after the other, and tells of each when it has ended; what ran when the machine ended is lost.
 *
 * @returns what the kernel said on its console.
 * @throws RangeError (ERR_PTE_INPUT) where a tool does not do its part, or the machine comes to nothing.
 */
export async function runLives(image: Image, lives: Lives): Promise<string> {
  const dir = temporaryFolder('confirm');
  try {
    await buildRoot(image, dir, lives);
    const disk = await diskOptions(dir);
    const console = join(dir, 'console');
    writeFileSync(console, '');
    const words = lives.dax ? [`memmap=${pmem}`, ' dax'] : ['', ''];
    const append = `console=ttyS0 loglevel=5 panic=-1 no5lvl ${words[0]} -- confirm ${lives.seconds} ${lives.programs.length}${words[1]}`;
    const kernel = ['-kernel', image.vmlinuz, '-initrd', join(dir, 'initramfs'), '-append', append];
    await watch([...hardware, ...disk, ...kernel, '-serial', `file:${console}`, '-serial', 'stdio'], dir, lives);
    return readText(console, { what: 'a console', most: 64 * MiB }, 'latin1');
  } finally {
    removeTemporary(dir);
  }
}

/** Follows what the machine tells, line by line, until it ends or says nothing for too long. */
function watch(args: readonly string[], dir: string, { seconds, onEnd }: Lives): Promise<void> {
  const qemu = startChild('qemu-system-x86_64', args, { env: { ...process.env, TMPDIR: dir } });
  qemu.stdin.end();
  let complaint = '';
  qemu.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-500);
  });
  const told = new ToldByMachine(onEnd);
  return new Promise((resolve, reject) => {
    const late = () => endChild(qemu);
    let timer = setTimeout(late, bootSeconds * 1000);
    let left = '';
    qemu.stdout.setEncoding('latin1').on('data', (text: string) => {
      clearTimeout(timer);
      timer = setTimeout(late, (seconds + 60) * 1000);
      const lines = (left + text).split(/\r?\n/);
      left = lines.pop() ?? '';
      for (const line of lines) told.line(line);
    });
    qemu.on('error', (error) => reject(bad(`expected qemu-system-x86_64, got ${printable(error.message)}`)));
    qemu.on('close', () => {
      clearTimeout(timer);
      told.over();
      if (told.isReady) resolve();
      else
        reject(
          bad(
            `expected the kernel to come up, got nothing ${printable(complaint.trim()) || `in ${bootSeconds} seconds`}`,
          ),
        );
    });
  });
}

/** What the second serial port tells: record/confirm/init.c has its words. */
export class ToldByMachine {
  readonly #onEnd: (ended: ProgramEnded) => void;
  #running: number | undefined;
  #said: string[] = [];
  #warned = false;
  isReady = false;

  constructor(onEnd: (ended: ProgramEnded) => void) {
    this.#onEnd = onEnd;
  }

  line(text: string): void {
    // behind what is left of a line: a serial port may lose something
    const [word = '', what, number, status] =
      /#(ready|begin|warned|end|late|unkillable|over)(?: (\d+)(?: (\d+))?)?$/.exec(text) ?? [];
    const rest = text.slice(0, text.length - word.length);
    if (rest !== '' || what === undefined) this.#said.push(rest);
    if (what === 'ready') this.isReady = true;
    else if (what === 'begin') this.#running = Number(number);
    else if (what === 'warned') this.#warned = true;
    else if (what === 'end' || what === 'late' || what === 'unkillable') this.#ended(what, Number(status));
  }

  /** The machine has ended: what still ran is lost. */
  over(): void {
    if (this.#running !== undefined) this.#ended('lost', 0);
  }

  #ended(how: ProgramEnded['how'], status: number): void {
    if (this.#running === undefined) return;
    this.#onEnd({ number: this.#running, how, status, said: this.#said.join('\n'), warned: this.#warned });
    this.#running = undefined;
    this.#said = [];
    this.#warned = false;
  }
}
