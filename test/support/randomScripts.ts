/** Scripts at random, the same ones every time, played on all releases. */
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import type { Result } from '../../lib/world/event.ts';
import { type ScriptName, sayables } from '../../lib/world/operations/names.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { mappingNames, rareMappingNames, type Script, type ScriptLine } from '../../lib/world/script.ts';
import { kernels as series } from '../../spec/kernels.ts';

const linesAtMost = 4;
const results: readonly Result[] = ['done', 'refused', 'nothing', 'cannot', 'waits'];
/** What a line can begin with. */
export const names = Object.keys(sayables) as readonly ScriptName[];
const mappings = [...mappingNames, ...rareMappingNames];

/** Numbers below 2^32, the same ones every time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) % 2 ** 32;
    return Math.floor(((state < 0 ? state + 2 ** 32 : state) / 2 ** 32) * below);
  };
}

function randomLine(below: (n: number) => number): ScriptLine {
  const name = names[below(names.length)] as ScriptName;
  const { words, wordMayLack, manyWords } = sayables[name];
  const some = words.filter(() => below(Math.max(2, words.length)) === 0);
  const one = words[below(words.length)] ?? '';
  const word = wordMayLack && below(2) === 0 ? '' : manyWords && some.length > 0 ? some.join(' ') : one;
  return {
    name,
    word,
    ...(below(3) === 0 && { mm: below(4) === 0 ? 'C' : 'B' }),
    ...(below(3) === 0 && { cpu: `cpu${below(4)}` }),
  };
}

const randomScript = (below: (n: number) => number): Script => ({
  mapping: mappings[below(mappings.length)] ?? 'anon',
  lines: [
    { name: below(3) === 0 ? 'read' : 'write', word: '' },
    ...(below(3) === 0 ? [{ name: 'fork', word: '' } as const] : []),
    ...Array.from({ length: 1 + below(linesAtMost) }, () => randomLine(below)),
  ],
});

const say = ({ mapping, lines }: Script): string =>
  [
    mapping,
    ...lines.map(({ mm, cpu, name, word }) => [mm && `${mm}:`, cpu && `${cpu}:`, name, word].filter(Boolean).join(' ')),
  ].join('; ');

/** With nothing in hand and nobody waiting, no lock is held and no flush is pending. */
function isAtRest({ world: { cpus, held, mms } }: ScenarioRow): boolean {
  if (held.length > 0 || cpus.some(({ hand }) => hand)) return true;
  return mms.every(
    ({ pending, locks }) =>
      pending === 0 && Object.values(locks).every(({ writer, readers }) => !writer && readers.length === 0),
  );
}

const kernels = series.map((row) => kernel(row.series));

/** Plays so many scripts: those that throw, have a row without a result, or keep what they took. */
export function wrongScripts(scripts: number): readonly string[] {
  const below = numbers(20_261_127);
  const wrong: string[] = [];
  for (let i = 0; i < scripts; i++) {
    const k = kernels[i % kernels.length] as Kernel;
    const script = randomScript(below);
    try {
      const rows = play(k, script, { keepGoing: true });
      if (!rows.every((row) => results.includes(row.result) && isAtRest(row))) wrong.push(`${k.name}: ${say(script)}`);
    } catch (error) {
      wrong.push(`${k.name}: ${say(script)}: ${error}`);
    }
  }
  return wrong;
}
