/**
 * Kernels' own headers against the project. PTE_KERNELS names the folder that scripts/kernels/kernel-headers.sh and cbmc.sh
 * have filled; without it there is nothing to ask.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { constantDiffers, helperDiffers } from '../../crosscheck/compareCase.ts';
import { type CrosscheckSettings, compareKernel } from '../../crosscheck/compareKernel.ts';
import { proveHeaders } from '../../crosscheck/prove/proveHeaders.ts';
import { reportPage } from '../../crosscheck/report.ts';
import { forgetKernels } from '../../lib/kernel/kernel.ts';
import { presentBits } from '../../spec/present.ts';
import { swapBits } from '../../spec/swap.ts';

const kernels = process.env.PTE_KERNELS ?? '';
const releases = kernels && existsSync(join(kernels, 'headers')) ? readdirSync(join(kernels, 'headers')) : [];
const cbmc = join(kernels, 'cbmc/cbmc');

const settings = (release: string, more: Partial<CrosscheckSettings> = {}): CrosscheckSettings => {
  const source = join(kernels, 'source', release);
  return {
    headers: join(kernels, 'headers', release),
    ...(existsSync(source) && { source }),
    count: 30_000,
    seed: 1,
    variants: true,
    ...more,
  };
};

/** A row of the spec, wrong by one bit for as long as `during` runs. */
async function moved<T>(row: { bit: number }, during: () => Promise<T>): Promise<T> {
  const { bit } = row;
  row.bit = bit + 1;
  forgetKernels();
  try {
    return await during();
  } finally {
    row.bit = bit;
    forgetKernels();
  }
}
const row = (rows: readonly { readonly id: string; readonly bit: number }[], id: string) =>
  rows.find((r) => r.id === id) as { bit: number };

describe.skipIf(releases.length === 0)('headers', () => {
  it.each(releases)(
    'of %s agree on constants and helpers, on every machine and with each option the other way',
    async (release) => {
      const report = await compareKernel(settings(release));
      expect(report.cases.length).toBeGreaterThan(10);
      for (const { name, constants, helpers } of report.cases) {
        expect(constants.filter(constantDiffers), name).toEqual([]);
        expect(helpers.filter(helperDiffers), name).toEqual([]);
        expect([constants.length > 90, helpers.length > 90]).toEqual([true, true]);
      }
      expect([report.agree, report.news]).toEqual([true, []]);
      const page = reportPage(report);
      expect(page).toContain('They agree.');
      expect(page).toMatch(
        /The headers of Linux \S+ in .*, compared with \S+: [\d,]+ inputs? for each helper, seed \d+/,
      );
      expect(page).toMatch(/Not checked/);
    },
  );

  it.skipIf(!existsSync(cbmc)).each(releases.filter((r) => existsSync(join(kernels, 'source', r))))(
    'of %s agree for all words',
    async (release) => {
      const { headers, source } = settings(release);
      const { proofs } = await proveHeaders({ headers, cbmc, ...(source !== undefined && { source }) });
      expect(proofs.filter((p) => p.verdict !== 'proved')).toEqual([]);
      expect(proofs.length).toBeGreaterThan(90);
    },
  );

  const [first = ''] = releases;

  it('show a wrong row by its constant and by the helpers', async () => {
    const report = await moved(row(presentBits, 'softDirty'), () =>
      compareKernel(settings(first, { variants: false, count: 1000 })),
    );
    const [configured] = report.cases;
    expect(configured?.constants.filter(constantDiffers).map((c) => c.name)).toContain('_PAGE_CHG_MASK');
    expect(configured?.helpers[0]?.verdict).toBe('differ');
    expect(report.agree).toBe(false);
  });

  it('show a wrong row by random words, with the smallest input', async () => {
    const report = await moved(row(swapBits, 'swpSoftDirty'), () =>
      compareKernel(settings(first, { variants: false, count: 1000 })),
    );
    const wrong = report.cases[0]?.helpers.find((h) => h.helper === 'pte_swp_soft_dirty');
    expect(wrong).toMatchObject({ verdict: 'differ', difference: { arguments: [expect.any(BigInt)] } });
    const [word] = wrong?.verdict === 'differ' ? wrong.difference.arguments : [];
    expect(word === 2n || word === 4n).toBe(true); // one of the two bits, and no other
  });

  it.skipIf(!existsSync(cbmc))('show a wrong row by proof, with a counterexample', async () => {
    const { headers, source } = settings(first);
    const { proofs } = await moved(row(swapBits, 'swpSoftDirty'), () =>
      proveHeaders({ headers, cbmc, ...(source !== undefined && { source }) }),
    );
    const refuted = proofs.filter((p) => p.verdict === 'refuted').map((p) => p.helper);
    expect(refuted).toContain('pte_swp_soft_dirty');
    expect(refuted).not.toContain('pte_present');
  });
});
