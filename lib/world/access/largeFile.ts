/** Faults on pages of a file, or of shared memory, that is mapped page by page: mm/memory.c, do_fault_around() and finish_fault(). */
import { pteNone, ptePresent } from '../../helpers/pgtable.ts';
import type { Fault } from '../../mm/common/fault.ts';
import type { FaultOutcome } from '../../mm/common/outcome.ts';
import { uffdFlags, vmaIsShmem, vmHas } from '../../mm/common/vma.ts';
import { freshPage, type Life, type Page } from '../life.ts';
import { alignedPfn, type EntryFault, together } from './largeFolio.ts';

/** Whether the fault is one on a shared mapping of a file that has several entries, and finds nothing. */
export const isOnFile = ({ k, pte, vma, range }: Life): boolean =>
  range !== undefined && pteNone(k, pte) && !vma.anonymous && vmHas(vma, k.vm.shared);

/** The entries with the pages that the page cache has: those of a large folio that comes now, if nothing is there. */
function withPages(life: Life): { range: readonly Life[]; isNew: boolean } {
  const { k, vma, range = [] } = life;
  const isShmem = vmaIsShmem(k, vma);
  const isEmpty = range.every((one) => one.inMemory === undefined && !(isShmem && one.cached)); // shared memory that is in swap comes back page by page
  if (!isEmpty || (vmHas(vma, k.vm.uffdMissing) && isShmem)) return { range, isNew: false };
  const first = alignedPfn(life.nextPfn, range.length);
  const page: Page = { ...freshPage(life), compound: true, first };
  return { range: range.map((one, i) => ({ ...one, inMemory: first + BigInt(i), inMemoryPage: page })), isNew: true };
}

const isPart = (life: Life): boolean => (life.inMemoryPage as Page | undefined)?.first !== undefined;
const isWatched = ({ k, vma }: Life): boolean => uffdFlags.some((flag) => vmHas(vma, k.vm[flag]));

/** filemap_map_pages(): what the page cache has nearby is mapped too, as far as the mapping goes and nothing stands there. */
const mapsAround = (life: Life, { write }: Fault): boolean =>
  !write &&
  life.cached &&
  !(['uffdWp', 'uffdMinor', 'uffdRwp'] as const).some((flag) => vmHas(life.vma, life.k.vm[flag]));

/** finish_fault(): all pages of the large folio are mapped, if the range is empty. */
const mapsWhole = (life: Life, range: readonly Life[], { write }: Fault): boolean =>
  (write || !life.cached) &&
  !isWatched(life) &&
  (vmaIsShmem(life.k, life.vma) || life.k.does('finishFaultMapsLargeFiles')) &&
  range.every((one) => isPart(one) && pteNone(one.k, one.pte) && one.vma.vmFlags === life.vma.vmFlags);

/** The fault, with all entries that it sets. */
export function fileFaults(life: Life, given: Fault, one: EntryFault): { life: Life; outcome: FaultOutcome } {
  const { index = 0, vma } = life;
  const { range, isNew } = withPages(life);
  const own = range[index] ?? life;
  const faulted = one({ ...own, nextPfn: life.nextPfn }, given);
  if (!ptePresent(life.k, faulted.outcome.pte)) return one(life, given);
  const around = mapsAround(life, given);
  const whole = mapsWhole(life, range, given);
  const isMapped = (it: Life) =>
    whole || (around && pteNone(it.k, it.pte) && it.inMemory !== undefined && it.vma.vmFlags === vma.vmFlags);
  const came = range.map((it) => (isMapped(it) ? one(it, given).life : isNew ? { ...it, cached: true } : it));
  const { outcome } = faulted;
  const why = whole ? 'all entries of the range map the large folio' : 'pages of the page cache nearby are mapped too';
  const steps = whole || around ? [...outcome.steps, together(outcome.pte, why)] : outcome.steps;
  const nextPfn = isNew ? (range[0]?.inMemory ?? 0n) + BigInt(range.length) : faulted.life.nextPfn;
  return { life: { ...faulted.life, range: came, index, nextPfn }, outcome: { ...outcome, steps } };
}
