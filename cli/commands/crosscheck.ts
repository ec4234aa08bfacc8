/** `pte crosscheck --headers DIR`: what the project says against what a kernel's own headers say. */
import type { Command } from 'commander';
import { type CrosscheckReport, compareKernel } from '../../crosscheck/compareKernel.ts';
import { verdictOf } from '../../crosscheck/news.ts';
import { proveHeaders } from '../../crosscheck/prove/proveHeaders.ts';
import { reportPage } from '../../crosscheck/report.ts';
import { readText } from '../../files/readWhole.ts';
import { expectWritable, save } from '../../files/save.ts';
import { rangeError } from '../../lib/base/errors.ts';
import { toJson } from '../../lib/base/json.ts';
import { printable } from '../../lib/base/printable.ts';
import { difference, fail } from '../fail.ts';
import { builtConfig } from '../inputLimits.ts';
import { listItems, wholeNumber } from '../optionValues.ts';
import { printProofs, printReport } from './crosscheckReport.ts';

interface Options {
  readonly headers: string;
  readonly config?: string;
  readonly kernel?: string;
  readonly source?: string;
  readonly cc?: string;
  readonly count: number;
  readonly seed: number;
  readonly variants: boolean;
  readonly prove?: boolean;
  readonly cbmc: string;
  readonly json?: boolean;
  readonly html?: string;
  readonly backport?: readonly string[];
  readonly without?: readonly string[];
}

const usualCount = 10_000_000;

const examples = `
DIR is a kernel tree, or a folder of installed headers or of unpacked header packages. If the headers are split in two folders,
a common one and one for x86, they are found beside each other. scripts/kernels/kernel-headers.sh fetches Debian's. Helpers
that live in .c files need --source.

Examples:
  pte crosscheck --headers /lib/modules/$(uname -r)/build
  pte crosscheck --headers ~/.cache/x86-pte/headers/6.12.107 --source ~/.cache/x86-pte/source/6.12.107
  pte crosscheck --headers linux/ --count 100000 --html report.html
  pte crosscheck --headers linux/ --prove --cbmc "$(scripts/kernels/cbmc.sh)"

The headers are compiled and run: trust them as you would a program. A run of the compiler may take 300 seconds, one of CBMC 3600,
a request to the helpers 120; PTE_TOOL_SECONDS sets another time for all.
Exit codes: 0 they agree, 2 they differ or one side has a name that is news, 1 the check could not run.`;

/** Digits of the largest number that an option takes. */
const digits = 12;

/** Adds the options of `pte crosscheck`. */
export function define(command: Command): void {
  command
    .requiredOption('--headers <dir>', 'the folder with the headers')
    .option('--config <file>', 'a .config to compile with, instead of the one that the headers were built with')
    .option('-k, --kernel <version>', 'the kernel to compare with (default: the headers’ own)')
    .option('--source <dir>', 'a source tree of the same series, for helpers outside the headers')
    .option('--cc <compiler>', 'the C compiler (default: gcc)')
    .option(
      '--count <n>',
      'inputs for each helper; a hundredth of that for other machines and options',
      wholeNumber('--count', digits),
      usualCount,
    )
    .option(
      '--seed <n>',
      'the seed of the random inputs: the same seed gives the same inputs',
      wholeNumber('--seed', digits),
      1,
    )
    .option('--no-variants', 'skip the runs that turn one kernel option at a time on or off')
    .option('--prove', 'prove agreement for all words with CBMC, instead of comparing inputs')
    .option('--cbmc <command>', 'the command that runs CBMC 6; scripts/kernels/cbmc.sh sets one up', 'cbmc')
    .option('--json', 'the report as a JSON object')
    .option('--html <file>', 'write the report as an HTML page, too')
    .option('--backport <rows>', 'rows of the spec to add: changes that the kernel took early', listItems)
    .option(
      '--without <rows>',
      'rows of the spec to leave out: changes of its release that the kernel lacks',
      listItems,
    )
    .addHelpText('after', examples)
    .action(async (options: Options) => (options.prove ? proveAndPrint(options) : compareAndPrint(options)));
}

const configOf = (file: string | undefined) => file !== undefined && { dotConfig: readText(file, builtConfig) };

/** Words that the options cannot check one by one. @throws RangeError (ERR_PTE_INPUT), before anything runs. */
function checkOptions({ count, html, prove }: Options): void {
  const bad = (message: string) => rangeError(message, 'ERR_PTE_INPUT');
  if (count === 0) throw bad('expected --count from 1, got 0: nothing would be compared');
  if (html === undefined) return;
  if (prove) throw bad('expected --html without --prove, got both: a proof has no page');
  expectWritable(html);
}

async function compareAndPrint(options: Options): Promise<void> {
  checkOptions(options);
  const { config, cc, html, json, backport, ...rest } = options;
  const report = await compareKernel({
    ...rest,
    ...configOf(config),
    ...(cc !== undefined && { compiler: cc }),
    ...(backport && { backports: backport }),
    progress: progressLine,
  });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  if (json) console.log(toJson(report));
  else printReport(report);
  if (verdictOf(report) !== 'agree') process.exitCode = difference;
  if (html !== undefined) savePage(html, report);
}

/** A page that cannot be saved is a failure, and no verdict gets lost by it. */
function savePage(file: string, report: CrosscheckReport): void {
  const verdict = process.exitCode;
  try {
    save(file, reportPage(report));
  } catch (error) {
    fail(error);
    process.exitCode = verdict ?? process.exitCode;
  }
}

async function proveAndPrint(options: Options): Promise<void> {
  checkOptions(options);
  const { config, json, backport, without, ...rest } = options;
  const { release, proofs } = await proveHeaders({
    ...rest,
    ...configOf(config),
    rows: { backports: backport ?? [], without: without ?? [] },
  });
  if (json) console.log(toJson({ release, proofs }));
  else printProofs(release, proofs);
  if (proofs.some((p) => p.verdict !== 'proved')) process.exitCode = difference;
}

function progressLine(text: string): void {
  if (process.stderr.isTTY)
    process.stderr.write(`\r${printable(text).slice(0, (process.stderr.columns ?? 80) - 1)}\x1b[K`);
}
