/** A device that asks for access to a process's memory: mm/hmm.c. */
import { ptePfn, ptePresent } from '../../helpers/pgtable.ts';
import { hmmDoFault } from '../../mm/hmm/hmmDoFault.ts';
import type { HmmCaller, HmmOutcome } from '../../mm/hmm/hmmOutcome.ts';
import { hmmRangeFault } from '../../mm/hmm/hmmRangeFault.ts';
import { hmmRangeFaultHugetlb } from '../../mm/hmm/hmmRangeFaultHugetlb.ts';
import { hmmRangeFaultPmd } from '../../mm/hmm/hmmRangeFaultPmd.ts';
import { access } from '../access/access.ts';
import { failed, type Happened, inOrder, quietly } from '../happened.ts';
import { isHugetlb, type Life } from '../life.ts';
import { zeroPfn } from '../world.ts';
import type { LifeOperations } from './operation.ts';

/** More faults than any entry needs. */
const rounds = 5;

const has = (words: string, one: string): boolean => words.split(' ').includes(one);

/** Without a word it is the device's own memory, and mmap_lock is lent where the release can take it, as `locked` says too (GUP's word for that). */
function callerOf({ k, pte }: Life, words: string): HmmCaller {
  const zeroPage = ptePresent(k, pte) && ptePfn(k, pte) === zeroPfn;
  return { own: !has(words, 'other'), unlocks: !has(words, 'kept'), zeroPage };
}

/** hmm_range_fault(): it looks at the entry, has it faulted in, and looks again. */
function ask(life: Life, words: string, write: boolean): Happened {
  let so: Happened = quietly(life);
  for (let round = 0; round < rounds; round++) {
    const { k, pte, vma } = so.life;
    const asked = { fault: true, write, device: has(words, 'other') };
    const huge = isHugetlb(so.life) ? hmmRangeFaultHugetlb : hmmRangeFaultPmd;
    const outcome = (so.life.level ? huge : hmmRangeFault)(k, pte, vma, asked, callerOf(so.life, words));
    const over = answered(so.life, outcome);
    if (over || !('fault' in outcome)) return over ? inOrder(so, over) : so;
    const one = access(so.life, { ...outcome.fault, faultsOnly: true });
    so = inOrder(so, one);
    const stopped = stopping(one);
    if (stopped) return inOrder(so, stopped);
  }
  return inOrder(so, failed(so.life, '-EBUSY', 'hmm_range_fault(): the faults change nothing'));
}

/** What the device is told, and no fault comes before. */
function answered(life: Life, outcome: HmmOutcome): Happened | undefined {
  if ('reports' in outcome) return quietly(life, { kind: 'deviceTold', ...outcome.reports });
  if ('refused' in outcome) return failed(life, outcome.refused, 'hmm_range_fault()');
  return outcome.next === 'migration_entry_wait' ? quietly(life, { kind: 'goesOn', next: outcome.next }) : undefined;
}

/** The fault has failed, or it sleeps. */
function stopping({ life, events }: Happened): Happened | undefined {
  if (events.some((event) => event.kind === 'goesOn' && event.next !== 'migrate_to_ram')) return quietly(life);
  const last = events.findLast((event) => event.kind === 'fault');
  const faulted = last ? hmmDoFault(life.k, last.returned) : 'again';
  return faulted === 'again' || faulted === 'unlocked'
    ? undefined
    : failed(life, faulted, 'hmm_range_fault(): the fault fails');
}

const asks = { call: 'hmm', words: ['own', 'other', 'locked', 'kept'], wordMayLack: true, manyWords: true } as const;
const unmapped = { kind: 'failed', returned: '-EFAULT' } as const;

/** What drivers ask for beside moving pages. */
export const deviceAccessOperations = {
  'device-read': {
    ...asks,
    unmapped,
    says: 'a device asks to read (hmm_range_fault()): its own page or another’s, mmap_lock lent (locked) or kept',
    run: (life, words) => ask(life, words, false),
  },
  'device-write': {
    ...asks,
    unmapped,
    says: 'the same for writing',
    run: (life, words) => ask(life, words, true),
  },
} as const satisfies LifeOperations;
