/** Temporary folders that go with the process, and the sweeping of those whose process could not tidy up. */
import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd } from './atEnd.ts';

/**
 * Who made a folder: the namespace of its process number, that number, and when the process began, in ticks since the boot,
 * since numbers are used again. Zeros where there is no /proc.
 */
const owned = /^x86-pte-[a-z]+-(\d+)-(\d+)-(\d+)-\w{6}$/;

const folders = new Map<string, () => void>();
let isSwept = false;

/** A new empty folder, for this user only; it is removed at the end of the process. `what`, in small letters, says in its name what for. */
export function temporaryFolder(what: string): string {
  if (!isSwept) sweep(tmpdir());
  isSwept = true;
  const owner = [namespace(), process.pid, startOf(process.pid) ?? 0].join('-');
  const folder = mkdtempSync(join(tmpdir(), `x86-pte-${what}-${owner}-`));
  folders.set(
    folder,
    atEnd(() => removed(folder)),
  );
  return folder;
}

/** Removes a folder of temporaryFolder() before the end; any other path is left alone. */
export function removeTemporary(folder: string): void {
  if (!folders.has(folder)) return;
  removed(folder);
  folders.get(folder)?.();
  folders.delete(folder);
}

/** A process that was killed just now may still write a last file. */
const removed = (folder: string): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });

/** Removes what processes of this user left in a folder for temporary files and are gone. */
export function sweep(dir: string): void {
  for (const name of namesIn(dir)) {
    const [, inside, pid, start] = owned.exec(name) ?? [];
    if (pid === undefined || inside !== namespace() || lives(Number(pid), Number(start))) continue;
    try {
      if (isOwn(join(dir, name))) removed(join(dir, name));
    } catch {
      // somebody else sweeps, or may not be disturbed: the next run tries again
    }
  }
}

function namesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch {
    return []; // a folder in which only files can be made
  }
}

/** A folder of this user, and no link to one. */
function isOwn(path: string): boolean {
  const stat = lstatSync(path);
  return stat.isDirectory() && stat.uid === process.getuid?.();
}

function lives(pid: number, start: number): boolean {
  const began = startOf(pid);
  if (start !== 0) return began === start;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Fields of /proc/PID/stat after the name in brackets, which may hold anything: proc(5) counts them from 3. */
const field = { state: 3, start: 22 } as const;

/** When a process began, in ticks since the boot; undefined for one that is gone or a zombie, and where there is no /proc. */
function startOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[field.state - 3] === 'Z' ? undefined : Number(fields[field.start - 3]);
  } catch {
    return undefined;
  }
}

/** In which process numbers of this process are valid: a container may share the folder, and count anew. */
function namespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
  } catch {
    return '0';
  }
}
