/** One operation on one life. */
import { options } from '../../spec/options.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { hasUserfaultfd } from '../mm/userfaultfd/userfaultfdApi.ts';
import { type Happened, quietly } from './happened.ts';
import { kernelChecks } from './kernelChecks.ts';
import { flushed, type Life, withAnonVma } from './life.ts';
import { type OperationName, operations } from './operations/list.ts';
import { hasOwnPage, type LifeOperation } from './operations/operation.ts';

/**
 * Plays one operation; `word` is empty where it takes none. An operation that the kernel does not have changes nothing and
 * tells so, as the event `impossible`.
 */
export function operate(life: Life, name: OperationName, word: string): Happened {
  const operation: LifeOperation = operations[name];
  if (!life.mapped) return quietly(life, operation.unmapped ?? { kind: 'noMapping' });
  const why = builtWithout(life.k, operation);
  if (why !== undefined) return quietly(life, { kind: 'impossible', why });
  try {
    return checked(life, waits(operation, life) ? afterFlush(operation, life, word) : operation.run(life, word));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return quietly(life, { kind: 'impossible', why: error.message });
  }
}

/** What an operation did, with the warnings of the kernel's own checks. */
function checked(before: Life, after: Happened): Happened {
  const life = hasOwnPage(after.life) ? withAnonVma(after.life) : after.life;
  return { ...after, life, events: [...after.events, ...kernelChecks(before, after)] };
}

const waits = ({ locks }: LifeOperation, life: Life): boolean =>
  life.stale !== undefined && (typeof locks === 'function' ? locks(life) : locks === true);

/** What the kernel is built without, in words. */
function builtWithout(k: Kernel, { needs = [], userfaultfd }: LifeOperation): string | undefined {
  if (userfaultfd && !hasUserfaultfd(k)) return 'there is no userfaultfd() (-ENOSYS): the kernel is built without it';
  const off = options.filter(({ id }) => needs.includes(id) && !k.config[id]).flatMap(({ symbols }) => symbols);
  return off.length === 0 ? undefined : `the kernel is built without ${off.map((name) => `CONFIG_${name}`).join(', ')}`;
}

/** Who holds mmap_lock for reading, and flushes under it, lets it go only when the flush is done. */
function afterFlush({ run }: LifeOperation, life: Life, word: string): Happened {
  const after = run(flushed(life), word);
  return { ...after, events: [{ kind: 'flushedFirst' }, ...after.events] };
}
