/** MREMAP_DONTUNMAP as mm/mremap.c has it: 5.7.14, 5.12.9, 5.14.2, 6.12.118, 7.3.4. */
import { describe, expect, it } from 'vitest';
import { type BehaviourId, kernel } from '../../lib/kernel/kernel.ts';
import { vmHas } from '../../lib/mm/common/vma.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';
import type { ProcessState } from '../../lib/world/world.ts';

const last = (version: string, script: string) => play(kernel(version), parseScript(script)).at(-1) as ScenarioRow;
const vmaOf = ({ world }: ScenarioRow) => (world.mms[0] as ProcessState).vma;

describe('mremap-dontunmap', () => {
  // vma_to_resize() of 5.12.9 and 5.14.2, check_prep_vma() of 7.3.4
  it.each([
    ['5.7', 'anon; write', ''],
    ['5.12', 'anon; write', ''],
    ['5.12', 'shmem; write', '-EINVAL'],
    ['5.12', 'file-private; write', '-EINVAL'],
    ['5.14', 'shmem; write', ''],
    ['7.3', 'file-private; write', ''],
    ['7.3', 'pfnmap; write', '-EINVAL'],
    ['7.3', 'hugetlb; write', '-EINVAL'],
  ])('on %s after %s is %s', (version, script, errno) => {
    const { events, after, before } = last(version, `${script}; mremap-dontunmap`);
    expect(events.map((said) => said.split(':')[0])).toEqual([errno === '' ? 'flush_tlb_page' : errno]);
    expect(after).toBe(errno === '' ? 0n : before);
  });

  it('does not exist before 5.7', () => {
    expect(last('5.6', 'anon; write; mremap-dontunmap').events[0]).toContain(
      'expected a kernel that has MREMAP_DONTUNMAP (5.7 and later), got 5.6',
    );
  });

  // move_ptes() clears every entry, and takes no marker apart: whatever stood there stands at the other address
  it('leaves nothing of userfaultfd behind in the range, which stays registered', () => {
    const k = kernel('7.3');
    const row = last('7.3', 'shmem; write; uffd-wp; mremap-dontunmap');
    expect([row.after, vmHas(vmaOf(row), k.vm.uffdWp)]).toEqual([0n, true]);
    expect(last('7.3', 'shmem; uffd-wp; mremap-dontunmap').after).toBe(0n);
    const { events } = last('7.3', 'shmem; write; uffd-wp; mremap-dontunmap; write');
    expect(events.at(-1)).toContain('the write was not trapped: LOST');
  });

  // for this it was made: userfaultfd is told of what is missing in the old range
  it('lets userfaultfd fill the range anew', () => {
    const { events } = last('5.7', 'anon; write; uffd-register missing; mremap-dontunmap; read');
    expect(events).toEqual(['trapped: a message to userfaultfd, the task sleeps']);
  });

  it('unlocks the range, and takes its anon_vma from 5.12 on', () => {
    const left = (version: string) => vmaOf(last(version, 'anon; write; mlock; mremap-dontunmap'));
    expect(vmHas(left('7.3'), kernel('7.3').vm.locked)).toBe(false);
    expect([left('5.11').anonVma, left('5.12').anonVma]).toEqual([true, false]);
  });

  it('does so by two rows', () => {
    const older = (id: BehaviourId) => kernel('7.3', { without: [`behaviours.${id}`] });
    const refused = play(older('dontunmapTakesFiles'), parseScript('shmem; write; mremap-dontunmap')).at(-1);
    expect(refused?.result).toBe('refused');
    const linked = play(older('dontunmapUnlinksAnonVma'), parseScript('anon; write; mremap-dontunmap')).at(-1);
    expect(linked?.world.mms[0]?.vma.anonVma).toBe(true);
  });

  it('takes huge pages and large folios along', () => {
    expect(last('7.3', 'thp; write; mremap-dontunmap').after).toBe(0n);
    const { world } = last('7.3', 'anon-folio; write; mremap-dontunmap');
    expect(world.mms.flatMap(({ pte, rest = [] }) => [pte, ...rest.map((one) => one.pte)])).toEqual([0n, 0n, 0n, 0n]);
  });
});
