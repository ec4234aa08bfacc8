/** Every life of two operations, and what the kernel's own check of entries says of it. */
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { ptePageTableCheckFlags } from '../../lib/mm/page_table_check/ptePageTableCheckFlags.ts';
import { type ScriptName, sayables } from '../../lib/world/operations/names.ts';
import { keyOf } from '../../lib/world/orders/key.ts';
import { perform } from '../../lib/world/run/perform.ts';
import { mappingNames } from '../../lib/world/script.ts';
import { born } from '../../lib/world/start/born.ts';
import { mmOf, type World } from '../../lib/world/world.ts';
import { kernels } from '../../spec/kernels.ts';

const whole = Object.entries(sayables).filter(([name]) => !/-(begin|end)$/.test(name) || name.startsWith('migrate-'));
const isOnePkey = (word: string) => !/^\d+$/.test(word) || word === '5'; // one key is as good as another
/** The operations, with each word that may stand beside them. */
export const lines: readonly string[] = whole.flatMap(([name, { words }]) =>
  words.length > 0 ? words.filter(isOnePkey).map((word) => `${name} ${word}`) : [name],
);
/** The releases that check their entries. */
export const checkedSeries: readonly string[] = kernels
  .map((k) => k.series)
  .filter((series) => kernel(series).does('pageTableCheckUffdWp'));

interface Reached {
  readonly world: World;
  readonly script: string;
}

function onward({ world, script }: Reached, line: string): Reached {
  const [name, word = ''] = line.split(' ');
  const rows = perform(world, { name: name as ScriptName, word });
  return { world: rows.at(-1)?.moved.world ?? world, script: `${script}; ${line}` };
}
const entryOf = ({ world }: Reached): bigint => mmOf(world, 'A')?.pte ?? 0n;

/** The states that one more operation leads to, each with a script that leads there; worlds of one key have one future. */
const reach = (from: readonly Reached[], next: readonly string[]): readonly Reached[] => [
  ...new Map(from.flatMap((r) => next.map((line) => onward(r, line))).map((r) => [keyOf(r.world), r])).values(),
];

/** One of them, for a comparison with a script that is played. */
export function onePair(k: Kernel): { readonly found: bigint; readonly script: string } {
  const [end] = reach(reach([{ world: born(k, 'anon'), script: 'anon' }], ['write']), ['mprotect r']);
  return { found: end ? entryOf(end) : 0n, script: end?.script ?? '' };
}

/** How many states two of the operations lead to, and the scripts after which the check refuses the entry. */
export function pairs(k: Kernel, of = lines): { readonly ends: number; readonly refused: readonly string[] } {
  const written = mappingNames.map((name) => onward({ world: born(k, name), script: name }, 'write'));
  const once = reach(written, of);
  const twice = reach(once, of);
  const all = [written, once, twice, reach(twice, ['read'])].flat();
  const refused = all.filter((reached) => ptePageTableCheckFlags(k, entryOf(reached))).map(({ script }) => script);
  return { ends: twice.length, refused };
}
