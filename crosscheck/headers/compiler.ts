/** The C compiler: how it is called, and what its failures mean. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ran, runTool } from '../../files/runTool.ts';
import { rangeError } from '../../lib/base/errors.ts';
import { printable } from '../../lib/base/printable.ts';

/** For one run of the compiler: the largest takes seconds. */
const compilerSeconds = 300;

/** Whose headers are compiled, and where what is made goes. */
export interface Compiled {
  readonly release: string;
  readonly workDir: string;
}

const bad = (message: string) => rangeError(message, 'ERR_PTE_INPUT');

/**
 * One run of the compiler, whose own temporary files go into `workDir` too: they go with it when a run is cut short.
 *
 * @throws RangeError (ERR_PTE_INPUT) where it does not run to its end.
 */
export const compile = (
  compiler: string,
  args: readonly string[],
  workDir: string,
  { input, most }: { readonly input?: string; readonly most?: number } = {},
): Promise<Ran> =>
  runTool(compiler, args, {
    what: 'a C compiler',
    advice: 'install gcc',
    seconds: compilerSeconds,
    env: { ...process.env, LC_ALL: 'C', TMPDIR: workDir },
    ...(input !== undefined && { input }),
    ...(most !== undefined && { most }),
  });

/** One run of the compiler that makes a file. @throws RangeError (ERR_PTE_INPUT) where it does not. */
export async function compiled(
  compiler: string,
  args: readonly string[],
  file: string,
  source: Compiled,
): Promise<void> {
  const ran = await compile(compiler, [...args, '-o', file], source.workDir);
  if (!ran.ok) throw doesNotCompile(source, ran);
  if (!existsSync(file)) throw bad(`expected a C compiler that writes what it compiles, got ${printable(compiler)}`);
}

/** The folder of the compiler's own headers. @throws RangeError (ERR_PTE_INPUT) for a program that tells none. */
export async function expectCompiler(compiler: string, workDir: string): Promise<string> {
  const { stdout } = await compile(compiler, ['-print-file-name=include'], workDir);
  const includes = stdout.toString().trim();
  if (existsSync(join(includes, 'stdarg.h'))) return includes;
  throw bad(
    `expected a C compiler that tells where its headers are (-print-file-name=include), got ${printable(compiler)}, which does not`,
  );
}

/** An error of the compiler, of the assembler (Error:), or of the linker. */
const complaint = /\b[Ee]rror:|\bundefined reference|^Assembler messages|\bld: /;
/** That a step failed, where another line says why. */
const echo = /^collect2: |returned \d+ exit status/;

/** The error for headers that do not compile: of what the compiler says, the first line that tells a cause. */
export function doesNotCompile({ release, workDir }: Compiled, { stderr, how }: Ran): Error {
  if (/No space left on device|Disk quota exceeded/.test(stderr) || !hasRoom(workDir)) return noRoom(workDir);
  const lines = stderr.split('\n').filter((line) => line.trim());
  const errors = lines.filter((line) => complaint.test(line));
  const said = errors.find((line) => !echo.test(line)) ?? errors[0] ?? lines.at(-1) ?? 'no message';
  return bad(
    `expected headers that compile, got from ${printable(release)}: ${printable(said.trim().slice(0, mostSaid))} (the compiler ended with ${how}). ` +
      'Try the compiler that built the kernel, or add the option that brings the line in to crosscheck/probe/options.h',
  );
}

/** Letters of a compiler's message that are shown. */
const mostSaid = 500;

/** The error for a disk that is full. */
export const noRoom = (workDir: string): Error =>
  bad(`expected room for temporary files in ${printable(workDir)}, got a full disk: TMPDIR names another folder`);

/** Whether a file of some size can be written: a linker says of a full disk only that it failed. */
function hasRoom(dir: string): boolean {
  const file = join(dir, 'room');
  try {
    writeFileSync(file, Buffer.alloc(1 << 20));
    return true;
  } catch (error) {
    return !['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
  } finally {
    rmSync(file, { force: true });
  }
}
