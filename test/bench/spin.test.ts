/** The race of bug H8: what the explorer finds on two CPUs, and that SPIN finds the same where it is installed. */
import { describe, expect, it } from 'vitest';
import { agreementOn, exploreRace, losesWrite } from '../../bench/spin/agreement.ts';
import { lacksSpin, Spin, stepsIn, verified } from '../../bench/spin/pan.ts';
import { type RaceState, stateText, stepText } from '../../bench/spin/raceState.ts';
import { sayLine } from '../../lib/world/script.ts';

/** What it says is the reason for which tests are left out. */
const lacking = lacksSpin();
const kernels = [
  ['5.11', false],
  ['5.12', true],
] as const;

describe('the explorer', () => {
  // mm/mprotect.c of 5.11, change_pte_range(): pte_modify() with vm_page_prot, which has no _PAGE_RW in a private mapping
  it('needs two CPUs to lose a write: lifting the protection leaves the entry read-only before its flush', () => {
    const { exhausted, invariants } = exploreRace({ cpus: 2, mended: false });
    expect([exhausted, invariants.map(({ script }) => script?.lines.map(sayLine))]).toEqual([
      true,
      [['cpu0: uffd-wp', 'cpu0: write', 'cpu0: uffd-wp-resolve-begin', 'cpu1: pin', 'cpu1: write']],
    ]);
  });

  // commit 6ce64428d620: do_wp_page() of 5.12 flushes where mm_tlb_flush_pending()
  it('finds that none is lost with the flush of 5.12, having been everywhere', () => {
    const explored = exploreRace({ cpus: 2, mended: true });
    expect([explored.exhausted, losesWrite(explored)]).toEqual([true, false]);
  });
});

describe.skipIf(lacking)(`SPIN${lacking ? `: ${lacking}` : ''}`, () => {
  it.each(kernels)('comes to the same states, steps and verdict as the explorer on %s', (_, mended) => {
    const spin = new Spin();
    const { differs, verified: found } = agreementOn({ cpus: 2, mended }, spin);
    spin.close();
    expect([differs, found.errors > 0]).toEqual([[], !mended]);
  });
});

/** A line of a verifier that shows its steps, by the fields of each CPU. */
const shown = (cpus: readonly string[], actor: number): string =>
  `step|pin|${actor}|${['1 0 0 1 1 0 0 1 1 0', ...cpus].join()}|${['1 0 0 1 1 0 1 1 1 0', ...cpus].join()}|0`;
const [stale, owes] = ['1 0 0 0 0 0', '0 2 1 0 0 0'];

describe('what a verifier says', () => {
  it('is read as steps from state to state', () => {
    const [step] = [...stepsIn(`pan: ready\n${shown([stale, owes], 0)}\n`)];
    expect([step?.name, step?.cpu, step?.lost]).toEqual(['pin', 0, false]);
    expect(step?.from.cpus.map(({ tlb, doing, due }) => [tlb, doing, due])).toEqual([
      [1, 'idle', false],
      [0, 'resolving', true],
    ]);
    expect([step?.from.pages.get(1)?.pinned, step?.to.pages.get(1)?.pinned]).toEqual([false, true]);
  });

  it('is the same for CPUs in any order, with whoever acts', () => {
    const steps = [...stepsIn([shown([stale, owes], 0), shown([owes, stale], 1), shown([owes, stale], 0)].join('\n'))];
    const [a, b, other] = steps.map(stepText);
    expect([a === b, a === other]).toEqual([true, false]);
    const texts = steps.map(({ from }: { readonly from: RaceState }) => stateText(from));
    expect(new Set(texts).size).toBe(1);
  });

  it('counts only if it has been everywhere', () => {
    const told = [
      'State-vector 36 byte, depth reached 64, errors: 16',
      '      256 states, stored',
      '     1599 transitions (= stored+matched)',
      '    0.250\tactual memory usage for states',
    ].join('\n');
    expect(verified(told)).toEqual({ states: 256, transitions: 1599, errors: 16, vector: 36, bytesOfState: 1024 });
    expect(() => verified(`${told}\nerror: max search depth too small`)).toThrow('expected all states');
    expect(() => verified('pan: out of memory')).toThrow('expected all states');
    expect(() => verified('')).toThrow('in what pan says');
  });
});
