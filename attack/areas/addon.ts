/** The native core called directly: what the door in TypeScript would refuse, and arrays that it would not make. */
import type { Area } from '../area.ts';
import { manyCalls } from './manyCalls.ts';

/** The addon's functions. */
export const addon: Area = {
  name: 'addon',
  run: (attack) => manyCalls(attack, { program: 'addonCalls.js', module: attack.victim.addon }, [300, 10_000, 300_000]),
};
