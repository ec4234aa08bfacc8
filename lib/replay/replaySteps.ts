/** Consecutive steps of a recording: the entry after an operation, from the entry before it, as the world has it. */

import type { Level } from '../../spec/schema.ts';
import { pteNone, ptePresent } from '../helpers/pgtable.ts';
import { pmdPfn } from '../helpers/pgtableHuge.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { folio } from '../mm/common/folio.ts';
import type { Outcome } from '../mm/common/outcome.ts';
import type { Vma } from '../mm/common/vma.ts';
import { splitHugePmdLocked } from '../mm/huge_memory/splitHugePmdLocked.ts';
import { pfnOf } from './callInputs.ts';
import { checkRecording } from './checkRecording.ts';
import { type Ask, type Choice, decisive, everyChoice, inWords } from './freeInputs.ts';
import type { Verdict } from './judgeCall.ts';
import { agedBefore, played } from './played.ts';
import type { RecordedOperation, RecordedStep, Recording } from './recording.ts';
import { sayingOf, touchesAll } from './sayings.ts';
import { mappingFromSmaps, recordedFlags } from './smaps.ts';

/** One step and what the model says of it. */
export interface ReplayedStep {
  readonly scenario: string;
  readonly step: string;
  /** The entry that the operation met, and what the kernel made of it. */
  readonly before: bigint;
  readonly after: bigint;
  readonly verdict: Verdict;
  /** What the model made of it; of a mismatch, with the first choice of inputs. */
  readonly predicted: Outcome;
  /** The inputs that had to be taken so. */
  readonly note?: string;
}

/** A page that is followed: its steps so far, and its entry and the codes of its mapping now. */
interface FollowedPage {
  readonly steps: readonly RecordedStep[];
  readonly level: Level;
  /** What operations have made of an entry and its mapping: the same ones come again and again. */
  readonly known: Map<string, bigint>;
  pte: bigint;
  vmFlags: readonly string[];
}

/**
 * Replays the steps of a recording, in the order of time: each that is one operation of the model, on a page whose entry
 * before is known, and without calls (then more happened than the operation). Of huge pages only where one is split.
 * @throws TypeError for another thing than a recording.
 */
export function replaySteps(recording: Recording): readonly ReplayedStep[] {
  const { kernel: k, records } = checkRecording(recording);
  const pages = new Map<bigint, FollowedPage>();
  return inOrder(records).flatMap((step) => {
    const page = pages.get(step.vaddr);
    const judged = page && step.level === 'pte' ? replayStep(k, page, step) : [];
    if (touchesAll(step.operation))
      for (const other of pages.values()) if (other !== page) follow(k, other, step.operation);
    const steps = [...(page?.steps ?? []), step];
    pages.set(step.vaddr, { steps, pte: step.raw, level: step.level, vmFlags: step.vmFlags, known: new Map() });
    return judged;
  });
}

const inOrder = (records: readonly RecordedStep[]): readonly RecordedStep[] => [...records].sort((a, b) => a.at - b.at);

/** An operation on the whole process changes the pages that the record is not about. */
function follow(k: Kernel, page: FollowedPage, operation: RecordedOperation): void {
  const key = [page.pte, ...page.vmFlags, JSON.stringify(operation)].join(' ');
  const pte = page.known.get(key) ?? followed(k, page, operation);
  page.known.set(key, pte);
  page.pte = pte;
  if (operation.name === 'clear-refs') page.vmFlags = page.vmFlags.filter((code) => code !== 'sd');
}

function followed(k: Kernel, { pte, vmFlags, steps }: FollowedPage, operation: RecordedOperation): bigint {
  const was = mappingFromSmaps(k, vmFlags, recordedFlags(steps));
  const say = sayingOf(k, operation, was, was);
  return say ? played({ k, pte, was, is: was, ask: () => false }, say, 0n).pte : pte;
}

/** The entry that the operation met: where the page was part of a huge one, that was split first. */
function small(k: Kernel, { level, pte }: FollowedPage, { raw }: RecordedStep, was: Vma, ask: Ask): bigint {
  if (level === 'pte') return pte;
  const exclusive = was.anonymous && ask('this process alone has the page');
  const index = Number(pfnOf(k, raw) - pmdPfn(k, pte));
  return splitHugePmdLocked(k, pte, was, folio({ anon: was.anonymous, exclusive, swapbacked: true }), { index }).pte;
}

function replayStep(k: Kernel, page: FollowedPage, step: RecordedStep): readonly ReplayedStep[] {
  if (step.calls.length > 0) return []; // more happened than the operation
  const recorded = recordedFlags(page.steps);
  const was = mappingFromSmaps(k, page.vmFlags, recorded);
  const is = mappingFromSmaps(k, step.vmFlags, recorded);
  const say = sayingOf(k, step.operation, was, is);
  if (!say) return [];
  if (pteNone(k, page.pte) && ptePresent(k, step.raw)) return []; // a fault came between, and is not recorded
  const pfn = pfnOf(k, step.raw);
  const outcome = (ask: Ask) =>
    played({ k, was, is, ask, pte: agedBefore(k, small(k, page, step, was, ask), ask) }, say, pfn);
  const about = { scenario: step.scenario, step: step.step, before: page.pte, after: step.raw };
  return [{ ...about, ...judge(outcome, step.raw) }];
}

/** Compares with every choice of the free inputs, and of the rare ones too where nothing else fits. */
function judge(outcome: (ask: Ask) => Outcome, after: bigint): Pick<ReplayedStep, 'verdict' | 'predicted' | 'note'> {
  const fits = (c: Choice<Outcome>) => c.outcome.pte === after;
  const usual = everyChoice(outcome);
  const choices = usual.some(fits) ? usual : everyChoice(outcome, true);
  const fitting = choices.filter(fits);
  const best = fitting[0];
  if (!best) return { predicted: (choices[0] as Choice<Outcome>).outcome, verdict: 'mismatch' };
  const note = inWords(best, decisive(best, choices, fitting));
  const predicted = best.outcome;
  return note ? { predicted, verdict: 'given one free input', note } : { predicted, verdict: 'predicted' };
}
