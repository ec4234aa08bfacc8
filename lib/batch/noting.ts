/** What a function of mm/ reads, with facts of a state in place of some fields, so that it is noted which it asks for. */
import type { Facts } from './decisionTable.ts';

interface Noting {
  readonly noted: Facts<string>;
}

/**
 * Makes such objects of `plain`, the fields of `names` being facts. All of them have one shape: with getters made anew for each, the functions that
 * read them are slower by half from then on, for everybody.
 */
export function noting<T extends object, Name extends string & keyof T>(
  plain: T,
  names: readonly Name[],
): (facts: Facts<Name>) => T {
  const others = Object.fromEntries(Object.entries(plain).filter(([name]) => !names.includes(name as Name)));
  const getter = (name: Name): PropertyDescriptor => ({
    enumerable: true,
    configurable: true,
    get(this: Noting) {
      return this.noted.has(name);
    },
  });
  const getters = Object.fromEntries(names.map((name) => [name, getter(name)]));
  return (facts) => Object.defineProperties({ ...others, noted: facts }, getters) as unknown as T; // all fields of it, and one more
}
