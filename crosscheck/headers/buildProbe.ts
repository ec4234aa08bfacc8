/** Compiles the probe against a kernel's headers: a shared object with the kernel's helpers, and the runner that loads it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rangeError } from '../../lib/base/errors.ts';
import { packageRoot } from '../../lib/batch/engine/packageRoot.ts';
import { cutDefinitions } from './cutFunctions.ts';
import { type KernelTree, readVersion } from './kernelTree.ts';
import { type Lacking, rowErrors, selectRows } from './probeRows.ts';
import { autoconfHeader, type Variant, variantHeader } from './variants.ts';

/** What to compile the probe with, beside a kernel's headers. */
export interface BuildOptions {
  /** Options to have other than the kernel's configuration has them. */
  readonly variant?: Variant;
  /** The text of a .config to use instead of the one the headers were built with. */
  readonly dotConfig?: string;
  /** A kernel source tree of the same series, for the helpers outside the headers. Default: the headers, if they are a whole tree. */
  readonly source?: string;
  /** The C compiler. Default: gcc. */
  readonly compiler?: string;
  /** Where to put what is made. Default: a new folder for temporary files. */
  readonly workDir?: string;
}

/** A compiled probe: what openProbe() and the proofs take. */
export interface BuiltProbe {
  readonly tree: KernelTree;
  /** The shared object, and the executable that takes it as its argument. */
  readonly object: string;
  readonly runner: string;
  readonly workDir: string;
  /** Helpers and constants of ours that this kernel and configuration do not have, with the compiler's reason. */
  readonly lacking: readonly Lacking[];
}

/** Compiles the probe: five runs of the compiler, about 3 s together. @throws RangeError (ERR_PTE_INPUT) where it cannot. */
export function buildProbe(tree: KernelTree, settings: BuildOptions = {}): BuiltProbe {
  const compiler = settings.compiler ?? 'gcc';
  const workDir = settings.workDir ?? mkdtempSync(join(tmpdir(), 'x86-pte-probe-'));
  mkdirSync(join(workDir, 'include/generated'), { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(workDir, name), text);
  const probeDir = findProbeDir();
  const defs = tables.map((table) => readFileSync(join(probeDir, `${table}.def`), 'utf8'));

  if (settings.dotConfig !== undefined) write('include/generated/autoconf.h', autoconfHeader(settings.dotConfig));
  write('variant.h', variantHeader(settings.variant ?? {}));
  write('cut.h', cutDefinitions(sourceFor(tree, settings.source)));
  tables.forEach((table, i) => {
    write(`${table}.rows`, defs[i] ?? '');
  });

  const args = compilerArguments(tree, compiler, workDir, probeDir);
  const probe = join(probeDir, 'probe.c');
  const detected = run(compiler, [...args, '-DPROBE_DETECT', '-fsyntax-only', probe]);
  const errors = rowErrors(detected.stderr);
  if (errors.elsewhere.length > 0) throw doesNotCompile(tree, errors.elsewhere);
  const lacking = tables.flatMap((table, i) => {
    const selected = selectRows(table, defs[i] ?? '', errors);
    write(`${table}.rows`, selected.text);
    return selected.lacking;
  });

  const [object, machine, runner] = [join(workDir, 'probe.so'), join(workDir, 'machine.o'), join(workDir, 'runner')];
  const ours = ['-O2', '-fvisibility=hidden', '-fno-builtin'];
  mustRun(tree, compiler, [...ours, '-fPIC', '-c', join(probeDir, 'machine.c'), '-o', machine]);
  mustRun(tree, compiler, [...args, '-shared', '-nostdlib', probe, machine, '-lc', '-Wl,-z,defs', '-o', object]);
  mustRun(tree, compiler, ['-O2', join(probeDir, 'runner.c'), '-ldl', '-o', runner]);
  return { tree, object, runner, workDir, lacking };
}

const tables = ['helpers', 'constants'] as const;

/** The definitions outside the headers change between series, not within one. */
function sourceFor(tree: KernelTree, source: string | undefined): string {
  if (source === undefined) return tree.common;
  const series = (version: string) => version.split('.', 2).join('.');
  const version = readVersion(source);
  if (series(version) !== series(tree.version)) {
    throw rangeError(
      `expected sources of a ${series(tree.version)} kernel, got ${version} in ${source}`,
      'ERR_PTE_INPUT',
    );
  }
  return source;
}

/** The C sources stand in the package as they are. */
export const findProbeDir = (): string => join(packageRoot(), 'crosscheck/probe');

/** The kernel's own include order and dialect, with our switches in between; see options.h and features.h for why. */
export function compilerArguments(tree: KernelTree, compiler: string, workDir: string, probeDir: string): string[] {
  const { common, generated } = tree;
  const includes = [
    join(workDir, 'include'),
    ...['', '/uapi'].flatMap((uapi) => [
      join(common, `arch/x86/include${uapi}`),
      join(generated, `arch/x86/include/generated${uapi}`),
      join(common, `include${uapi}`),
      join(generated, uapi ? 'include/generated/uapi' : 'include'),
    ]),
  ];
  const first = [
    join(common, 'include/linux/compiler-version.h'), // since 5.13
    join(common, 'include/linux/kconfig.h'),
    join(probeDir, 'options.h'),
    join(common, 'include/linux/compiler_types.h'),
    join(generated, 'include/generated/uapi/linux/version.h'),
  ].filter((path) => existsSync(path));
  return [
    '-nostdinc',
    '-isystem',
    run(compiler, ['-print-file-name=include']).stdout.trim(), // stdarg.h, which old kernels take from the compiler
    ...includes.map((dir) => `-I${dir}`),
    ...[workDir, probeDir].flatMap((dir) => ['-iquote', dir]),
    ...first.flatMap((path) => ['-include', path]),
    '-D__KERNEL__',
    '-DKBUILD_MODNAME="probe"',
    '-DKBUILD_BASENAME="probe"',
    ...'-std=gnu11 -fms-extensions -fshort-wchar -funsigned-char -fno-common -fno-strict-aliasing'.split(' '),
    ...'-O2 -fPIC -fvisibility=hidden -fno-stack-protector -fcf-protection=none -fno-builtin'.split(' '),
    '-fmax-errors=0',
    // A helper that a kernel lacks must be an error, and not a function that returns int.
    ...'-Werror=implicit-function-declaration -Werror=int-conversion -Werror=incompatible-pointer-types'.split(' '),
  ];
}

function run(compiler: string, args: readonly string[]): { ok: boolean; stdout: string; stderr: string } {
  const { error, status, stdout, stderr } = spawnSync(compiler, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (error)
    throw rangeError(`expected a C compiler, got no ${compiler} (${error.message}): install gcc`, 'ERR_PTE_INPUT');
  return { ok: status === 0, stdout, stderr };
}

function mustRun(tree: KernelTree, compiler: string, args: readonly string[]): void {
  const { ok, stderr } = run(compiler, args);
  if (!ok)
    throw doesNotCompile(
      tree,
      stderr.split('\n').filter((line) => /error|undefined reference/.test(line)),
    );
}

const doesNotCompile = (tree: KernelTree, errors: readonly string[]) =>
  rangeError(
    `expected headers that compile, got from ${tree.release}: ${errors[0] ?? 'no message'}\n` +
      'Try the compiler that built the kernel, or add the option that brings the line in to crosscheck/probe/options.h',
    'ERR_PTE_INPUT',
  );
