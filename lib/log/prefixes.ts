/** What stands before the text of a line: time stamps, levels, hosts, quotes, prompts. */

/** One kind of prefix. */
export interface Prefix {
  readonly says: string;
  /** Anchored at the beginning of what is left of the line. */
  readonly pattern: RegExp;
  /** It is put before the lines of a log. */
  readonly isLog?: true;
  /** A line, and what is left of it. */
  readonly example: readonly [line: string, left: string];
}

const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const clock = '\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?';
/** Who says it, in syslog and the journal: a host, then a program with a colon. */
const sayer = '\\S+\\s+(?:kernel|[\\w.@/-]+\\[\\d+\\]):';

/** Kinds of prefix; whatever fits is taken off, in any order. */
export const prefixes: readonly Prefix[] = [
  {
    says: 'quotes of mail, and of a table in one',
    pattern: /^\s*(?:>|\|(?=\s))/,
    example: ['> > PTE 67', 'PTE 67'],
  },
  {
    says: 'the level of printk(), or what /dev/kmsg says of a record',
    pattern: /^\s*(?:<\d{1,3}>|\d{1,3},\d+,\d+,[^;]{0,40};)/,
    isLog: true,
    example: ['<4>PTE 67', 'PTE 67'],
  },
  {
    says: 'a time of dmesg: seconds, seconds since the last, a date; and who called printk()',
    pattern: new RegExp(
      `^\\s*\\[(?:\\s*\\+?\\d+\\.\\d+(?: <\\s*\\d+\\.\\d+>)?|\\s*[TC]\\d+|(?:\\w{3} )?${month} +\\d+ ${clock}(?: \\d{4})?|[-\\d]+[T ]${clock}[^\\]]{0,8})\\]`,
    ),
    isLog: true,
    example: ['[   12.345678][ T1234] PTE 67', 'PTE 67'],
  },
  {
    says: 'facility and level, as dmesg -x prints them',
    pattern: /^\s*(?:kern|user|daemon|syslog)\s*:\s*(?:emerg|alert|crit|err|warn|notice|info|debug)\s*:/,
    isLog: true,
    example: ['kern  :alert : [    1.5] PTE 67', 'PTE 67'],
  },
  {
    says: 'syslog: a date, a host, a program',
    pattern: new RegExp(`^\\s*${month} +\\d+ ${clock} (?:${sayer})?`),
    isLog: true,
    example: ['Nov 26 12:00:00 host kernel: PTE 67', 'PTE 67'],
  },
  {
    says: 'the journal and rsyslog: a date of ISO 8601, a host, a program',
    pattern: new RegExp(`^\\s*\\d{4}-\\d\\d-\\d\\d[T ]${clock}(?:Z|[+-]\\d\\d:?\\d\\d)?(?: ${sayer})?`),
    isLog: true,
    example: ['2024-09-01T12:00:00.123456+00:00 host kernel: PTE 67', 'PTE 67'],
  },
  { says: 'Xen', pattern: /^\s*\(XEN\)(?: \[[^\]]{1,40}\])?/, isLog: true, example: ['(XEN) PTE 67', 'PTE 67'] },
  { says: 'the kernel as a program', pattern: /^\s*kernel:/, isLog: true, example: ['kernel: PTE 67', 'PTE 67'] },
  {
    says: 'a prompt of crash, gdb, lldb, QEMU or drgn',
    pattern: /^\s*(?:crash>|\((?:gdb|lldb|qemu)\)|>>>)/,
    example: ['(gdb) PTE 67', 'PTE 67'],
  },
];

/** Whether a line is a command that somebody typed after a prompt, whose words come in the lines that follow: `(gdb) x/8gx 0xffff888012345000`. */
export const isCommand = (line: string, begins: number): boolean =>
  begins > 0 &&
  /^\s*(?:crash>|\((?:gdb|lldb|qemu)\))\s*$/.test(line.slice(0, begins)) &&
  /^[a-z][a-z\d]*(?:\/\w+)?(?:\s+(?![:=])|$)/.test(line.slice(begins, begins + 40));

/** Where the text of a line begins, and whether it is of a log. */
export interface TextBegin {
  readonly begins: number;
  readonly isLog: boolean;
}

/** Takes what stands before the text of a line off it. */
export function textBegins(line: string): TextBegin {
  let at = 0;
  let isLog = false;
  for (let isPrefixed = true; isPrefixed; ) {
    const rest = line.slice(at, at + 200);
    const prefix = prefixes.find(({ pattern }) => pattern.test(rest));
    isPrefixed = prefix !== undefined;
    isLog ||= prefix?.isLog === true;
    at += prefix?.pattern.exec(rest)?.[0].length ?? 0;
  }
  return { begins: at + (/^\s*/.exec(line.slice(at, at + 200))?.[0].length ?? 0), isLog };
}
