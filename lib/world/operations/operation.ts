/** What an operation of a script is, and the conditions under which one does anything. */
import type { OptionId } from '../../../spec/schema.ts';
import { pteNone, ptePresent, pteSpecial } from '../../helpers/pgtable.ts';
import { type Family, familyOf } from '../../mm/common/family.ts';
import type { LifeEvent } from '../event.ts';
import { type Happened, quietly } from '../happened.ts';
import type { Life } from '../life.ts';

/** Something that can happen to an entry. */
export interface LifeOperation {
  /** One line for the help. */
  readonly says: string;
  /** The words that may follow; one of them must, if there are any. */
  readonly words?: readonly string[];
  /** What is told where the mapping has gone; nothing happens then. Left out, it is an event of its own. */
  readonly unmapped?: LifeEvent;
  /** It takes mmap_lock for writing, always or in some lives, so that a TLB flush which is due under that lock is done before. */
  readonly locks?: true | ((life: Life) => boolean);
  /** Options without which the kernel has nothing that does it. */
  readonly needs?: readonly OptionId[];
  /** It is a call of userfaultfd(). */
  readonly userfaultfd?: true;
  /** Plays it; `word` is empty where the operation takes none. @throws RangeError where the kernel has no such thing. */
  readonly run: (life: Life, word: string) => Happened;
}

/** Operations of one family by the names that a script uses, in the order of the help. */
export type LifeOperations = Readonly<Record<string, LifeOperation>>;

/** A page that can be unmapped: mapped, and not the zero page. */
export const hasPage = ({ k, pte, page }: Life): boolean =>
  ptePresent(k, pte) && page !== undefined && !pteSpecial(k, pte);

/** An anonymous page that the mapping holds, mapped or not. */
export const hasOwnPage = ({ k, pte, page }: Life): boolean =>
  page?.anon === true && !pteNone(k, pte) && !(ptePresent(k, pte) && pteSpecial(k, pte));

type RunOperation = LifeOperation['run'];

const when =
  (is: (life: Life) => boolean, otherwise: LifeEvent, run: RunOperation): RunOperation =>
  (life, word) =>
    is(life) ? run(life, word) : quietly(life, otherwise);

/** Runs if a page is mapped that can be unmapped; tells so if not. */
export const withPage = (run: RunOperation): RunOperation => when(hasPage, { kind: 'noPage' }, run);

/** Runs unless pte_none() holds; tells so if it does. */
export const withEntry = (run: RunOperation): RunOperation =>
  when(({ k, pte }) => !pteNone(k, pte), { kind: 'noEntry' }, run);

/** Runs if the entry is of the family; tells so if not. */
export const withFamily = (wanted: Family, run: RunOperation): RunOperation =>
  when(({ k, pte }) => familyOf(k, pte) === wanted, { kind: 'otherEntry', wanted }, run);
