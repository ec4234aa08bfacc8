/** `pte explore --compare A B`: where two kernels differ, and the smallest script for each. */
import { toJson } from '../../../lib/base/json.ts';
import { printable } from '../../../lib/base/printable.ts';
import type { ComparedCase, KernelsCompared, KernelsDiffer } from '../../../lib/explore/compare.ts';
import type { PartingRow } from '../../../lib/kernel/partingRows.ts';
import { nameKernel } from '../../kernelOptions.ts';
import { many, number } from '../../many.ts';
import { shellWord } from '../../shellWord.ts';
import { colors, wrap } from '../../terminal.ts';
import { scriptText } from './asJson.ts';
import { ends } from './ends.ts';

/** Prints a comparison. */
export function printCompared(compared: KernelsCompared, all: boolean): void {
  const { bold } = colors();
  const { first, second, mapping, cpus, processes, states, transitions, differing, depth, end } = compared;
  print(bold(`${nameKernel(first)} and ${nameKernel(second)}`));
  print(
    `${mapping}, ${many(processes, 'process', 'processes')}, ${many(cpus, 'CPU')}: ${compared.operations.join('; ')}`,
  );
  const counts = `${many(states, 'state')}, ${many(transitions, 'transition')}`;
  print(`${counts}, ${depth} deep, ${ends[end]}`);
  console.log();
  if (differing === 0) print(`the same in ${counts}${compared.exhausted ? '' : ', with more left to try'}`);
  else printDifferences(compared, all);
}

function printDifferences(compared: KernelsCompared, all: boolean): void {
  const { differing, transitions, differences } = compared;
  const parts = differences.filter(({ apart }) => !apart);
  const follow = differences.filter(({ apart }) => apart);
  print(`they differ after ${number(differing)} of ${many(transitions, 'transition')}; they part`);
  for (const one of parts) printDifference(compared, one, all);
  if (follow.length > 0) console.log('\nonce they have parted, they differ in other ways too after');
  for (const one of follow)
    if (all) printDifference(compared, one, all);
    else print(`${one.operation}, ${many(one.times, 'transition')}: ${scriptText(one.script)}`, 2);
}

function print(text: string, indent = 0): void {
  for (const line of wrap(text, indent)) console.log(line);
}

const sayRow = ({ id, cite, when }: PartingRow): string => [id, ...(cite === undefined ? [] : [cite]), when].join(', ');

function sayRows({ alone, together }: KernelsDiffer): string {
  if (alone.length > 0) return `by ${alone.map(sayRow).join('; or by ')}`;
  return together.length > 0 ? `by ${together.map(sayRow).join('; together with ')}` : 'no rows say why';
}

function printDifference(compared: KernelsCompared, one: KernelsDiffer, all: boolean): void {
  const { bold, dim } = colors();
  const { first, second } = compared;
  console.log(`\n${bold(one.operation)}, ${many(one.times, 'transition')}`);
  print(sayRows(one), 2);
  console.log(`  pte run -k ${first.name} -k ${second.name} ${shellWord(scriptText(one.script))}`);
  const shown = all ? one.cases : one.cases.slice(0, few);
  for (const seen of shown) {
    const before = seen.before[0].always.filter((word) => !quiet.includes(word));
    print(
      dim(`before ${many(seen.times, 'of these', 'of these')}: ${printable(before.join(', '))}${neverOf(seen)}`),
      4,
    );
    print(`${first.name}: ${saidOf(seen.first)}; ${second.name}: ${saidOf(seen.second)}`, 6);
    if (seen.script !== one.script) print(dim(scriptText(seen.script)), 6);
  }
  if (shown.length < one.cases.length) print(dim(`${one.cases.length - shown.length} more with --all`), 4);
}

/** Ways in which they differ that are shown of one operation. */
const few = 5;
/** What is so of almost every mapping says nothing. */
const quiet: readonly string[] = [
  'user',
  'page.there',
  'vma.mapped',
  'vma.read',
  'vma.mayread',
  'vma.maywrite',
  'vma.mayexec',
];
/** What may be at stake in an entry, and was before none of these. */
const atStake: readonly string[] = ['write', 'uffdWp', 'softDirty', 'dirty'];
function neverOf({ before }: ComparedCase): string {
  const never = atStake.filter((word) => !before.some(({ ever }) => ever.includes(word)));
  return never.length === 0 ? '' : `; never ${never.join(', ')}`;
}
const saidOf = (told: ComparedCase['first']): string =>
  told.length > 0 ? printable(told.join(', ')) : 'nothing of it';

/** The comparison as JSON. */
export const comparedAsJson = ({ first, second, differences, ...rest }: KernelsCompared): string =>
  toJson({
    ...{ first: first.name, second: second.name, ...rest },
    differences: differences.map(({ script, cases, ...one }) => ({
      ...{ ...one, script: scriptText(script) },
      cases: cases.map((seen) => ({ ...seen, script: scriptText(seen.script) })),
    })),
  });
