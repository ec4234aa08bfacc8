/** Why an operation cannot be asked for: what is missing in the kernel, in the world, or in the process. */
import { options } from '../../../spec/options.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { hasUserfaultfd } from '../../mm/userfaultfd/userfaultfdApi.ts';
import type { LifeEvent } from '../event.ts';
import type { Operation } from '../operations/operation.ts';
import type { Actor } from '../see.ts';
import { lacksFor } from '../start/mappings.ts';
import { mmOf, type World } from '../world.ts';

/** The event that says so; nothing where the operation can be asked for. */
export function lacking(w: World, { mm: name }: Actor, o: Operation): LifeEvent | undefined {
  const none = lacksFor(w.k, w.mapping);
  if (none !== undefined) return { kind: 'impossible', why: none };
  const mm = mmOf(w, name);
  const lost = 'mappingMayLack' in o && o.mappingMayLack === true;
  if (!mm && !lost) return { kind: 'impossible', why: `there is no process ${name}: fork or map makes one` };
  if (mm && !mm.mapped && !lost) return o.unmapped ?? { kind: 'noMapping' };
  const why = builtWithout(w.k, o) ?? releaseLacks(w.k, o);
  return why === undefined ? undefined : { kind: 'impossible', why };
}

/** What the kernel is built without, in words. */
function builtWithout(k: Kernel, { needs = [], userfaultfd }: Operation): string | undefined {
  if (userfaultfd && !hasUserfaultfd(k)) return 'there is no userfaultfd() (-ENOSYS): the kernel is built without it';
  if (needs.every((id) => k.config[id])) return undefined;
  const off = options.filter(({ id }) => needs.includes(id) && !k.config[id]).flatMap(({ symbols }) => symbols);
  return `the kernel is built without ${off.map((name) => `CONFIG_${name}`).join(', ')}`;
}

/** What the release does not have, as the error says that asks for it. */
function releaseLacks(k: Kernel, { has = [] }: Operation): string | undefined {
  const id = has.find((one) => !k.has(one));
  if (id === undefined) return undefined;
  try {
    k.need(id);
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
  return undefined;
}
