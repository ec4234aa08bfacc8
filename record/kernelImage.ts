/** An unpacked kernel package: what boots, its configuration, its modules, and the kernel itself out of what boots. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MiB, readWhole } from '../files/readWhole.ts';
import { runTool } from '../files/runTool.ts';
import { rangeError, shown } from '../lib/base/errors.ts';

/** Files and folders of one kernel. */
export interface Image {
  readonly vmlinuz: string;
  readonly config: string;
  readonly modules: string;
}

const none = (what: string) => rangeError(`expected ${what}, got none`, 'ERR_PTE_INPUT');

/** As Debian lays it out: in boot/, or beside the modules since 6.19. */
export function findImage(dir: string): Image {
  const beside = [join(dir, 'usr/lib/modules'), join(dir, 'lib/modules')]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((release) => join(folder, release)));
  const folders = [join(dir, 'boot'), ...beside].filter((folder) => existsSync(folder));
  const one = (name: RegExp): string => {
    const found = folders.flatMap((folder) =>
      readdirSync(folder)
        .filter((file) => name.test(file))
        .map((file) => join(folder, file)),
    );
    if (found[0] === undefined)
      throw none(`${name.source.replaceAll(/\W/g, '')} of an unpacked kernel in ${shown(dir)}`);
    return found[0];
  };
  return { vmlinuz: one(/^vmlinuz/), config: one(/^config/), modules: one(/^kernel$/) };
}

const imageLimit = { what: 'a kernel or a module', most: 256 * MiB };

/** A module as the kernel loads it; undefined where it is built in. */
export async function moduleOf({ modules }: Image, name: string): Promise<Buffer | undefined> {
  const files = readdirSync(modules, { recursive: true, encoding: 'utf8' });
  const file = files.find((path) => new RegExp(`(^|/)${name}\\.ko(\\.xz)?$`).test(path));
  if (file === undefined) return undefined;
  const bytes = readWhole(join(modules, file), imageLimit);
  return file.endsWith('.xz') ? unpacked('xz', bytes) : bytes;
}

/** What the boot image unpacks: some compressed stream in it holds an ELF file. */
export async function vmlinuxOf({ vmlinuz }: Image): Promise<Buffer> {
  const image = readWhole(vmlinuz, imageLimit);
  for (const [tool, magic] of [
    ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
    ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])],
    ['gzip', Buffer.from([0x1f, 0x8b, 0x08])],
  ] as const)
    for (let at = image.indexOf(magic); at >= 0; at = image.indexOf(magic, at + 1)) {
      const inside = await unpacked(tool, image.subarray(at));
      if (inside.subarray(1, 4).toString() === 'ELF') return inside;
    }
  throw none(`a kernel packed with zstd, xz or gzip in ${shown(vmlinuz)}`);
}

/** For one stream, which comes to some 100 MB at most. */
const unpackSeconds = 120;

/** As far as it goes: the tool stops reading at what follows a stream and is not its own. */
async function unpacked(tool: string, input: Buffer): Promise<Buffer> {
  return (await runTool(tool, ['-dc'], { what: tool, seconds: unpackSeconds, most: 1024 * MiB, input })).stdout;
}
