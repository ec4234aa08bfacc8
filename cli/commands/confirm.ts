/** `pte confirm --image DIR SCRIPT...`: boots a kernel under QEMU and says whether it does what the model says. */
import { appendFileSync, existsSync } from 'node:fs';
import type { Command } from 'commander';
import { readText } from '../../files/readWhole.ts';
import { rangeError, shown } from '../../lib/base/errors.ts';
import { printable, printableLines } from '../../lib/base/printable.ts';
import { kernelFromConfig } from '../../lib/kernel/kernelFromConfig.ts';
import { parseScript, sayLine } from '../../lib/world/script.ts';
import { type Confirmed, type ConfirmVerdict, confirm } from '../../record/confirm.ts';
import { unameOf } from '../../record/confirmMachine.ts';
import { findImage } from '../../record/kernelImage.ts';
import { expectTools } from '../../record/tools.ts';
import { difference, usageError } from '../fail.ts';
import { builtConfig } from '../inputLimits.ts';
import { many } from '../many.ts';
import { wholeNumber } from '../optionValues.ts';

interface Options {
  readonly image: string;
  readonly scripts?: string;
  readonly results?: string;
  readonly seconds: number;
  readonly show?: boolean;
  readonly driver?: string;
}

/** What it takes, and Debian's package of each. */
const tools = { gcc: 'gcc', cpio: 'cpio', xz: 'xz-utils', 'qemu-system-x86_64': 'qemu-system-x86' };

const examples = `
Scripts are those of pte run; each is written in C, as pte run --to-c does, and all run in one boot. No root and no
KVM; a boot takes some 20 seconds. Needs ${Object.keys(tools).join(', ')}, and mke2fs for scripts of files:
  apt install ${Object.values(tools).join(' ')} e2fsprogs

Examples:
  scripts/kernels/kernel-image.sh --dir kernels 6.12
  pte confirm --image kernels/images/6.12.118 'anon; write; uffd-wp; write'
  pte confirm --image kernels/images/6.12.118 --scripts scripts.txt --results results.jsonl

Exit codes: 0 the kernel did the same in all of them, 2 it did otherwise in some; 1 none could be said, or wrong usage.`;

/** Adds what `pte confirm` takes and runs. */
export function define(command: Command): void {
  command
    .argument('[scripts...]', 'scripts as pte run takes them, each one argument')
    .requiredOption('--image <dir>', 'an unpacked kernel package, as scripts/kernels/kernel-image.sh fetches it')
    .option('--scripts <file>', 'a file with a script a line; what follows # is left out')
    .option('--results <file>', 'JSON objects, one a line, are added to it; what it has already is not run again')
    .option('--seconds <n>', 'the time that one script may take', wholeNumber('--seconds', 4), 100)
    .option('--driver <file>', 'a module that is loaded too, as record/confirm/driver gives it: for to-device')
    .option('--show', 'what the programs print, of those that do the same too')
    .addHelpText('after', examples)
    .action(run);
}

async function run(given: readonly string[], options: Options): Promise<void> {
  const texts = [...given, ...(options.scripts === undefined ? [] : linesOf(options.scripts))];
  if (texts.length === 0)
    throw rangeError('expected a script, or --scripts with a file of them, got none', 'ERR_PTE_INPUT');
  const scripts = texts.map(parseScript);
  expectTools(tools);
  const image = findImage(options.image);
  const k = kernelFromConfig(unameOf(image), readText(image.config, builtConfig), { pagingLevels: 4 });
  const known = options.results === undefined ? [] : knownIn(options.results, k.name);
  const told: Confirmed[] = [];
  const tell = (one: Confirmed): void => {
    told.push(one);
    print(one, options.show === true);
  };
  const names = scripts.map(({ mapping, lines }) => [mapping, ...lines.map(sayLine)].join('; '));
  for (const one of known) if (names.includes(one.script)) tell(one);
  const todo = scripts.filter((_, i) => !told.some(({ script }) => script === names[i]));
  await confirm(image, k, todo, {
    seconds: options.seconds,
    ...(options.driver !== undefined && { driver: options.driver }),
    onEnd: (one) => {
      tell(one);
      if (options.results !== undefined) appendFileSync(options.results, `${JSON.stringify(one)}\n`);
    },
  });
  finish(k.name, told);
}

const limit = { what: 'scripts or results', most: 64 * 2 ** 20 };

const linesOf = (file: string): readonly string[] =>
  readText(file, limit)
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');

/** Results of the same kernel. */
function knownIn(file: string, kernel: string): readonly Confirmed[] {
  if (!existsSync(file)) return [];
  return readText(file, limit)
    .split('\n')
    .filter((line) => line !== '')
    .map((line, i) => resultIn(line, i, file))
    .filter((one) => one.kernel === kernel && one.verdict !== 'lost');
}

function resultIn(line: string, i: number, file: string): Confirmed {
  try {
    const one = JSON.parse(line) as Confirmed;
    if (typeof one.kernel === 'string' && typeof one.script === 'string' && one.verdict in words) return one;
  } catch {
    // told below
  }
  throw rangeError(`expected results of pte confirm, got line ${i + 1} of ${shown(file)}`, 'ERR_PTE_INPUT');
}

const words: Readonly<Record<ConfirmVerdict, string>> = {
  same: 'the kernel did the same',
  otherwise: 'THE KERNEL DID OTHERWISE',
  unsaid: 'cannot be said',
  late: 'DID NOT END IN TIME',
  lost: 'THE MACHINE ENDED',
};

function print({ script, verdict, why, said, warned }: Confirmed, shows: boolean): void {
  console.log(
    `${words[verdict]}: ${printable(script)}${why === '' ? '' : `: ${printable(why)}`}${warned ? ' (the kernel warned)' : ''}`,
  );
  if ((shows || verdict !== 'same') && said !== '') console.log(printableLines(said.replaceAll(/^/gm, '  ')));
}

function finish(kernel: string, told: readonly Confirmed[]): void {
  const count = (...which: readonly ConfirmVerdict[]) => told.filter(({ verdict }) => which.includes(verdict)).length;
  const [same, unsaid] = [count('same'), count('unsaid')];
  const other = told.length - same - unsaid;
  console.log(
    `${kernel}: ${same} of ${many(told.length, 'script')} the same, ${other} otherwise, ${unsaid} cannot be said`,
  );
  if (other > 0) process.exitCode = difference;
  else if (same === 0) process.exitCode = usageError;
}
