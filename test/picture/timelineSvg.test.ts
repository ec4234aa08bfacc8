import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { fitted, measure } from '../../lib/picture/measure.ts';
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

const race =
  'anon; cpu1: write; cpu0: pin; cpu0: clear-refs-begin; cpu2: copy-begin; cpu1: write-tlb; cpu2: copy-end; cpu0: clear-refs-end';

describe('timelineSvg', () => {
  it('has lanes, locks, waits, flushes and what is lost, where several CPUs take part', () => {
    const svg = picture(race, '5.10', '5.12');
    for (const cpu of ['cpu0', 'cpu1', 'cpu2']) expect(svg.split(`class="soft">${cpu}<`)).toHaveLength(3);
    expect(svg).toMatch(/class="reads"\/>.*class="writes"\/>/s); // 29a951dfb3c3: mmap_lock for writing from 5.11 on
    expect(svg).toMatch(/class="waits" stroke-dasharray/);
    expect(svg).toMatch(/class="flushed"\/>/);
    expect(svg).toMatch(/class="lost" font-weight="bold">cpu1 wrote pfn 0x12345/);
  });

  it('stays simple for one CPU, and follows light and dark', () => {
    const svg = picture('anon; write; pageout', '6.12');
    expect(svg).not.toContain('>cpu0<');
    expect(svg).not.toContain('kernels differ');
    expect(svg).toContain('@media (prefers-color-scheme: dark)');
    expect(svg).toContain('>migration<');
  });

  it('marks where kernels differ, and nowhere else', () => {
    const svg = picture('shmem; read; uffd-wp; migrate', '6.0', '6.2');
    expect(svg.match(/ apart" stroke-width/g)).toHaveLength(2);
  });

  it('shows lines that waited, of whichever kernel', () => {
    expect(
      picture(
        'anon; cpu1: write; cpu0: clear-refs-begin; cpu2: copy-begin; cpu2: copy-end; cpu0: flush',
        '5.10',
        '5.12',
      ).match(/had to wait/g),
    ).toHaveLength(2);
  });
});

describe('fitted', () => {
  it('keeps every line within the room, and breaks a word that is longer', () => {
    const lines = fitted(`not possible: ${'a'.repeat(90)} or so`, 11, 200);
    for (const line of lines) expect(measure(line, 11)).toBeLessThanOrEqual(200);
    expect(lines.join('').replaceAll(' ', '')).toBe(`notpossible:${'a'.repeat(90)}orso`);
  });
});

describe('measure', () => {
  // advances of DejaVu Sans 2.37, from its hmtx table: it stands in for Helvetica where that is missing, and is the wider one
  it.each([
    [419.5, 'present page: pfn 0x12346, read-only, user, young, dirty, soft-dirty, uffd-wp'],
    [429.9, '+NX +SAVED_DIRTY -SOFT_DIRTY +UFFD_WP +ACCESSED +USER +PRESENT'],
    [382.0, 'vma_wants_writenotify() does not ask for userfaultfd write protection'],
    [281.2, 'fault: VM_FAULT_LOCKED | VM_FAULT_COMPLETED'],
    [194.0, 'TLB cpu1 of B 0x…346867 writable'],
  ])('gives a text no less room than a wide font needs, and not much more: %d for %s', (width, text) => {
    expect(measure(text, 11)).toBeGreaterThanOrEqual(width);
    expect(measure(text, 11)).toBeLessThan(1.1 * width);
  });
});
