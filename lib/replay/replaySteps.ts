/** Consecutive steps of a recording: the entry after an operation, from the entry before it. */

import type { Level } from '../../spec/schema.ts';
import { pteNone, ptePresent, pteProtnone } from '../helpers/pgtable.ts';
import { pmdPfn } from '../helpers/pgtableHuge.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { folio } from '../mm/common/folio.ts';
import type { Outcome } from '../mm/common/outcome.ts';
import type { Vma } from '../mm/common/vma.ts';
import { splitHugePmdLocked } from '../mm/huge_memory/splitHugePmdLocked.ts';
import { type Ask, type Choice, decisive, everyChoice } from './freeInputs.ts';
import { agedBefore, operationOf, pfnOf, touchesAll } from './operations.ts';
import type { RecordedStep, Recording } from './recording.ts';
import type { Verdict } from './replayCalls.ts';
import { mappingFromSmaps, recordedFlags } from './smaps.ts';

export interface ReplayedStep {
  readonly scenario: string;
  readonly step: string;
  readonly before: bigint;
  readonly after: bigint;
  readonly verdict: Verdict;
  readonly predicted: Outcome;
  readonly note?: string;
}

/** What is known of a page: its records so far, and its entry now. */
interface Page {
  readonly records: RecordedStep[];
  pte: bigint;
  readonly level: Level;
  vmFlags: readonly string[];
}

/** Steps of a walk are numbered over all its scenarios; those of scripted scenarios come as they are. */
function inOrder(records: readonly RecordedStep[]): readonly RecordedStep[] {
  const number = (s: RecordedStep) => Number(/^\d+(?= )/.exec(s.step)?.[0] ?? 0);
  return [...records].sort((a, b) => number(a) - number(b));
}

/** Judges each step that is one operation of the model on a page whose entry is known. Of huge pages, where one is split. */
export function replaySteps({ kernel: k, records }: Recording): readonly ReplayedStep[] {
  const pages = new Map<string, Page>();
  return inOrder(records).flatMap((step) => {
    const key = `${step.vaddr}`;
    const page = pages.get(key);
    const judged = page && step.level === 'pte' ? replayStep(k, page, step) : [];
    if (touchesAll(step.step)) for (const other of pages.values()) if (other !== page) follow(k, other, step.step);
    pages.set(key, {
      records: [...(page?.records ?? []), step],
      pte: step.raw,
      level: step.level,
      vmFlags: step.vmFlags,
    });
    return judged;
  });
}

/** An operation on the whole process changes the pages that the record is not about. */
function follow(k: Kernel, page: Page, step: string): void {
  const vmFlags = /clear_refs/.test(step) ? page.vmFlags.filter((code) => code !== 'sd') : page.vmFlags;
  const was = mappingFromSmaps(k, page.vmFlags, recordedFlags(page.records));
  const run = operationOf(k, step, was, was);
  if (run) page.pte = run({ k, pte: page.pte, was, is: was, pfn: 0n, ask: () => false }).pte;
  page.vmFlags = vmFlags;
}

const isMapped = (k: Kernel, pte: bigint): boolean => ptePresent(k, pte) || pteProtnone(k, pte);

/** The entry that the operation found: where the page was part of a huge one, that was split first. */
function small(k: Kernel, { level, pte }: Page, { raw }: RecordedStep, was: Vma, ask: Ask): bigint {
  if (level === 'pte') return pte;
  const exclusive = was.anonymous && ask('this process alone has the page');
  const index = Number(pfnOf(k, raw) - pmdPfn(k, pte));
  return splitHugePmdLocked(k, pte, was, folio({ anon: was.anonymous, exclusive, swapbacked: true }), { index }).pte;
}

function replayStep(k: Kernel, page: Page, step: RecordedStep): readonly ReplayedStep[] {
  if (step.calls.length > 0) return []; // more happened than the operation
  const known = recordedFlags(page.records);
  const was = mappingFromSmaps(k, page.vmFlags, known);
  const is = mappingFromSmaps(k, step.vmFlags, known);
  const run = operationOf(k, step.step, was, is);
  if (!run) return [];
  if (pteNone(k, page.pte) && isMapped(k, step.raw)) return []; // a fault came between, and is not recorded
  const found = { k, was, is, pfn: pfnOf(k, step.raw) };
  const under = (rare: boolean) =>
    everyChoice((ask) => run({ ...found, ask, pte: agedBefore(k, small(k, page, step, was, ask), ask) }), rare);
  const fits = (c: Choice<Outcome>) => c.outcome.pte === step.raw;
  const usual = under(false);
  const choices = usual.some(fits) ? usual : under(true);
  const fitting = choices.filter(fits);
  const best = fitting[0] ?? (choices[0] as Choice<Outcome>);
  const about = {
    scenario: step.scenario,
    step: step.step,
    before: page.pte,
    after: step.raw,
    predicted: best.outcome,
  };
  if (fitting.length === 0) return [{ ...about, verdict: 'mismatch' }];
  const note = decisive(best, choices, fitting)
    .map((input) => `${best.answers.get(input) ? '' : 'not: '}${input}`)
    .join('; ');
  return [note ? { ...about, verdict: 'given one free input', note } : { ...about, verdict: 'predicted' }];
}
