/** Names and ranges of a fleet's campaigns. */
import { describe, expect, it } from 'vitest';
import { blockWords } from '../../fuzz/blocks.ts';
import { campaignId, type FleetCampaign, jobId, rangesFrom } from '../../fuzz/fleetCampaign.ts';

describe('the name of a campaign', () => {
  const campaign: FleetCampaign = { seed: 1, targets: ['codec'], inputs: 1000, maker: { program: 'p', core: 'c' } };

  it('is another for another campaign, and can stand in a key', () => {
    const others: FleetCampaign[] = [
      ...['6.12', '6.12_0', '6.12-a:b', '6.12~5f~0'].map((version) => ({ ...campaign, version })),
      { ...campaign, seed: 2 },
      { ...campaign, inputs: 2000 },
      { ...campaign, targets: ['codec', 'mm'] },
      { ...campaign, maker: { program: 'p', core: 'd' } },
    ];
    const names = [campaign, ...others].map(campaignId);
    expect(new Set(names).size).toBe(names.length);
    expect(names.join()).not.toMatch(/[:\s]/);
  });

  it('has a bounded number of jobs, which hold every block once', () => {
    for (const inputs of [1, blockWords, 1e9 + 1, 1e15 - 1])
      for (const targets of [['codec'], ['objects'], ['mm', 'codec']] as const) {
        const ranges = rangesFrom({ ...campaign, targets, inputs }, 0, inputs);
        expect(ranges.length).toBeLessThanOrEqual(4096);
        const blocks = ranges.reduce((at, { from, count }) => (from === at ? at + count : Number.NaN), 0);
        expect(blocks).toBeGreaterThanOrEqual(1);
        expect(new Set(ranges.map(jobId)).size).toBe(ranges.length);
      }
  });
});
