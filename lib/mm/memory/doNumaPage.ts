import { rangeError } from '../../base/errors.ts';
import type { Pte } from '../../helpers/marks.ts';
import {
  pteMkwrite,
  pteMkyoung,
  pteModify,
  ptePresent,
  pteProtnone,
  pteUffdWp,
  pteWrite,
} from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import type { FaultOutcome, Step } from '../common/outcome.ts';
import { isMany } from '../common/pages.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';
import { wantsWriteUpgrade, whyNotWritable, whyNoUpgrade } from '../mprotect/canChangePteWritable.ts';
import type { FaultOutcomes } from './doSwapPages.ts';

/** What only the running kernel knows of a page that NUMA balancing looks at. */
export interface NumaHint {
  /**
   * The kernel wanted to move the page to the faulting node and could not. Where it could, the entry comes from
   * tryToMigrateOne() and removeMigrationPte().
   */
  readonly migrationFailed?: boolean;
  /** The page could not even be isolated for that (migrate_misplaced_folio_prepare(), 6.11; before, as `migrationFailed`). */
  readonly prepareFailed?: boolean;
  /** The fault is a write: no release asks, the proposal `writableIfWriteFault` does. */
  readonly write?: boolean;
}

/** NumaHint for several entries at once. */
export interface NumaHintMany extends NumaHint {
  /** Which of the entries the fault is on; the first if absent. */
  readonly index?: number;
}

/**
 * mm/memory.c, do_numa_page(): a NUMA hint, a PROT_NONE entry in a mapping that may be accessed, is hit. `folio` is the page
 * that the entry maps, absent for one without. It returns 0 in every case; not
 * modelled is the entry that has changed meanwhile.
 * @throws RangeError unless `pte` is present.
 */
export function doNumaPage(k: Kernel, pte: Pte, vma: Vma, folio?: Folio, how?: NumaHint): FaultOutcome;
/**
 * do_numa_page() (mm/memory.c) of the entries of consecutive pages of one large folio: from 6.10 on all its hints are turned back
 * (numa_rebuild_large_mapping()), before, the one that is hit.
 * @throws RangeError where `how.index` is none of them, and as for one entry.
 */
export function doNumaPage(
  k: Kernel,
  ptes: readonly bigint[],
  vma: Vma,
  folio?: Folio,
  how?: NumaHintMany,
): FaultOutcomes;
export function doNumaPage(
  k: Kernel,
  pte: Pte | readonly bigint[],
  vma: Vma,
  folio?: Folio,
  how: NumaHintMany = {},
): FaultOutcome | FaultOutcomes {
  return isMany(pte) ? rebuildLarge(k, pte, vma, folio, how) : rebuild(k, pte, vma, folio, how);
}

/** numa_rebuild_single_mapping(). */
function rebuild(k: Kernel, pte: Pte, vma: Vma, folio: Folio | undefined, how: NumaHint): FaultOutcome {
  expectFamily(k, pte, ['present']);
  const wish = writes(k, vma, how);
  const { granted, refused } = wish ? { granted: wish } : mayWrite(k, pte, vma, folio, hintMoved(k, how));
  const t = new Trace(k, pte).apply(pteModify, 'the default protection of the mapping', vma.vmPageProt);
  t.apply(pteMkyoung, 'the page is in use');
  if (granted) t.apply(pteMkwrite, granted, vma.vmFlags);
  else if (refused) t.note(refused.did, refused.why);
  return t.faultOutcome([]);
}

/** Whether the lock of the page table was let go for moving the page: what was found out is not true any more. */
export const hintMoved = (k: Kernel, how: NumaHint): boolean =>
  how.migrationFailed === true || (how.prepareFailed === true && !k.does('numaPreparesLocked'));

/** numa_rebuild_large_mapping(): entries that are no hints, or that userfaultfd traps every access through, stay. */
function rebuildLarge(
  k: Kernel,
  ptes: readonly bigint[],
  vma: Vma,
  folio: Folio | undefined,
  how: NumaHintMany,
): FaultOutcomes {
  const index = how.index ?? 0;
  const tried = k.does('numaRebuildsLarge') ? how : {}; // before, no part of a large folio is moved
  if (ptes[index] === undefined) throw rangeError(`expected how.index below ${ptes.length}, got ${index}`);
  const hint = (pte: Pte): boolean =>
    ptePresent(k, pte) && pteProtnone(k, pte) && !(vmHas(vma, k.vm.uffdRwp) && pteUffdWp(k, pte));
  const all = ptes.map((pte, i) =>
    i === index || (k.does('numaRebuildsLarge') && hint(pte)) ? rebuild(k, pte, vma, folio, tried) : undefined,
  );
  return {
    ptes: ptes.map((pte, i) => all[i]?.pte ?? pte),
    returned: [],
    effects: [],
    steps: all.flatMap((one) => one?.steps ?? []),
  };
}

/** What a proposal takes for a reason. */
const writes = (k: Kernel, vma: Vma, { write }: NumaHint): string | undefined =>
  write && k.does('writableIfWriteFault') && vmHas(vma, k.vm.write) ? 'the fault is a write' : undefined;

interface Answer {
  readonly granted?: string;
  readonly refused?: Pick<Step, 'did' | 'why'>;
}

/** Asks whether the entry may be written to: why it may, or what the trace says of the refusal. */
function mayWrite(k: Kernel, pte: Pte, vma: Vma, folio: Folio | undefined, moved: boolean): Answer {
  if (k.does('numaForgetsWrite')) return {};
  if (k.does('numaSavedwrite'))
    return pteWrite(k, pte) ? { granted: 'the RW bit of the hint says so (savedwrite)' } : {};
  const plain = pteModify(k, pte, vma.vmPageProt);
  if (moved) return pteWrite(k, plain) ? {} : { refused: unasked };
  if (pteWrite(k, plain)) return { granted: 'the mapping says so' };
  const why = wantsWriteUpgrade(k, vma) ? whyNotWritable(k, vma, plain, folio) : undefined;
  const refused = why === undefined ? whyNoUpgrade(k, vma) : { did: 'can_change_pte_writable', why };
  return refused ? { refused } : { granted: 'can_change_pte_writable() says so' };
}

/** "writable" is false after the move. */
const unasked = { did: 'do_numa_page', why: 'the lock was let go: write permission is not worked out again' } as const;
