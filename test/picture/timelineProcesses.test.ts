/** Lanes of processes in the picture of a life. */
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { measureMono } from '../../lib/picture/measure.ts';
import { shownRows } from '../../lib/picture/shownRows.ts';
import { timelineSvg } from '../../lib/picture/timelineSvg.ts';
import { play } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';

const picture = (script: string, ...versions: string[]) =>
  timelineSvg(
    script,
    versions.map((version) => {
      const k = kernel(version);
      return { kernel: k, rows: shownRows(k, play(k, parseScript(script))) };
    }),
  );

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
interface Chip extends Box {
  readonly title: string;
  readonly class: string;
  readonly texts: readonly string[];
  readonly changed: boolean;
}

const numbers = (markup: string): Box =>
  Object.fromEntries(
    ['x', 'y', 'width', 'height'].map((name) => [name, Number(new RegExp(`\\b${name}="([\\d.]+)"`).exec(markup)?.[1])]),
  ) as unknown as Box;

/** The entries in lanes, in the order in which they are drawn: by row, then by process. */
const chipsOf = (svg: string): readonly Chip[] =>
  [...svg.matchAll(/<g><title>(.*?)<\/title>(<rect[^>]*>)(.*?)<\/g>/g)].map(([, title = '', rect = '', rest = '']) => ({
    ...numbers(rect),
    title,
    class: /class="([^"]*)"/.exec(rect)?.[1] ?? '',
    texts: [...rest.matchAll(/>([^<]+)<\/text>/g)].map(([, text = '']) => text),
    changed: rest.includes('digit'),
  }));
const ofProcess = (svg: string, name: string) => chipsOf(svg).filter(({ title }) => title.startsWith(`${name}:`));

/** The middle of the lane that has this name above it. */
const laneOf = (svg: string, name: string): number =>
  Number(new RegExp(`<text x="([\\d.]+)"[^>]*>${name}</text>`).exec(svg)?.[1]);

/** The arrows from CPUs to entries; the last one is in the legend. */
const callsOf = (svg: string) =>
  [...svg.matchAll(/<path d="M([\d.]+) ([\d.]+)V([\d.]+)H([\d.]+)" fill="none" class="(call|waits)"/g)]
    .map(([, cpu, , level, tip, kind]) => ({ cpu: Number(cpu), level: Number(level), tip: Number(tip), kind }))
    .slice(0, -1);

/** What is done, below entries: where it stands and the text. */
const doneOf = (svg: string) =>
  [
    ...svg
      .replaceAll(/<g>.*?<\/g>/g, '')
      .matchAll(/<text x="([\d.]+)" y="([\d.]+)" font-size="9" text-anchor="middle" class="ink">([^<]+)</g),
  ].map(([, x, y, text]) => ({ x: Number(x), y: Number(y), text }));

/** The boxes of rows. */
const boxesOf = (svg: string): readonly Box[] =>
  [...svg.matchAll(/<rect[^>]*rx="5"[^>]*>/g)].map(([rect]) => numbers(rect));

/** Every entry stands beside the box of its row, and does not reach below it. */
function expectInRows(svg: string): void {
  const boxes = boxesOf(svg);
  for (const { y, height, title } of chipsOf(svg))
    expect(
      boxes.some((box) => y >= box.y && y + height <= box.y + box.height),
      title,
    ).toBe(true);
}

const shared = 'shmem; A: write; B: map; A: uffd-wp; pageout; B: write; A: write';

