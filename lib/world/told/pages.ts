/** The entries of a mapping that has several pages, in few lines: those that are alike stand together. */
import { hex } from '../../base/hex.ts';
import { decode } from '../../codec/decode.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { entriesOf } from '../entries.ts';
import { placeOf } from '../places.ts';
import type { ScenarioRow } from '../scenario.ts';
import { mmOf, type ProcessState, type World } from '../world.ts';
import { isExclusive } from './seen.ts';

/** Pages in a row whose entries differ by the place alone, which is in a row too. */
export interface AlikePages {
  readonly first: number;
  readonly last: number;
  /** The entry of the first one, a word. */
  readonly pte: bigint;
  /** The entry of the last one, a word. */
  readonly lastPte: bigint;
  /** PageAnonExclusive of all of them. */
  readonly exclusive: boolean;
}

/** What of an entry is not its place, in one text. */
function otherThanPlace(k: Kernel, pte: bigint): string {
  const { kind, flags, unexplained, ...rest } = decode(k, pte);
  const { pkey = '', type = '' } = rest as { readonly pkey?: number; readonly type?: number };
  return [kind, ...flags, unexplained, pkey, type].join(' ');
}

/** The number of the place, so that places in a row can be told. */
function placeNumber(k: Kernel, pte: bigint): bigint | undefined {
  const place = placeOf(k, pte);
  return place && ('pfn' in place ? place.pfn : place.offset);
}

function isNext({ k }: World, { pte }: ProcessState, next: ProcessState): boolean {
  const [was, is] = [placeNumber(k, pte), placeNumber(k, next.pte)];
  const inARow = was === undefined || is === undefined ? pte === next.pte : is === was + 1n;
  return inARow && otherThanPlace(k, pte) === otherThanPlace(k, next.pte);
}

/** The entries of a process, those together that are alike; none where it has one. */
export function alikePages(w: World, process: string): readonly AlikePages[] {
  const mm = mmOf(w, process);
  if (!mm?.rest) return [];
  const all: AlikePages[] = [];
  for (const [page, its] of entriesOf(mm).entries()) {
    const exclusive = isExclusive(w, its);
    const group = all.at(-1);
    const last = entriesOf(mm)[page - 1];
    if (group && last && group.exclusive === exclusive && isNext(w, last, its))
      all[all.length - 1] = { ...group, last: page, lastPte: its.pte };
    else all.push({ first: page, last: page, pte: its.pte, lastPte: its.pte, exclusive });
  }
  return all;
}

/** One line for each group: `pages 0-3 0x8000000012348867 to 0x800000001234b867, exclusive`. */
export function sayPages({ world, process }: Pick<ScenarioRow, 'world' | 'process'>): readonly string[] {
  return alikePages(world, process).map(({ first, last, pte, lastPte, exclusive }) => {
    const to = pte === lastPte ? '' : ` to ${hex(lastPte)}`;
    return `page${first === last ? ` ${first}` : `s ${first}-${last}`} ${hex(pte)}${to}${exclusive ? ', exclusive' : ''}`;
  });
}
