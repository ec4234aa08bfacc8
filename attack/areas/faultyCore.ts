/** A native core with a fault, put in the place of the real one. */
import type { Attack } from '../area.ts';
import { inCheckout } from './samples.ts';

/** The environment in which the command finds that core; `how` is `fault` or `fault:calls` of attack/faults/addon.cjs. */
export const faultyCore = ({ victim }: Attack, how: string): Record<string, string> => ({
  PTE_ADDON: inCheckout('attack/faults/addon.cjs'),
  ATTACK_ADDON: victim.addon,
  ATTACK_FAULT: how,
});

/** What the command prints of the difference that such a core makes. */
export const difference = /codec: .*\n +pte decode 0x[0-9a-f]+ /;
