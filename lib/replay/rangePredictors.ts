/**
 * Recorded calls that work on a range or in the middle of a fault, run by the model on each entry. Only recorders that tell facts
 * have them: without the flags that the function was handed nothing can be predicted.
 */
import { pteMkdirty, pteMkold, pteNextPfn, ptePfn, ptePresent, pteSpecial } from '../helpers/pgtable.ts';
import { pmdWrite } from '../helpers/pgtableHuge.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { type Folio, folio } from '../mm/common/folio.ts';
import type { Outcome } from '../mm/common/outcome.ts';
import { vmHas } from '../mm/common/vma.ts';
import { doHugePmdNumaPage } from '../mm/huge_memory/doHugePmdNumaPage.ts';
import { copyNonpresentPte, type ForkOutcome } from '../mm/memory/copyNonpresentPte.ts';
import { copyPresentPte } from '../mm/memory/copyPresentPte.ts';
import { doNumaPage } from '../mm/memory/doNumaPage.ts';
import { doPteMissing } from '../mm/memory/doPteMissing.ts';
import { vmaNeedsCopy } from '../mm/memory/vmaNeedsCopy.ts';
import type { ChangeProtection } from '../mm/mprotect/changeProtection.ts';
import { changePteRange } from '../mm/mprotect/changePteRange.ts';
import { movePtes } from '../mm/mremap/movePtes.ts';
import { clearSoftDirty } from '../mm/task_mmu/clearSoftDirty.ts';
import { mfillAtomicInstallPte } from '../mm/userfaultfd/mfillAtomic.ts';
import { faultOf, fieldOf, mappingOf, pageSeen, pfnOf, pinSeen } from './callInputs.ts';
import type { Ask } from './freeInputs.ts';
import { notCalled } from './outcomes.ts';
import type { Prediction } from './predictors.ts';
import type { RecordedFacts } from './recordedFacts.ts';
import { changeProtectionOf } from './recordedFlags.ts';
import type { RecordedCall } from './recording.ts';

/** A prediction of a call on a range: for fork the child's entry too. */
export interface RangePrediction extends Prediction {
  readonly child?: bigint;
}
/** A call with its facts, and those of the same walk on the entries around it, by address. */
export interface RangeCall extends RecordedCall {
  readonly facts: RecordedFacts;
  readonly around: readonly RecordedCall[];
}
/** Runs the model on one entry of a range. */
export type PredictRange = (k: Kernel, call: RangeCall, ask: Ask) => RangePrediction;

const predictors: Readonly<Record<string, PredictRange>> = {
  do_anonymous_page: anonymousPage,
  finish_fault: finishFault,
  do_numa_page: numaPage,
  do_huge_pmd_numa_page: hugeNumaPage,
  change_protection: changeProtection,
  copy_page_range: copyPageRange,
  move_page_tables: movePageTables,
  mfill_atomic_install_pte: installPte,
  clear_refs_pte_range: clearRefs,
};

/** How the model runs the function of that C name on one entry; undefined for one that it does not have. */
export const rangePredictorOf = (fn: string): PredictRange | undefined =>
  Object.hasOwn(predictors, fn) ? predictors[fn] : undefined;

const flagsOf = ({ facts }: RangeCall): bigint => facts.arg ?? 0n;

/** The page of a present entry; none of the zero page and of device memory. */
const pageOfEntry = (k: Kernel, call: RangeCall): Folio | undefined =>
  ptePresent(k, fieldOf(call, 'before')) && !pteSpecial(k, fieldOf(call, 'before')) ? pageSeen(call) : undefined;

/** The return register is that of a part of the function, or of the whole range. */
const entryAlone = ({ pte, effects, steps }: Outcome): RangePrediction => ({ pte, effects, steps });

function anonymousPage(k: Kernel, call: RangeCall): RangePrediction {
  const pfn = pfnOf(k, fieldOf(call, 'after'));
  return doPteMissing(k, fieldOf(call, 'before'), mappingOf(k, call), folio(), pfn, faultOf(k, call));
}

/** The page is there: nobody asks userfaultfd any more, and the return register is that of a part of the fault. */
function finishFault(k: Kernel, call: RangeCall, ask: Ask): RangePrediction {
  const mapping = mappingOf(k, call);
  const vmFlags = mapping.vmFlags & ~(k.vm.uffdMissing | k.vm.uffdMinor);
  const page = folio({ anon: false, dirty: ask('the page is dirty') });
  const pfn = pfnOf(k, fieldOf(call, 'after'));
  const vma = { ...mapping, anonymous: false, vmFlags };
  return entryAlone(doPteMissing(k, fieldOf(call, 'before'), vma, page, pfn, faultOf(k, call)));
}

/** A page that stays was not to be moved at all, or its move failed, which no recorder tells. */
const moveFailed = (ask: Ask): boolean => ask('the page could not be moved');

function numaPage(k: Kernel, call: RangeCall, ask: Ask): RangePrediction {
  const how = { migrationFailed: moveFailed(ask) };
  return entryAlone(doNumaPage(k, fieldOf(call, 'before'), mappingOf(k, call), pageSeen(call), how));
}

function hugeNumaPage(k: Kernel, call: RangeCall, ask: Ask): RangePrediction {
  const seen = pageSeen(call) ?? folio({ exclusive: pmdWrite(k, fieldOf(call, 'after')) });
  const how = { migrationFailed: moveFailed(ask) };
  return entryAlone(doHugePmdNumaPage(k, fieldOf(call, 'before'), mappingOf(k, call), seen, how));
}

