import { describe, expect, it } from 'vitest';
import { needsMet } from '../../lib/kernel/config.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { resolveLayout } from '../../lib/kernel/layout.ts';
import { isByName } from '../../lib/kernel/numbers.ts';
import type { Row } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';

/** The id of every row of a table that is asked for by name alone. */
const byName = Object.entries<readonly Row[]>(tables).map(
  ([table, rows]) => [table, rows.map(({ id }) => id).filter((id) => isByName(`${table}.${id}`))] as const,
);

describe('numbers of a kernel', () => {
  it.each(byName.filter(([, ids]) => ids.length > 0))(
    'do not come from rows of %s that are asked for by name',
    (table, ids) => {
      for (const name of ['4.19', '6.12', '7.3']) {
        const { release, config, mask, type } = kernel(name);
        const named = new Map([[table, { added: new Set<string>(), removed: new Set(ids) }]]);
        const without = resolveLayout({ release, needs: needsMet(config), named }, { enc: 0n, shared: 0n });
        expect([without.layout, without.types]).toEqual([mask, type]);
      }
    },
  );

  it('are shared by kernels that differ in such rows, and by no others', () => {
    const [plain, patched, moved] = [
      kernel('6.12'),
      kernel('6.12:-anonExclusive'),
      kernel('6.12:-presentBits.savedDirty'),
    ];
    expect(patched.mask).toBe(plain.mask);
    expect([patched.does('anonExclusive'), plain.does('anonExclusive')]).toEqual([false, true]);
    expect([plain.mask.savedDirty, moved.mask.savedDirty]).toEqual([1n << 58n, 0n]);
    const [sme, tdx] = [kernel('6.12', { encMask: 1n << 47n }), kernel('6.12', { sharedMask: 1n << 47n })];
    expect([sme.mask.enc, tdx.mask.enc, tdx.mask.shared, plain.mask.cc]).toEqual([1n << 47n, 0n, 1n << 47n, 0n]);
    expect(kernel('6.1.7').mask).not.toBe(kernel('6.1.8').mask);
  });

  it.each([
    ['vmFlagBits', 'vm', 'uffdWp'],
    ['vmFaultBits', 'vmFault', 'VM_FAULT_COMPLETED'],
    ['faultFlagBits', 'faultFlag', 'vmaLock'],
    ['pagemapBits', 'pagemap', 'pmUffdWp'],
  ] as const)('of %s change one by one', (table, numbers, id) => {
    const ids = [...new Set(tables[table].map((row) => row.id))];
    for (const one of ids) {
      const [plain, without] = [kernel('7.3'), kernel(`7.3:-${table}.${one}`)];
      const all = ['mask', 'type', 'prot', 'vm', 'vmFault', 'faultFlag', 'pagemap'] as const;
      expect(all.filter((name) => name !== numbers).map((name) => without[name])).toEqual(
        all.filter((name) => name !== numbers).map((name) => plain[name]),
      );
      expect(without[numbers]).toEqual({ ...plain[numbers], [one]: 0n });
    }
    expect(ids).toContain(id);
  });

  it('belong to a kernel that is the same for whoever asks for it', () => {
    expect(kernel('6.12')).toBe(kernel('6.12'));
    expect(kernel('6.12.0')).not.toBe(kernel('6.12')); // its name is another
  });
});
