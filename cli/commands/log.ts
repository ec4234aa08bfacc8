/** `pte log`: a kernel log as it is, with a line under each that holds an entry. */
import type { Command } from 'commander';
import { readText } from '../../files/readWhole.ts';
import { rangeError, shown } from '../../lib/base/errors.ts';
import { toJson } from '../../lib/base/json.ts';
import { printable } from '../../lib/base/printable.ts';
import type { LogKernelOptions } from '../../lib/log/logKernel.ts';
import { type LogLine, LogReader } from '../../lib/log/logReader.ts';
import { sayings } from '../../lib/log/says.ts';
import { logHtmlHead, logHtmlLine, logHtmlTail } from '../../lib/picture/logHtml.ts';
import { difference, note } from '../fail.ts';
import { dotConfig } from '../inputLimits.ts';
import { given, type KernelOptions, kernelOf, withKernelOptions } from '../kernelOptions.ts';
import { lineForTerminal, linesOfLog, logName } from '../logLines.ts';
import { many, number } from '../many.ts';
import { Lines } from '../output.ts';
import { colors } from '../terminal.ts';
import { statusOf, untilSignal } from '../untilSignal.ts';
import { checkLines } from './decodeCheck.ts';

interface Options extends KernelOptions {
  readonly check?: boolean;
  readonly follow?: boolean;
  readonly json?: boolean;
  readonly html?: boolean;
}

const examples = `
Examples:
  dmesg | pte log
  pte log dmesg.txt
  pte log oops.txt -k 6.1.192
  pte log --follow /var/log/kern.log
  pte log oops.txt --html > oops.html`;

/** Adds what `pte log` takes and runs. */
export function define(command: Command): void {
  withKernelOptions(command.argument('[file]', 'a log; without one, or with -, standard input is read'))
    .option('--follow', 'goes on reading as the log grows, until a signal ends it')
    .option('--check', 'whether each entry can be, and if not, what it may be; exit status 2 where one cannot')
    .option('--json', 'one JSON object for each line that holds an entry or a number that belongs to one')
    .option('--html', 'a page of HTML')
    .addHelpText('after', `\nThe kernel is taken from the log; -k says it by hand.\n${examples}`)
    .action(run);
}

/** What the options say of the kernel. */
async function kernelOptions(o: Options): Promise<LogKernelOptions> {
  if (o.kernel !== undefined) return { kernel: await kernelOf(o) };
  return {
    config: given(o),
    ...(o.uname !== undefined && { version: o.uname }),
    ...(o.config !== undefined && { dotConfig: readText(o.config, dotConfig, 'latin1') }),
  };
}

async function run(file: string | undefined, o: Options): Promise<void> {
  if (o.json && o.html) throw rangeError('expected --json or --html, got both');
  const path = file ?? '-';
  if (path === '-' && process.stdin.isTTY) throw rangeError('expected a log, as a file or on standard input, got none');
  if (file?.trim() === '') throw rangeError(`expected the name of a file, got ${shown(file)}`);
  const reader = new LogReader({ ...(await kernelOptions(o)), check: o.check === true });
  if (!o.follow) return read(reader, path, o);
  const { by } = await untilSignal((stop) => read(reader, path, o, stop));
  if (by !== undefined) process.exitCode ||= statusOf(by);
}

/** How a line is shown; undefined where there is nothing to show of it. */
function shower(path: string, o: Options) {
  if (o.json) return { line: jsonOf };
  if (o.html) return { head: logHtmlHead(logName(path)), line: logHtmlLine, tail: logHtmlTail };
  return { line: textOf };
}

async function read(reader: LogReader, path: string, o: Options, stop?: AbortSignal): Promise<void> {
  const { head = '', line: text, tail = '' } = shower(path, o);
  const out = new Lines();
  const show = async (lines: readonly LogLine[]) => {
    for (const line of lines) {
      for (const said of line.notes) note(`line ${line.line}: ${said}`);
      const shownLine = text(line);
      if (shownLine !== undefined) await (o.html ? out.add(shownLine) : out.print(shownLine));
    }
  };
  try {
    await out.add(head);
    for await (const lines of linesOfLog(path, o.follow === true, stop)) {
      for (const line of lines) await show(reader.push(line));
      if (lines.length === 0) await show(reader.flush());
      if (o.follow) await out.flush();
    }
    await show(reader.flush());
    await out.add(tail);
  } finally {
    await out.flush();
  }
  tellSum(reader, o);
}

const indent = '    ';

/** The line, and under it what it holds. */
function textOf(line: LogLine): string {
  const { bold, red, dim } = colors();
  const told = sayings(line);
  const names = told.map(({ name }) => name);
  const says = told.map(({ name, says: text, isStrange }) => {
    const shownText = printable(text);
    return `${bold(name)} ${isStrange ? red(shownText) : shownText}`;
  });
  const text = lineForTerminal(line.text);
  const checks = line.words.flatMap((word, i) =>
    (word.checked ? checkLines(word.checked) : []).map((check) => check.replace(indent, `${indent}${names[i]} `)),
  );
  return says.length === 0 ? text : [text, `${indent}${dim('^')} ${says.join(dim(' | '))}`, ...checks].join('\n');
}

function jsonOf({ line, text, format, words, facts, cause, kernel, machine }: LogLine): string | undefined {
  if (words.length === 0 && facts.length === 0) return undefined;
  return printable(toJson({ line, text, format, kernel: kernel?.name, machine, words, facts, cause }));
}

function tellSum({ sum }: LogReader, o: Options): void {
  const { lines, holding, words, unread, impossible } = sum;
  if (impossible > 0) process.exitCode = difference;
  const cannot = o.check ? `; ${impossible === 0 ? 'each can be' : `${number(impossible)} cannot be`}` : '';
  const rest = unread > 0 ? `; ${many(unread, 'number')} that could be entries by their looks were taken for none` : '';
  note(`${many(lines, 'line')}, ${many(words, 'entry', 'entries')} in ${many(holding, 'line')}${cannot}${rest}`);
}
