/** What the world makes of the operations of a recording. */
import { pteMkold, ptePresent, pteWrite, pteYoung } from '../helpers/pgtable.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Effect, Outcome } from '../mm/common/outcome.ts';
import type { Page } from '../world/life.ts';
import { type Performed, perform } from '../world/run/perform.ts';
import { placeOf, see } from '../world/see.ts';
import { bornFrom } from '../world/start/bornFrom.ts';
import type { Line, World } from '../world/world.ts';
import type { Ask } from './freeInputs.ts';
import { inTurn, notCalled } from './outcomes.ts';
import type { Saying, Situation } from './sayings.ts';

/**
 * The lines of `say`, played from the entry on that the operation meets. `nextPfn` is the number, in pages, of a page that a line brings
 * in: the kernel's choice.
 */
export function played(here: Situation, say: (here: Situation) => Saying, nextPfn: bigint): Outcome {
  const { lines, vma } = say(here);
  const mapping = { ...vma, anonVma: vma.anonymous };
  return playedOn(bornFrom(here.k, { pte: here.pte, vma: mapping, page: pageOf(here), nextPfn }), lines);
}

function playedOn(w: World, [first, ...rest]: readonly Line[]): Outcome {
  const all = first ? perform(w, first) : [];
  const last = all.at(-1)?.moved.world ?? w;
  const outcome = all.map(outcomeOf).reduce(inTurn, notCalled(lifeOf(last).pte));
  return rest.length === 0 ? outcome : inTurn(outcome, playedOn(last, rest));
}

const lifeOf = (w: World) => see(w, { mm: 'A', cpu: 'cpu0' });

/** What a line did to the entry of the process, to its page and to TLBs. */
function outcomeOf({ before, moved: { world, steps, events } }: Performed): Outcome {
  const flushes = events.flatMap((event) => (event.kind === 'flush' ? [event.effect] : []));
  const now = lifeOf(world);
  return { pte: now.pte, effects: [...toPage(lifeOf(before).page, now.page), ...flushes], steps };
}

/** In the words of the functions of mm/. */
function toPage(was: Page | undefined, is: Page | undefined): readonly Effect[] {
  if (!was || !is) return [];
  return [
    ...(was.exclusive && !is.exclusive ? (['clear exclusive'] as const) : []),
    ...(!was.exclusive && is.exclusive ? (['RMAP_EXCLUSIVE'] as const) : []),
    ...(!was.dirty && is.dirty ? (['folio_mark_dirty'] as const) : []),
  ];
}

/** The page of the entry, as far as it can be told: a writable entry of private memory has it alone. */
function pageOf({ k, pte, was, ask }: Situation): Partial<Page> {
  const writable = ptePresent(k, pte) && pteWrite(k, pte);
  const asks = was.anonymous && placeOf(k, pte) !== undefined;
  return { exclusive: asks && (writable || ask('this process alone has the page')) };
}

/**
 * The entry that an operation meets where reclaim may have been there: it ages the pages around one that it looks at
 * (mm/vmscan.c, lru_gen_look_around()).
 */
export function agedBefore(k: Kernel, pte: bigint, ask: Ask): bigint {
  const young = ptePresent(k, pte) && pteYoung(k, pte);
  return young && ask('reclaim has cleared Accessed', 'rare') ? pteMkold(k, pte) : pte;
}
