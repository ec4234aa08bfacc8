/** What a search asks of its kernel: another one that gives the same answers comes to the same, and need not be searched. */
import { createHash } from 'node:crypto';
import { type Kernel, kernelValue } from '../lib/kernel/kernel.ts';

/** Answers by question: `does ROW`, `has FUNCTION`. */
export type Answers = Readonly<Record<string, boolean>>;

/** A kernel that notes what it is asked, and what it says. */
export function noting(k: Kernel): { readonly k: Kernel; readonly answers: Record<string, boolean> } {
  const answers: Record<string, boolean> = {};
  const does: Kernel['does'] = (id) => {
    const is = k.does(id);
    answers[`does ${id}`] = is;
    return is;
  };
  const has: Kernel['has'] = (id) => {
    const is = k.has(id);
    answers[`has ${id}`] = is;
    return is;
  };
  const need: Kernel['need'] = (id) => {
    has(id);
    k.need(id);
  };
  return { k: kernelValue({ ...k, does, has, need }, k.isQuiet), answers };
}

/** Whether a kernel answers all of it the same. */
export const answersAlike = (k: Kernel, answers: Answers): boolean =>
  Object.entries(answers).every(([question, is]) => {
    const [kind, id = ''] = question.split(' ');
    return (
      is === (kind === 'has' ? k.has(id as Parameters<Kernel['has']>[0]) : k.does(id as Parameters<Kernel['does']>[0]))
    );
  });

const exact = (_key: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value);

/** A short name for all numbers of a kernel: masks, types, protections, its configuration. */
export function numbersOf(k: Kernel): string {
  const { mask, clear, type, prot, vm, vmFault, faultFlag, pagemap, proposedMarker, config } = k;
  const text = JSON.stringify(
    [mask, clear, type, prot, vm, vmFault, faultFlag, pagemap, proposedMarker, config],
    exact,
  );
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
