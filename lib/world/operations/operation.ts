/** What an operation of a script is, and the conditions under which one does anything. */
import type { OptionId } from '../../../spec/schema.ts';
import { pteNone, ptePresent, pteSpecial } from '../../helpers/pgtable.ts';
import type { FunctionId, HelperId, UapiId } from '../../kernel/kernel.ts';
import { type Family, familyOf } from '../../mm/common/family.ts';
import type { Fault } from '../../mm/common/fault.ts';
import type { LockCall } from '../../mm/locks/lockPlan.ts';
import type { FaultReason } from '../../mm/userfaultfd/userfaultfdMustWait.ts';
import type { LifeEvent } from '../event.ts';
import type { Saved } from '../hand.ts';
import { type Happened, quietly } from '../happened.ts';
import type { Life } from '../life.ts';
import type { Moved } from '../moved.ts';
import { rangeOf } from '../ranges.ts';
import type { Actor } from '../see.ts';
import type { World } from '../world.ts';

interface Said {
  /** One line for the help. */
  readonly says: string;
  /** The words that may follow; one of them must, if there are any. */
  readonly words?: readonly string[];
  /** The word may be left out. */
  readonly wordMayLack?: true;
  /** Several of the words may follow. */
  readonly manyWords?: true;
  /** By halves, the word follows the end, which it tells how to go on. */
  readonly wordAtEnd?: true;
  /** What is told where the mapping has gone; nothing happens then. Left out, it is an event of its own. */
  readonly unmapped?: LifeEvent;
  /** The call whose locks, counter and place of the flush it has: lib/mm/locks. None where it is left out. */
  readonly call?: LockCall;
  /** The fault that it comes to, if it is one. */
  readonly faults?: Partial<Fault>;
  /** Its pieces flush where the kernel does, which is not at the end of all. */
  readonly flushesItself?: true;
  /** It needs no lock, as things stand. */
  readonly isFree?: (w: World, at: Actor) => boolean;
  /** The process whose memory it takes away, which nobody may use any more. */
  readonly ends?: (w: World, at: Actor) => string | undefined;
  /** What it comes to, as things stand, by the name of another operation. */
  readonly becomes?: (w: World, at: Actor) => string | undefined;
  /** Options without which the kernel has nothing that does it. */
  readonly needs?: readonly OptionId[];
  /** Functions or calls that a kernel must have. */
  readonly has?: readonly (HelperId | FunctionId | UapiId)[];
  /** It is a call of userfaultfd(). */
  readonly userfaultfd?: true;
}

/** Something that can happen to an entry: a change that runs in one go, under the lock of the page table. */
export interface LifeOperation extends Said {
  /** It goes over all processes that map the page, by the reverse map. */
  readonly overAll?: true;
  /** Plays it; `word` is empty where the operation takes none. */
  readonly run: (life: Life, word: string) => Happened;
}

/** What a piece of an operation gets: the world, who acts, the word, and what the piece before it left. */
export type OperationPiece = (
  w: World,
  at: Actor,
  word: string,
  saved: Saved | undefined,
) => Moved & { readonly saved?: Saved; readonly over?: true; readonly sleeps?: FaultReason };

/** Something that more than one entry takes part in, or that the kernel does in several pieces. */
export interface WorldOperation extends Said {
  /** What runs in one go each; another CPU may come between. `over` of a result leaves out the rest, `sleeps` puts it off until others wake the thread. */
  readonly pieces: readonly OperationPiece[];
  /** It needs no mapping, or not this process's. */
  readonly mappingMayLack?: true;
}

/** An operation of a script. */
export type Operation = LifeOperation | WorldOperation;

/** Operations of one family by the names that a script uses, in the order of the help. */
export type LifeOperations = Readonly<Record<string, LifeOperation>>;
/** The same, of both kinds. */
export type Operations = Readonly<Record<string, Operation>>;

/** A page that can be unmapped: mapped, and not the zero page nor memory of a device. */
export const hasPage = ({ k, pte, page }: Life): boolean =>
  ptePresent(k, pte) && page !== undefined && !page.fsdax && !pteSpecial(k, pte);

/** An anonymous page that the mapping holds, mapped or not. */
export const hasOwnPage = ({ k, pte, page }: Life): boolean =>
  page?.anon === true && !pteNone(k, pte) && !(ptePresent(k, pte) && pteSpecial(k, pte));

type RunOperation = LifeOperation['run'];

const when =
  (is: (life: Life) => boolean, otherwise: LifeEvent, run: RunOperation): RunOperation =>
  (life, word) =>
    (rangeOf(life) ?? [life]).some(is) ? run(life, word) : quietly(life, otherwise);

/** Runs if a page is mapped that can be unmapped; tells so if not. */
export const withPage = (run: RunOperation): RunOperation => when(hasPage, { kind: 'noPage' }, run);

/** Runs unless pte_none() holds; tells so if it does. */
export const withEntry = (run: RunOperation): RunOperation =>
  when(({ k, pte }) => !pteNone(k, pte), { kind: 'noEntry' }, run);

/** Runs if the entry is of the family; tells so if not. */
export const withFamily = (wanted: Family, run: RunOperation): RunOperation =>
  when(({ k, pte }) => familyOf(k, pte) === wanted, { kind: 'otherEntry', wanted }, run);
