/** Compiles the probe against a kernel's headers: a shared object with the kernel's helpers, and the runner that loads it. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeTemporary, temporaryFolder } from '../../files/temporary.ts';
import { rangeError, shown } from '../../lib/base/errors.ts';
import { packageRoot } from '../../lib/batch/engine/packageRoot.ts';
import { compile, compiled, doesNotCompile, expectCompiler, noRoom } from './compiler.ts';
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
  /** Where to put what is made. Default: a new folder for temporary files, which goes with the process; withProbe() removes it before. */
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
export async function buildProbe(tree: KernelTree, settings: BuildOptions = {}): Promise<BuiltProbe> {
  const workDir = settings.workDir ?? temporaryFolder('probe');
  try {
    const { compiler = 'gcc' } = settings;
    const includes = await expectCompiler(compiler, workDir);
    writeInputs(tree, settings, workDir);
    return await compileProbe({ tree, compiler, workDir, includes });
  } catch (error) {
    removeTemporary(workDir);
    throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? noRoom(workDir) : error;
  }
}

const tables = ['helpers', 'constants'] as const;

const rowsOf = (probeDir: string) =>
  tables.map((table) => [table, readFileSync(join(probeDir, `${table}.def`), 'utf8')] as const);

/** What the probe includes from the folder where it is compiled. */
function writeInputs(tree: KernelTree, { dotConfig, variant, source }: BuildOptions, workDir: string): void {
  const write = (name: string, text: string) => writeFileSync(join(workDir, name), text);
  mkdirSync(join(workDir, 'include/generated'), { recursive: true });
  if (dotConfig !== undefined) write('include/generated/autoconf.h', autoconfHeader(dotConfig));
  write('variant.h', variantHeader(variant ?? {}));
  write('cut.h', cutDefinitions(sourceFor(tree, source)));
  for (const [table, text] of rowsOf(findProbeDir())) write(`${table}.rows`, text);
}

/** Where the probe is compiled, and by what. */
interface Place {
  readonly tree: KernelTree;
  readonly compiler: string;
  readonly workDir: string;
  /** The compiler's own headers. */
  readonly includes: string;
}

async function compileProbe(place: Place): Promise<BuiltProbe> {
  const { tree, compiler, workDir } = place;
  const probeDir = findProbeDir();
  const made = (name: string) => join(workDir, name);
  const [object, machine, runner] = [made('probe.so'), made('machine.o'), made('runner')];
  const args = compilerArguments(tree, place.includes, workDir, probeDir);
  const probe = join(probeDir, 'probe.c');

  const lacking = await selectTables(place, [...args, '-DPROBE_DETECT', '-fsyntax-only', probe]);
  const ours = ['-O2', '-fvisibility=hidden', '-fno-builtin', '-fPIC'];
  const source = { release: tree.release, workDir };
  await compiled(compiler, [...ours, '-c', join(probeDir, 'machine.c')], machine, source);
  await compiled(compiler, [...args, '-shared', '-nostdlib', probe, machine, '-lc', '-Wl,-z,defs'], object, source);
  await compiled(compiler, ['-O2', join(probeDir, 'runner.c'), '-ldl'], runner, source);
  return { tree, object, runner, workDir, lacking };
}

/** Leaves the rows that compile in the folder; the others are lacking. */
async function selectTables({ tree, compiler, workDir }: Place, args: readonly string[]): Promise<readonly Lacking[]> {
  const detected = await compile(compiler, args, workDir);
  const errors = rowErrors(detected.stderr);
  const source = { release: tree.release, workDir };
  if (errors.elsewhere.length > 0) throw doesNotCompile(source, { ...detected, stderr: errors.elsewhere.join('\n') });
  if (!detected.ok && errors.byRow.size === 0) throw doesNotCompile(source, detected);
  return rowsOf(findProbeDir()).flatMap(([table, text]) => {
    const selected = selectRows(table, text, errors);
    writeFileSync(join(workDir, `${table}.rows`), selected.text);
    return selected.lacking;
  });
}

/** The definitions outside the headers change between series, not within one. */
function sourceFor(tree: KernelTree, source: string | undefined): string {
  if (source === undefined) return tree.common;
  const series = (version: string) => version.split('.', 2).join('.');
  const version = readVersion(source);
  if (series(version) !== series(tree.version)) {
    throw rangeError(
      `expected sources of a ${series(tree.version)} kernel, got ${version} in ${shown(source)}`,
      'ERR_PTE_INPUT',
    );
  }
  return source;
}

/** The C sources stand in the package as they are. */
export const findProbeDir = (): string => join(packageRoot(), 'crosscheck/probe');

/**
 * The kernel's own include order and dialect, with our switches in between; see options.h and features.h for why. `includes`
 * has the compiler's own headers.
 */
export function compilerArguments(tree: KernelTree, includes: string, workDir: string, probeDir: string): string[] {
  const { common, generated } = tree;
  const folders = [
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
    ...['-isystem', includes], // stdarg.h, which old kernels take from the compiler
    ...folders.map((dir) => `-I${dir}`),
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
