import { describe, expect, it } from 'vitest';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { parting } from '../../lib/kernel/parting.ts';
import { fault } from '../../lib/mm/common/fault.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';
import { doNumaPage } from '../../lib/mm/memory/doNumaPage.ts';
import { doWpPage } from '../../lib/mm/memory/doWpPage.ts';
import { removeMigrationPte } from '../../lib/mm/migrate/removeMigrationPte.ts';
import { changeProtNuma } from '../../lib/mm/mprotect/changeProtNuma.ts';
import { anonVma, entry } from '../mm/entries.ts';

const ids = (a: string, b: string, ask: (k: Kernel) => unknown) => {
  const { alone, together } = parting(kernel(a), kernel(b), ask);
  return [alone.map(({ id }) => id), together.map(({ id }) => id)];
};

/** C0.6, C0.7: a read-only entry of shared memory is restored, write protection by userfaultfd being on or not. */
const restored = (uffdWp: boolean) => (k: Kernel) => {
  const modes = uffdWp ? (['uffdWp'] as const) : [];
  const mapping = vma(k, { vmFlags: ['read', 'write', 'shared', 'softdirty', ...modes] });
  return removeMigrationPte(k, entry(k, 'read', { uffdWp }), mapping, folio({ anon: false }), 0x12345n).pte & 2n;
};

describe('parting', () => {
  it('names the row and its commit', () => {
    // 51d3d5eb74ff: vm_page_prot loses RW; 96a9c287e25d: read-only entries are write-protected, which 6.4 takes back
    expect(ids('6.1.7', '6.1.8', restored(true))).toEqual([['writenotifyForUffdWp'], []]);
    expect(ids('6.0', '6.2', restored(true))).toEqual([['writenotifyForUffdWp'], []]);
    expect(ids('6.1.12', '6.1.13', restored(false))).toEqual([['migrationWrprotectsReadEntry'], []]);
    expect(ids('6.3', '6.4', restored(false))).toEqual([['migrationWrprotectsReadEntry'], []]);
    expect(ids('6.0', '6.0:wrprotectIfUffd', restored(true))).toEqual([['wrprotectIfUffd'], []]);
    const [row] = parting(kernel('6.0'), kernel('6.2'), restored(true)).alone;
    expect(row).toMatchObject({ cite: '51d3d5eb74ff', when: '6.2 and 6.1.8', heldBy: 'second' });
  });

  it('names each row that would do, where several would', () => {
    // f1eb1bacfba9 (6.3) puts the write protection into the helper as well
    expect(ids('6.0', '6.3', restored(true))).toEqual([['mkuffdWpWrprotects', 'writenotifyForUffdWp'], []]);
  });

  it('names the rows that do it together, where none does alone', () => {
    // C1.1, C1.9, C4.11: the hint on one page and the write to another part by one row each
    const both = (k: Kernel) => {
      const page = folio({ exclusive: true, dirty: true });
      const hint = changeProtNuma(k, 0x8000000012345867n, anonVma(k), page).pte & 2n;
      const pinned = folio({ mapcountReusable: true });
      const copies = doWpPage(k, 0x8000000012345825n, anonVma(k), pinned, fault({ write: true }), { copyPfn: 7n });
      return `${hint} ${copies.effects.includes('copy page')}`;
    };
    const [alone = [], together = []] = ids('5.8', '6.2', both);
    expect(alone).toEqual([]);
    expect([...together].sort()).toEqual(['numaSavedwrite', 'wpCountsMappings']);
  });

  it('says nothing where two kernels agree, and of kernels that cannot answer', () => {
    expect(ids('6.0', '6.1.7', restored(true))).toEqual([[], []]);
    const moved = (k: Kernel) => doNumaPage(k, 0x000fffffedcba962n, anonVma(k), folio()).pte & 2n;
    expect(ids('6.1', '6.2', moved)).toEqual([['numaSavedwrite'], []]);
    const picky = (k: Kernel) => {
      if (k.patches.length > 0) throw new RangeError('no such kernel');
      return k.name;
    };
    expect(ids('6.1', '6.2', picky)).toEqual([[], []]);
  });
});
