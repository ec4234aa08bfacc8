/** `pte run SCRIPT`: the life of an entry, on one kernel or on several side by side. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { hex } from '../../lib/base/hex.ts';
import { explain } from '../../lib/codec/explain.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { changes, type Played } from '../../lib/picture/changedBits.ts';
import { runSvg } from '../../lib/picture/timelineSvg.ts';
import { operations } from '../../lib/world/operations/list.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { mappingNames, parseScript } from '../../lib/world/script.ts';
import { toJson } from '../json.ts';
import { type KernelOptions, kernelOf, nameKernel, newest, withKernelsOptions } from '../kernelOptions.ts';
import { colors, wrap } from '../terminal.ts';

interface Options extends Omit<KernelOptions, 'kernel'> {
  readonly kernel?: readonly string[];
  readonly trace?: boolean;
  readonly json?: boolean;
  readonly svg?: string;
}

const list = () =>
  Object.entries(operations).map(
    ([name, o]) => `  ${name.padEnd(18)}${o.says}${'words' in o ? `: ${o.words.join(', ')}` : ''}`,
  );

const examples = `
A script names a mapping (${mappingNames.join(', ')}) and then operations, with ';' between:
${list().join('\n')}

Examples:
  pte run --kernel 6.12 'anon; write; uffd-wp; pageout; read; migrate; write'
  pte run --kernel 6.1-rc7 --kernel 6.2 'shmem; write; uffd-wp; migrate; write'
  pte run --trace 'anon; write; clear-refs; migrate'
  pte run --svg life.svg 'anon; write; fork; write'`;

export function define(command: Command): void {
  withKernelsOptions(command.argument('<script...>', 'a mapping, then operations'))
    .option('--trace', 'helper by helper, with the reasons')
    .option('--json', 'an object for each kernel, one a line')
    .option('--svg <file>', 'a picture of it')
    .addHelpText('after', examples)
    .action(async (words: readonly string[], { kernel: names, ...options }: Options) => {
      const script = parseScript(words.join(' '));
      const played: Played[] = [];
      for (const name of names ?? [newest]) {
        const kernel = await kernelOf({ ...options, kernel: name });
        played.push({ kernel, rows: play(kernel, script) });
      }
      if (options.svg !== undefined) writeFileSync(options.svg, runSvg(words.join(' '), played));
      if (options.json) for (const p of played) console.log(toJson({ kernel: p.kernel.name, rows: p.rows }));
      else if (options.svg === undefined) print(played, options.trace === true);
    });
}

function print(played: readonly Played[], trace: boolean): void {
  const { bold } = colors();
  const several = played.length > 1;
  if (!several) console.log(bold(nameKernel((played[0] as Played).kernel)));
  const first = (played[0] as Played).rows;
  first.forEach((row, i) => {
    console.log(`\n${bold(row.operation)}`);
    for (const { kernel, rows } of played) printRow(kernel, rows[i] as ScenarioRow, several, trace);
  });
}

function printRow(k: Kernel, row: ScenarioRow, several: boolean, trace: boolean): void {
  const { dim, green, red, cyan } = colors();
  const name = several ? `${k.name.padEnd(10)} ` : '';
  const indent = 2 + name.length;
  console.log(`  ${cyan(name)}${coloredWord(row)}  ${explain(k, row.after).headline}`);
  const { came, went } = changes(k, row.before, row.after);
  const changed = [...came.map((n) => green(`+${n}`)), ...went.map((n) => red(`-${n}`))];
  if (changed.length > 0) console.log(`${' '.repeat(indent)}${changed.join(' ')}`);
  for (const event of row.events) for (const line of wrap(event, indent)) console.log(line);
  if (!trace) return;
  for (const { did, value, why } of row.steps)
    for (const line of wrap(`${hex(value)} ${did}: ${why}`, indent + 2)) console.log(dim(line));
}

/** The digits that changed stand out. */
function coloredWord({ before, after }: ScenarioRow): string {
  const { yellow } = colors();
  const [old, now] = [hex(before), hex(after)];
  return [...now].map((digit, i) => (digit === old[i] ? digit : yellow(digit))).join('');
}