describe('a life of several processes', () => {
  const svg = picture(shared, '6.12');

  it('has a lane for each of them, between the CPUs and the boxes', () => {
    const [cpu, a, b, box] = [
      laneOf(svg, 'cpu1'),
      laneOf(svg, 'process A'),
      laneOf(svg, 'process B'),
      boxesOf(svg)[0]?.x ?? 0,
    ];
    expect([cpu, a, b, box]).toEqual([cpu, a, b, box].toSorted((one, other) => one - other));
    for (const [name, middle] of [
      ['A', a],
      ['B', b],
    ] as const)
      for (const { x, width } of ofProcess(svg, name)) expect(x + width / 2).toBe(middle);
  });

  it('is no wider than with the lanes of CPUs alone, and nothing stands on anything else', () => {
    const wide = (text: string) => Number(/width="(\d+)"/.exec(text)?.[1]);
    expect(wide(svg)).toBe(wide(picture('shmem; cpu0: write; cpu1: read', '6.12')));
    for (const { x, width } of chipsOf(svg)) {
      expect(x).toBeGreaterThan(laneOf(svg, 'cpu1') + 6);
      expect(x + width).toBeLessThan(boxesOf(svg)[0]?.x ?? 0);
    }
    expectInRows(svg);
  });

  // 6.12.0, mm/rmap.c, try_to_unmap_one(): pte_install_uffd_wp_if_needed() leaves a marker where the entry had the bit,
  // which says nothing of the entry of another process
  it('shows the entry of each beside each step: B is not affected, A is trapped', () => {
    expect(ofProcess(svg, 'A').map(({ texts }) => texts.slice(1).join(', '))).toEqual([
      'writable',
      'writable',
      'read-only, uffd-wp',
      'marker, uffd-wp',
      'marker, uffd-wp',
      'read-only, uffd-wp',
    ]);
    const b = ofProcess(svg, 'B');
    expect(b.map(({ texts }) => texts.slice(1).join(', '))).toEqual([
      'empty',
      'empty',
      'empty',
      'writable',
      'writable',
    ]);
    expect(b.map(({ class: kind }) => kind.split(' ')[0])).toEqual(['none', 'none', 'none', 'page', 'page']);
    expect(b.map(({ changed }) => changed)).toEqual([false, false, false, true, false]);
    expect(b[3]?.texts[0]).toMatch(/^0x…[0-9a-f]{6}$/);
  });

  it('has an arrow from the CPU of each step to the process that it works on, with the operation below', () => {
    const [cpu0, cpu1] = [laneOf(svg, 'cpu0'), laneOf(svg, 'cpu1')];
    const calls = callsOf(svg);
    expect(calls.map(({ cpu }) => cpu)).toEqual([cpu0, cpu1, cpu0, cpu0, cpu1, cpu0]);
    const chips = [...'ABAABA'].map((name, i) => {
      const its = ofProcess(svg, name);
      return its[name === 'A' ? i : i - 1];
    });
    calls.forEach(({ tip, level }, i) => {
      const chip = chips[i];
      expect(tip + 7).toBe(chip?.x);
      expect(level).toBeGreaterThan(chip?.y ?? 0);
      expect(level).toBeLessThan((chip?.y ?? 0) + (chip?.height ?? 0));
    });
    const done = doneOf(svg);
    expect(done.map(({ text }) => text)).toEqual(['write', 'map', 'uffd-wp', 'pageout', 'write', 'write']);
    done.forEach(({ x, y }, i) => {
      expect(x).toBe((chips[i]?.x ?? 0) + (chips[i]?.width ?? 0) / 2);
      expect(y).toBeGreaterThan((chips[i]?.y ?? 0) + (chips[i]?.height ?? 0));
    });
  });

  it('says in the box whose entry it is, and leaves to the lanes what those of others are', () => {
    expect(svg.match(/class="soft">process [AB]<\/text>/g)).toHaveLength(2 + 6);
    expect(svg).not.toMatch(/class="soft">A 0x/);
  });

  it('explains its signs', () => {
    expect(svg).toContain('>works on the entry of a process<');
    expect(svg).toContain('>changed in this step<');
  });
});

