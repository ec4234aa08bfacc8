import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { parseScript } from '../../lib/world/script.ts';
import { partings, sayParting } from '../../lib/world/told/partings.ts';

const said = (versions: readonly string[], script: string) =>
  partings(
    versions.map((version) => kernel(version)),
    parseScript(script),
  ).map(sayParting);

describe('partings', () => {
  // 51d3d5eb74ff (C0.6, C0.12), 96a9c287e25d taken back by 6.4 (C0.4), 09854ba94c6a (C4.11)
  it.each([
    [
      ['6.0', '6.2'],
      'shmem; read; uffd-wp; migrate; write',
      '6.0 and 6.2 part here (migrate) by writenotifyForUffdWp, 51d3d5eb74ff, 6.2 and 6.1.8',
    ],
    [
      ['6.1.7', '6.1.8'],
      'shmem; read; uffd-wp; migrate',
      '6.1.7 and 6.1.8 part here (migrate) by writenotifyForUffdWp, 51d3d5eb74ff, 6.2 and 6.1.8',
    ],
  ])('names row, commit and dates: %s', (versions, script, expected) => {
    expect(said(versions, script)).toEqual([expected]);
  });

  it('takes each pair of neighbours', () => {
    const [first, second, ...more] = said(
      ['5.8', '5.10', '5.12'],
      'anon; cpu1: write; cpu0: pin; cpu0: clear-refs-begin; cpu2: copy-begin; cpu1: write-tlb; cpu2: copy-end; cpu0: clear-refs-end',
    );
    expect(first).toMatch(/^5\.8 and 5\.10 part here \(cpu2: copy-begin\) by wpCountsMappings, 09854ba94c6a, 5\.9/);
    expect(second).toMatch(
      /^5\.10 and 5\.12 part here \(cpu0: clear-refs-begin\) by clearRefsSkipsPinned, 9348b73c2e1b/,
    );
    expect(more).toEqual([]);
  });

  it('says nothing where kernels agree', () => {
    expect(said(['6.11', '6.12'], 'anon; write; read')).toEqual([]);
  });

  it('names a proposal', () => {
    expect(said(['6.0', '6.0:wrprotectIfUffd'], 'shmem; read; uffd-wp; migrate')[0]).toContain('by wrprotectIfUffd');
  });
});
