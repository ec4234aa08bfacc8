/** `pte crosscheck --headers DIR`: what the project says against what a kernel's own headers say. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type CrosscheckCase, constantDiffers, helperDiffers } from '../../crosscheck/compareCase.ts';
import { wrongHelper } from '../../crosscheck/compareHelper.ts';
import { type CrosscheckReport, compareKernel } from '../../crosscheck/compareKernel.ts';
import { type CrosscheckVerdict, verdictOf } from '../../crosscheck/news.ts';
import { proveHeaders } from '../../crosscheck/prove/proveHeaders.ts';
import type { Proof } from '../../crosscheck/prove/proveHelpers.ts';
import { reportPage } from '../../crosscheck/report.ts';
import { short } from '../../lib/base/hex.ts';
import { difference } from '../fail.ts';
import { toJson } from '../json.ts';
import { listItems, wholeNumber } from '../optionValues.ts';
import { colors, wrap } from '../terminal.ts';

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

async function compareAndPrint({ config, cc, html, json, backport, ...rest }: Options): Promise<void> {
  const report = await compareKernel({
    ...rest,
    ...(config !== undefined && { dotConfig: readFileSync(config, 'utf8') }),
    ...(cc !== undefined && { compiler: cc }),
    ...(backport && { backports: backport }),
    progress: progressLine,
  });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  if (html !== undefined) writeFileSync(html, reportPage(report));
  if (json) console.log(toJson(report));
  else print(report);
  if (verdictOf(report) !== 'agree') process.exitCode = difference;
}

async function proveAndPrint({ config, json, backport, without, ...rest }: Options): Promise<void> {
  const { release, proofs } = await proveHeaders({
    ...rest,
    ...(config !== undefined && { dotConfig: readFileSync(config, 'utf8') }),
    rows: { backports: backport ?? [], without: without ?? [] },
  });
  const proved = proofs.filter((p) => p.verdict === 'proved');
  if (json) console.log(toJson({ release, proofs }));
  else {
    const { bold, green, red } = colors();
    console.log(bold(`Linux ${release}: ${proved.length} of ${proofs.length} helpers proved for all words`));
    for (const line of wrap(proved.map((p) => `${p.helper}()`).join(' '), 2)) console.log(green(line));
    for (const p of proofs) if (p.verdict !== 'proved') console.log(red(`  ${unproved(p)}`));
  }
  if (proved.length < proofs.length) process.exitCode = difference;
}

const unproved = (proof: Proof): string =>
  proof.verdict === 'refuted'
    ? `${proof.helper}(${proof.arguments.map(hex).join(', ')}) differs`
    : `${proof.helper}(): ${proof.verdict}${'why' in proof ? `, ${proof.why}` : ''}`;

function progressLine(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${text.slice(0, (process.stderr.columns ?? 80) - 1)}\x1b[K`);
}

function print(report: CrosscheckReport): void {
  const { bold, green, red } = colors();
  console.log(
    bold(`Linux ${report.tree.release}, headers in ${report.tree.generated}; compared with ${report.kernel}`),
  );
  for (const one of report.cases) printCase(one);
  printList('only here', report.onlyOurs);
  printList('only in the headers', report.onlyKernels);
  printOneSided(report);
  printList('not checked, outside the headers (give --source)', report.notChecked);
  const verdict = verdictOf(report);
  console.log((verdict === 'agree' ? green : red)(verdicts[verdict]));
}

const verdicts: Readonly<Record<CrosscheckVerdict, string>> = {
  agree: 'agree',
  differ: 'differ',
  news: 'agree on all that both have; one side has names that are news',
};

function printCase({ name, constants, helpers }: CrosscheckCase): void {
  const { green, red } = colors();
  const wrong = helpers.filter(helperDiffers);
  const bad = constants.filter(constantDiffers);
  const ok = wrong.length + bad.length === 0;
  const inputs = helpers.reduce((n, h) => n + ('inputs' in h ? h.inputs : 0), 0).toLocaleString('en');
  console.log(
    `  ${(ok ? green : red)(ok ? 'agree ' : 'differ')}  ${name.padEnd(32)}${helpers.length - wrong.length} of ${helpers.length} helpers on ${inputs} inputs, ${constants.length - bad.length} of ${constants.length} constants`,
  );
  for (const c of bad) console.log(red(`    ${c.name}: ours ${hex(c.ours)}, the kernel's ${hex(c.kernels)}`));
  for (const h of wrong) console.log(red(`    ${wrongHelper(h)}`));
}

/** What it means that only one side has a name, and what to do about it. */
function printOneSided({ expected, news }: CrosscheckReport): void {
  const known = expected.length === 0 ? [] : [`Known, and left out: ${expected.join(', ')}.`];
  const unknown =
    news.length === 0
      ? []
      : [`News: please report ${news.join(', ')}. A row of the spec may be missing or have a wrong date.`];
  if (known.length + unknown.length === 0) return;
  const text = ['A name that only one side has is not compared.', ...known, ...unknown].join(' ');
  for (const line of wrap(text, 2)) console.log(line);
}

const hex = (value: bigint | undefined): string => (value === undefined ? '-' : short(value));

function printList(title: string, names: readonly string[]): void {
  if (names.length === 0) return;
  console.log(`  ${title}:`);
  for (const line of wrap(names.join(', '), 4)) console.log(line);
}
