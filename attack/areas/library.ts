/** Every export of the library with arguments that no type allows, in a process of its own. */
import type { Area } from '../area.ts';
import { manyCalls } from './manyCalls.ts';

/** Exports of the library. */
export const library: Area = {
  name: 'library',
  run: (attack) => manyCalls(attack, { program: 'calls.js', module: attack.victim.library }, [500, 20_000, 300_000]),
};