describe('lanes of processes', () => {
  it('begin with fork and end with exit, though one CPU does it all', () => {
    const svg = picture('anon; cpu0: write; cpu0: fork; B: cpu0: exit; cpu0: write', '6.12');
    const b = ofProcess(svg, 'B');
    expect(b.map(({ texts }) => texts[1])).toEqual(['read-only', 'no mapping']);
    const lines = [...svg.matchAll(/<line x1="([\d.]+)" y1="([\d.]+)" x2="[\d.]+" y2="([\d.]+)" class="lane"/g)]
      .map(([, x, from, to]) => [x, from, to].map(Number))
      .filter(([x]) => x === laneOf(svg, 'process B'));
    expect(lines).toHaveLength(2);
    expect(lines[0]?.[1]).toBe(b[0]?.y); // from the child's first entry on
    expect(lines[1]?.[2]).toBe((b[1]?.y ?? 0) + (b[1]?.height ?? 0)); // down to the last
    expect(svg).toContain('>cpu0<');
    expect(ofProcess(svg, 'A')).toHaveLength(4);
  });

  it('show waiting: a dashed line to the entry, without a head', () => {
    const script = 'anon; write; fork; cpu0: clear-refs-begin; A: cpu2: fork; cpu0: clear-refs-end';
    const kinds = callsOf(picture(script, '6.12')).map(({ kind }) => kind);
    expect(kinds).toEqual(['call', 'call', 'call', 'waits', 'call', 'call']);
  });

  it('say whose entry a stale TLB holds', () => {
    const svg = picture('anon; fork; A: cpu1: write; B: cpu2: write; A: cpu0: clear-refs-begin', '5.10');
    const ring = /<circle cx="([\d.]+)" cy="[\d.]+" r="6" fill="none" class="tlb"[^>]*><text[^>]*>([A-Z])<\/text>/;
    expect(ring.exec(svg)?.slice(1)).toEqual([`${laneOf(svg, 'cpu1')}`, 'A']);
  });

  it('mark the entries that differ between kernels, and no others', () => {
    const svg = picture(shared, '6.6', '6.12');
    expect(chipsOf(svg).filter(({ class: kind }) => kind.endsWith('apart'))).toEqual([]);
    const parted = picture(shared, '6.0', '6.12');
    const apart = (name: string) => ofProcess(parted, name).filter(({ class: kind }) => kind.endsWith('apart'));
    expect(apart('A').length).toBeGreaterThan(0);
    expect(apart('B')).toEqual([]);
  });

  it('show pages one under the other where their entries differ, and rows are high enough for them', () => {
    const svg = picture('anon-folio; write; fork; B: write 2; B: read', '6.12');
    const after = chipsOf(svg).filter(({ title }) => title.startsWith('B page'));
    expect(after.slice(1, 4).map(({ texts }) => texts.slice(1))).toEqual([
      ['pages 0-1', 'read-only'],
      ['page 2', 'writable'],
      ['page 3', 'read-only'],
    ]);
    expectInRows(picture('anon-folio; write; fork; B: write 2; A: pin', '6.12'));
  });

  it('break long names behind a hyphen', () => {
    const svg = picture('anon; write; fork; B: clear-refs-begin; B: flush', '6.12');
    expect(doneOf(svg).map(({ text }) => text)).toEqual(['write', 'fork', 'clear-refs-', 'begin', 'flush']);
  });

  it('hold nothing that markup gives a meaning', () => {
    const k = kernel('6.12');
    const rows = shownRows(k, play(k, parseScript('anon; write; fork')));
    const svg = timelineSvg('x', [{ kernel: k, rows: rows.map((row) => ({ ...row, operation: '<b>&' })) }]);
    expect(doneOf(svg).map(({ text }) => text)).toEqual(Array(2).fill('&#60;b&#62;&#38;'));
    expect(svg).not.toContain('<b>');
  });

  it('are not there where one process is alone, whose boxes are as wide as ever', () => {
    const svg = picture('anon; cpu0: write; cpu1: read', '6.12');
    expect(svg).not.toContain('>process A<');
    expect(svg).not.toContain('works on the entry');
    expect(boxesOf(svg)[0]?.width).toBe(384);
    expect(chipsOf(svg)).toEqual([]);
  });

  it('leave the script on top within the picture', () => {
    const script = `anon; write; fork${'; A: write; B: write'.repeat(9)}`;
    const svg = picture(script, '6.12');
    const width = Number(/width="(\d+)"/.exec(svg)?.[1]);
    const lines = [...svg.matchAll(/<text x="12" y="\d+" font-size="13" class="mono ink">([^<]*)</g)];
    expect(lines.length).toBeGreaterThan(1);
    for (const [, text = ''] of lines) expect(12 + measureMono(text, 13)).toBeLessThan(width);
  });
});
