/** What the core is measured beside, compiled for this run: bench/native/beside.cpp as an addon, and a kernel's inline functions. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compilerArguments, findProbeDir } from '../crosscheck/headers/buildProbe.ts';
import { compiled, expectCompiler } from '../crosscheck/headers/compiler.ts';
import { findKernelTree } from '../crosscheck/headers/kernelTree.ts';
import { variantHeader } from '../crosscheck/headers/variants.ts';
import { temporaryFolder } from '../files/temporary.ts';
import type { Columns } from '../lib/batch/columns.ts';
import { packageRoot } from '../lib/batch/engine/packageRoot.ts';

const require = createRequire(import.meta.url);
const sources = join(packageRoot(), 'bench/native');

/** What bench/native/beside.cpp exports. */
export interface Beside {
  /** All words, modulo 2^32. */
  sum(words: BigUint64Array): number;
  /** memcpy, so many bytes at a time. */
  copy(from: BigUint64Array, to: BigUint64Array, block: number): void;
  /** memcpy of an equal part on each thread. */
  copyOn(from: BigUint64Array, to: BigUint64Array, threads: number): void;
  openKernelLoop(file: string): void;
  /** bench/native/kernel_loop.c, once it is open. */
  kernelLoop(words: BigUint64Array, ...columns: [Uint8Array, Uint8Array, Uint32Array, BigUint64Array]): void;
}

/** Compiles the addon and loads it. @throws Error where there is no compiler. */
export function loadBeside(): Beside {
  const file = join(temporaryFolder('bench'), 'beside.node');
  const includes = [require('node-addon-api').include_dir, require('node-api-headers').include_dir];
  execFileSync(process.env.CXX ?? 'g++', [
    ...'-std=c++20 -O3 -fPIC -shared -pthread -DNAPI_VERSION=8 -DNODE_ADDON_API_DISABLE_CPP_EXCEPTIONS'.split(' '),
    ...includes.map((folder) => `-I${folder}`),
    join(sources, 'beside.cpp'),
    ...['-ldl', '-o', file],
  ]);
  return require(file) as Beside;
}

/** A loop over a kernel's own inline functions. */
export interface KernelLoop {
  /** The release of the kernel. */
  readonly release: string;
  run(words: BigUint64Array, into: Columns): void;
}

/** Compiles the loop over a kernel's inline functions from its headers. @throws RangeError where they do not compile. */
export async function kernelLoop(beside: Beside, headers: string): Promise<KernelLoop> {
  const tree = findKernelTree(headers);
  const workDir = temporaryFolder('bench');
  const source = { release: tree.release, workDir };
  const made = (name: string) => join(workDir, name);
  writeFileSync(made('variant.h'), variantHeader({}));
  const args = compilerArguments(tree, await expectCompiler('gcc', workDir), workDir, findProbeDir());
  await compiled('gcc', ['-O2', '-fPIC', '-c', join(findProbeDir(), 'machine.c')], made('machine.o'), source);
  await compiled(
    'gcc',
    [...args, '-shared', join(sources, 'kernel_loop.c'), made('machine.o')],
    made('kernel_loop.so'),
    source,
  );
  beside.openKernelLoop(made('kernel_loop.so'));
  return {
    release: tree.release,
    run: (words, { kind, type, flags, payload }: Columns) => beside.kernelLoop(words, kind, type, flags, payload),
  };
}
