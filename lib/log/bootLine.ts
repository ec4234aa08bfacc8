/** What lines of a log tell of the kernel and the machine that wrote them. */
import { bootMessages, la57Bit } from '../../spec/bootMessages.ts';
import type { Uname } from '../kernel/release.ts';
import type { LineRead, TextLevel } from './format.ts';

/** What a line tells. */
export interface BootLine {
  /** The kernel, as uname -r and uname -v of it would say it, as far as the line has it. */
  readonly uname?: Uname;
  /** Whether a boot begins here: what was told before was of another. */
  readonly begins?: true;
  /** In bytes: the machine has memory up to here, or further. */
  readonly memoryEnd?: bigint;
  /** Levels of page tables. */
  readonly pagingLevels?: 4 | 5;
  /** Features of memory encryption that are active: SME, SEV, SEV-ES. */
  readonly encryption?: string;
}

type Name = keyof typeof bootMessages;
const patterns = Object.fromEntries(
  Object.entries(bootMessages).map(([name, { pattern }]) => [name, new RegExp(pattern)]),
) as Readonly<Record<Name, RegExp>>;

/** In characters; longer lines tell nothing of the kind. */
const longest = 1024;
const pageBytes = 4096n;
const bigHex = (digits = '0') => BigInt(`0x${digits}`);

function toldBy(name: Name, groups: Readonly<Record<string, string | undefined>>): BootLine {
  const uname = { release: groups.release ?? '', version: (groups.version ?? '').trim() };
  switch (name) {
    case 'banner':
      return { uname, begins: true };
    case 'stack':
      return { uname };
    case 'memory':
    case 'deviceMemory':
    case 'srat':
      return { memoryEnd: bigHex(groups.last) + 1n };
    case 'lastPfn':
      return { memoryEnd: bigHex(groups.pages) * pageBytes };
    case 'cr4':
      return { pagingLevels: (bigHex(groups.cr4) >> BigInt(la57Bit)) % 2n === 1n ? 5 : 4 };
    case 'encryption':
      return { encryption: (groups.features ?? '').trim() };
  }
}

/** What a line tells of its kernel and machine; undefined where it tells nothing. */
export function bootLine(line: string): BootLine | undefined {
  if (line.length > longest) return undefined;
  for (const name of Object.keys(bootMessages) as Name[]) {
    if (!line.includes(bootMessages[name].has)) continue;
    const match = patterns[name].exec(line);
    if (match) return toldBy(name, match.groups ?? {});
  }
  return undefined;
}

/** Whether the walk of an oops shows five levels: with four, the P4D is the PGD, and both are printed. */
export function showsFiveLevels({ words }: LineRead): boolean {
  const at = (level: TextLevel) => words.find((word) => word.level === level)?.word;
  const [pgd, p4d] = [at('pgd'), at('p4d')];
  return pgd !== undefined && p4d !== undefined && pgd !== p4d;
}
