/** What the model says that a program sees after each line: results of calls and accesses, and words of pagemap. */
import { decodePagemap } from '../../codec/pagemap.ts';
import { entryNames } from '../entries.ts';
import { pageOfName, processOf } from '../entryName.ts';
import type { LifeEvent } from '../event.ts';
import type { ScenarioRow } from '../scenario.ts';
import { pagemapOf } from '../told/pagemapOf.ts';
import type { World } from '../world.ts';

/** How a step ends: it is done, traps, or ends with a signal or an errno; `any` where nothing is done, and the kernel may say so or not. */
export type Ending = 'done' | 'any' | 'trapped' | 'never' | 'SIGSEGV' | 'SIGBUS' | `E${string}`;

/** What stands behind an entry, numbered as it comes up: a frame, a slot of swap; a word as it is, or the type in it. */
export interface PlaceSeen {
  readonly kind: 'none' | 'frame' | 'slot' | 'exact' | 'type';
  readonly number: number;
}
/** One page of a process as /proc/PID/pagemap has it. */
export interface EntrySeen extends PlaceSeen {
  /** 0 is A. */
  readonly process: number;
  readonly page: number;
  /** The bits above the number. */
  readonly bits: bigint;
}

/** The number of a process by its letter. */
export const numberOf = (name: string): number => name.charCodeAt(0) - 'A'.charCodeAt(0);

/** Numbers of frames and of slots, in the order in which they come up. */
export class Places {
  readonly #known = new Map<string, number>();
  numbered(kind: 'frame' | 'slot', what: bigint): PlaceSeen {
    const key = `${kind} ${what}`;
    const number = this.#known.get(key) ?? this.#known.size + 1;
    this.#known.set(key, number);
    return { kind, number };
  }
}

/** The entries of all processes that have not ended. */
export function entriesSeen(w: World, ended: ReadonlySet<string>, places: Places): readonly EntrySeen[] {
  return w.mms
    .filter(({ name }) => !ended.has(name))
    .flatMap((mm) => entryNames(mm))
    .map((name) => {
      const raw = pagemapOf(w, name)?.raw ?? 0n;
      const { number: place, bits } = placed(w, raw, places);
      return { process: numberOf(processOf(name)), page: pageOfName(name), bits, ...place };
    });
}

function placed(w: World, raw: bigint, places: Places): { readonly number: PlaceSeen; readonly bits: bigint } {
  const said = decodePagemap(w.k, raw);
  const { pmSoftDirty, pmMmapExclusive, pmUffdWp, pmGuardRegion, pmFile, pmSwap, pmPresent } = w.k.pagemap;
  const all = pmSoftDirty | pmMmapExclusive | pmUffdWp | pmGuardRegion | pmFile | pmSwap | pmPresent;
  const bits = raw & all;
  const rest = Number(BigInt.asUintN(32, raw & ~all));
  if (said.kind === 'present') return { bits, number: places.numbered('frame', said.pfn ?? 0n) };
  if (said.kind === 'absent') return { bits, number: { kind: 'none', number: 0 } };
  if (said.entry === 'swap') return { bits, number: places.numbered('slot', said.swapOffset ?? 0n) };
  if (said.entry === 'pteMarker') return { bits, number: { kind: 'exact', number: rest } };
  return { bits, number: { kind: 'type', number: said.swapType ?? 0 } };
}

const signals: readonly LifeEvent['kind'][] = ['notWritable', 'notAccessible', 'notMapped'];
const errno = (returned: string): Ending => returned.slice(1) as Ending;

/** How a line ends, as the program that does it comes to feel it. */
export function endingOf({ happened, result }: ScenarioRow): Ending {
  for (const event of happened) {
    if (event.kind === 'restartsForEver') return 'never';
    if (event.kind === 'goesOn' && event.next === 'handle_userfault') return 'trapped';
    if (signals.includes(event.kind)) return 'SIGSEGV';
    if (event.kind === 'failed') return errno(event.returned);
    if (event.kind !== 'fault') continue;
    if (event.returned.includes('VM_FAULT_SIGSEGV')) return 'SIGSEGV';
    if (event.returned.some((one) => /SIGBUS|HWPOISON/.test(one))) return 'SIGBUS';
  }
  return result === 'nothing' || result === 'refused' ? 'any' : 'done';
}

/** Whether PAGEMAP_SCAN tells that the page was written; undefined where the line is no scan. */
export function toldWritten({ happened }: ScenarioRow): boolean | undefined {
  const scanned = happened.find((event) => event.kind === 'scanned');
  return scanned?.kind === 'scanned' ? scanned.categories.includes('PAGE_IS_WRITTEN') : undefined;
}
