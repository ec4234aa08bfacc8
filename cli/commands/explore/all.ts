/** `pte explore` of a kernel where nothing is asked for: all default settings, and the shortest script for each promise that is broken. */
import { exploreSettings } from '../../../explorer/settings.ts';
import { toJson } from '../../../lib/base/json.ts';
import type { Explored, InvariantFound } from '../../../lib/explore/explore.ts';
import type { Kernel } from '../../../lib/kernel/kernel.ts';
import { type KernelOptions, kernelWords, nameKernel } from '../../kernelOptions.ts';
import { many } from '../../many.ts';
import { shellWord } from '../../shellWord.ts';
import { colors, wrap } from '../../terminal.ts';
import { exploredAsJson, scriptText } from './asJson.ts';
import { ends } from './ends.ts';
import type { progressOf } from './progress.ts';

interface Asked extends KernelOptions {
  readonly json?: boolean;
  readonly all?: boolean;
  readonly threads?: number;
}

/** Explores a kernel in all settings, or until it is stopped, and prints what came of it; whether a promise is broken. */
export async function exploreAll(
  k: Kernel,
  asked: Asked,
  progress: ReturnType<typeof progressOf>,
  signal: AbortSignal,
): Promise<boolean> {
  const memoryUsed = () => process.memoryUsage().rss;
  const how = { all: asked.all === true, threads: asked.threads ?? 1, onProgress: progress.at, memoryUsed, signal };
  const all = await exploreSettings(k, how);
  const found = all.map(({ setting, found: one }) => (setting.held ? withoutScripts(one) : one));
  progress.done();
  if (asked.json) console.log(toJson(found.map(exploredAsJson)));
  else printAll(k, found, shortest(found), asked);
  return found.some(({ invariants }) => invariants.some(({ verdict }) => verdict === 'violated'));
}

/** What was found, without what tells how to come there. */
const withoutScripts = ({ invariants, ...found }: Explored): Explored => ({
  ...{ ...found, operations: [], idle: [] },
  invariants: invariants.map(({ script: _, entry: __, ...rest }) => rest),
});

const leftOut = 'left out here, it could tie up a processor (docs/bugs.md)';

type Broken = InvariantFound & Required<Pick<InvariantFound, 'script'>>;

/** Of each invariant that is broken anywhere the shortest script, in the order of the settings. */
function shortest(found: readonly Explored[]): readonly Broken[] {
  const byName = new Map<string, Broken>();
  for (const one of found.flatMap(({ invariants }) => invariants)) {
    const known = byName.get(one.invariant.name);
    if (one.script && (!known || one.script.lines.length < known.script.lines.length))
      byName.set(one.invariant.name, { ...one, script: one.script });
  }
  return [...byName.values()];
}

function printAll(k: Kernel, found: readonly Explored[], broken: readonly Broken[], asked: KernelOptions): void {
  const { bold, green, red, yellow } = colors();
  const total = (of: (one: Explored) => number) => found.reduce((sum, one) => sum + of(one), 0);
  console.log(bold(nameKernel(k)));
  for (const { mapping, cpus, processes, operations, transitions, depth, end } of found)
    for (const line of wrap(
      `${mapping}, ${many(processes, 'process', 'processes')}, ${many(cpus, 'CPU')}: ${operations.join('; ') || leftOut}: ${many(transitions, 'transition')}, ${depth} deep, ${ends[end]}`,
      2,
    ))
      console.log(line);
  const size = `${many(
    total(({ states }) => states),
    'state',
  )} and ${many(
    total(({ transitions }) => transitions),
    'transition',
  )}`;
  console.log(`${many(found.length, 'setting')}, ${size}\n`);
  const all = found.flatMap(({ invariants }) => invariants);
  for (const name of new Set(all.map(({ invariant }) => invariant.name))) {
    const its = all.filter(({ invariant }) => invariant.name === name);
    const one = broken.find(({ invariant }) => invariant.name === name);
    if (one)
      console.log(`${red('violated')}  ${name}: pte run ${kernelWords(k, asked)} ${shellWord(scriptText(one.script))}`);
    else if (its.some(({ verdict }) => verdict === 'violated')) console.log(`${red('violated')}  ${name}: ${leftOut}`);
    else if (its.some(({ met }) => met > 0)) console.log(`${green('holds')}     ${name}`);
    else console.log(`${yellow('untested')}  ${name}`);
  }
}
