/**
 * A mapping in a life and the userfaultfd that it is registered with: one for each process, which agrees on its features when it is first
 * asked for. What asks for others before a mapping is registered makes it anew; later a kernel refuses, as it does a second userfaultfd.
 */
import type { UapiId, VmFlagId } from '../kernel/kernel.ts';
import type { Vma } from '../mm/common/vma.ts';
import { userfaultfdApi } from '../mm/userfaultfd/userfaultfdApi.ts';
import { uffdModes, userfaultfdRegister } from '../mm/userfaultfd/userfaultfdRegister.ts';
import { failed, type Happened, quietly } from './happened.ts';
import type { Life } from './life.ts';

/** What is asked for: modes of UFFDIO_REGISTER, and features of UFFDIO_API. */
export interface Registration {
  readonly modes: readonly VmFlagId[];
  readonly features?: readonly UapiId[];
}

type Features = Pick<
  Vma,
  | 'uffdWpAsync'
  | 'uffdWpUnpopulated'
  | 'uffdEventRemap'
  | 'uffdEventFork'
  | 'uffdRwpFeature'
  | 'uffdRwpAsync'
  | 'uffdSigbus'
>;

/** Where a mapping keeps the features of its context; others leave no trace in it. */
const fields: Readonly<Partial<Record<UapiId, keyof Features>>> = {
  UFFD_FEATURE_WP_ASYNC: 'uffdWpAsync',
  UFFD_FEATURE_WP_UNPOPULATED: 'uffdWpUnpopulated',
  UFFD_FEATURE_EVENT_REMAP: 'uffdEventRemap',
  UFFD_FEATURE_EVENT_FORK: 'uffdEventFork',
  UFFD_FEATURE_RWP: 'uffdRwpFeature',
  UFFD_FEATURE_RWP_ASYNC: 'uffdRwpAsync',
  UFFD_FEATURE_SIGBUS: 'uffdSigbus',
};
const fieldsOf = (features: readonly UapiId[]): readonly (keyof Features)[] =>
  features.flatMap((id) => fields[id] ?? []);

const withFeatures = (life: Life, features: readonly UapiId[]): Life => ({
  ...life,
  vma: { ...life.vma, ...Object.fromEntries(fieldsOf(features).map((field) => [field, true])) },
});

/** The mapping without the features of its context, which is gone, or another process's. */
export function withoutFeatures(vma: Vma): Vma {
  const its = Object.values(fields).filter((field) => vma[field]);
  return its.length === 0 ? vma : { ...vma, ...Object.fromEntries(its.map((field) => [field, false])) };
}

/**
 * UFFDIO_API, for a context that has no mapping yet, and UFFDIO_REGISTER. A context agrees on its features once: where the
 * mapping is registered, another feature is refused.
 */
export function register(life: Life, { modes, features = [] }: Registration): Happened {
  const wanted = fieldsOf(features).filter((field) => !life.vma[field]);
  if (wanted.length > 0 && uffdModes(life.k, life.vma).length > 0)
    return failed(life, '-EINVAL', 'userfaultfd_api(): the context that has the mapping has its features already');
  const api = userfaultfdApi(life.k, features);
  if (api.returned !== 0) return failed(life, api.returned, `userfaultfd_api() refuses ${features.join(' and ')}`);
  const asking = withFeatures(life, api.features);
  if (modes.length === 0) return quietly(asking);
  const { returned, vma, why } = userfaultfdRegister(life.k, asking.vma, modes);
  return returned === 0 ? quietly({ ...asking, vma }) : failed(life, returned, why);
}

/** Where the mapping has several pages it is registered as a whole. */
function registeredAll(life: Life, how: Registration): Happened {
  const registered = register(life, how);
  const { range } = life;
  return range
    ? { ...registered, life: { ...registered.life, range: range.map((one) => register(one, how).life) } }
    : registered;
}

/** Goes on with `run` where the mapping is registered for a mode; if it is not, it is registered first, for those it has too. */
export function withMode(life: Life, asked: Registration, run: (armed: Life) => Happened): Happened {
  const has = uffdModes(life.k, life.vma);
  if (asked.modes.every((mode) => has.includes(mode))) return run(life);
  const registered = registeredAll(life, { ...asked, modes: [...new Set([...has, ...asked.modes])] });
  return registered.events.length > 0 ? registered : run(registered.life);
}

/** Goes on with `run` where the mapping is registered at all; if it is not, it is registered first for `asked`. */
export const withRegistration = (life: Life, asked: Registration, run: (armed: Life) => Happened): Happened =>
  uffdModes(life.k, life.vma).length > 0 ? run(life) : withMode(life, asked, run);