function changeProtection(k: Kernel, call: RangeCall, ask: Ask): RangePrediction {
  const before = fieldOf(call, 'before');
  const vma = mappingOf(k, call);
  const asked = changeProtectionOf(k, flagsOf(call));
  // Why NUMA balancing leaves a page where it is no entry shows: read off the outcome
  const cp = { ...asked, numaSkips: asked.protNuma === true && before === call.after };
  const hides = asked.protNuma || asked.uffdRwp;
  const newprot = hides ? k.prot.PAGE_NONE : (call.facts.other ?? 0n);
  if (!ptePresent(k, before)) {
    const anon = vma.anonymous || ask('the page that moves is anonymous', 'rare');
    return changePteRange(k, before, vma, newprot, cp, folio({ anon }));
  }
  return changedTogether(k, call, newprot, cp, ask);
}

/** An entry with those that the kernel may have changed together with it. */
function changedTogether(k: Kernel, call: RangeCall, newprot: bigint, cp: ChangeProtection, ask: Ask): RangePrediction {
  const vma = mappingOf(k, call);
  const batch = entriesOfFolio(k, call, ask);
  const at = batch.indexOf(call);
  const words = batch.map((one) => fieldOf(one, 'before'));
  const pages = batch.map((one) => pageOfEntry(k, one as RangeCall));
  if (pages.some((page) => page === undefined)) return changePteRange(k, fieldOf(call, 'before'), vma, newprot, cp);
  const done = changePteRange(k, words, vma, newprot, cp, pages as Folio[]);
  return { pte: done.ptes[at] as bigint, effects: done.effects, steps: done.steps };
}

/** The recorded entries around one that map the pages around its own; where the recorder left some out, one is thought of. */
function entriesOfFolio(k: Kernel, call: RangeCall, ask: Ask): readonly RecordedCall[] {
  const { order = 0 } = call.facts;
  if (order === 0 || !k.does('mprotectBatches')) return [call];
  const known = run(k, call, -1)
    .reverse()
    .concat(call, run(k, call, 1));
  if (known.length >= 2 ** order || !ask('another entry of its batch is dirty')) return known;
  return [call, { ...call, before: pteMkdirty(k, pteNextPfn(k, fieldOf(call, 'before'))) }];
}

/** The entries that follow in one direction, as long as each maps the next page. */
function run(k: Kernel, call: RangeCall, step: 1 | -1): RecordedCall[] {
  const found: RecordedCall[] = [];
  const byAddress = new Map(call.around.map((one) => [one.vaddr, one]));
  const pfn = ptePfn(k, fieldOf(call, 'before'));
  for (let i = BigInt(step); ; i += BigInt(step)) {
    const one = byAddress.get(fieldOf(call, 'vaddr') + (i << k.mask.pageShift));
    const word = one?.before;
    if (!one || word === undefined || !ptePresent(k, word) || ptePfn(k, word) !== pfn + i) return found;
    found.push(one);
  }
}

/** Nothing is copied where a fault of the child finds all again; else the parent's entry and the child's. */
function copyPageRange(k: Kernel, call: RangeCall, ask: Ask): RangePrediction {
  const before = fieldOf(call, 'before');
  const src = mappingOf(k, call);
  const dst = { ...src, vmFlags: flagsOf(call) };
  if (!vmaNeedsCopy(k, src, dst)) return { ...notCalled(before), child: 0n };
  if (!ptePresent(k, before)) return forked(copyNonpresentPte(k, before, src, dst, pageSeen(call)));
  const seen = pageOfEntry(k, call);
  const page = seen && { ...seen, pinned: pinSeen(call) ?? ask('the page is pinned', 'rare') };
  return forked(copyPresentPte(k, before, src, dst, page, pfnOf(k, call.facts.other ?? 0n)));
}
const forked = ({ pte, parent, effects, steps }: ForkOutcome): RangePrediction => ({
  pte: parent,
  effects,
  steps,
  child: pte,
});

function movePageTables(k: Kernel, call: RangeCall, ask: Ask): RangePrediction {
  const before = fieldOf(call, 'before');
  if (ask('the whole table moves')) return notCalled(before);
  return movePtes(k, before, mappingOf(k, call));
}

function installPte(k: Kernel, call: RangeCall, ask: Ask): RangePrediction {
  const mapping = mappingOf(k, call);
  const own = !vmHas(mapping, k.vm.shared) && ask('the page is anonymous'); // a private mapping of a file can have either
  const anon = mapping.anonymous || own;
  const protects = ask('the page is write-protected at once (MFILL_ATOMIC_WP)');
  const pfn = BigInt(call.facts.pfn ?? 0);
  const done = mfillAtomicInstallPte(k, fieldOf(call, 'before'), mapping, { anon }, pfn, protects);
  return entryAlone(done);
}

/** What is written to /proc/PID/clear_refs: 4 is CLEAR_REFS_SOFT_DIRTY; less clears Accessed, for all pages or some. */
function clearRefs(k: Kernel, call: RangeCall, ask: Ask): RangePrediction {
  const before = fieldOf(call, 'before');
  if (flagsOf(call) === 4n)
    return clearSoftDirty(k, before, mappingOf(k, call), {
      pinned: pinSeen(call) ?? ask('the page is pinned', 'rare'),
    });
  const reaches = ptePresent(k, before) && ask('the walk reaches the page');
  return notCalled(reaches ? pteMkold(k, before) : before);
}
