/** What the signs of the timeline mean. */
import { measure } from './measure.ts';

interface Sign {
  readonly says: string;
  readonly draw: (x: number, y: number) => string;
}
const box =
  (kind: string): Sign['draw'] =>
  (x, y) =>
    `<rect x="${x}" y="${y - 10}" width="14" height="12" rx="2" class="${kind} edge"/>`;

const ofEntries: readonly Sign[] = [
  { says: 'present', draw: box('page') },
  { says: 'PROT_NONE', draw: box('hint') },
  { says: 'swap', draw: box('swap') },
  { says: 'migration', draw: box('move') },
  { says: 'other', draw: box('other') },
  { says: 'empty', draw: box('none') },
];
const apart: Sign = {
  says: 'kernels differ',
  draw: (x, y) =>
    `<rect x="${x}" y="${y - 10}" width="14" height="12" rx="2" fill="none" class="apart" stroke-width="2.5"/>`,
};
const bar =
  (kind: string): Sign['draw'] =>
  (x, y) =>
    `<rect x="${x + 3}" y="${y - 12}" width="8" height="15" class="${kind}"/>`;
const ofLanes: readonly Sign[] = [
  { says: 'acts', draw: (x, y) => `<circle cx="${x + 7}" cy="${y - 4}" r="6" class="dot"/>` },
  { says: 'holds a lock for reading', draw: bar('reads') },
  { says: 'for writing', draw: bar('writes') },
  {
    says: 'waits',
    draw: (x, y) =>
      `<line x1="${x + 7}" y1="${y - 12}" x2="${x + 7}" y2="${y + 3}" class="waits" stroke-dasharray="4 4" stroke-width="2.5"/>`,
  },
  {
    says: 'flushes a TLB',
    draw: (x, y) =>
      `<line x1="${x - 4}" y1="${y - 4}" x2="${x + 8}" y2="${y - 4}" class="flush" stroke-width="2"/><path d="M${x + 14} ${y - 4}l-8 -4v8z" class="flushed"/>`,
  },
  {
    says: 'stale writable TLB',
    draw: (x, y) => `<circle cx="${x + 7}" cy="${y - 4}" r="6" fill="none" class="tlb" stroke-width="2"/>`,
  },
];
const ofProcesses: readonly Sign[] = [
  {
    says: 'works on the entry of a process',
    draw: (x, y) =>
      `<path d="M${x - 2} ${y - 9}V${y - 4}H${x + 8}" fill="none" class="call" stroke-width="1.5"/><path d="M${x + 14} ${y - 4}l-7 -3.5v7z" class="dot"/>`,
  },
  {
    says: 'changed in this step',
    draw: (x, y) => `<text x="${x}" y="${y}" font-size="10" class="mono digit" font-weight="bold">0x</text>`,
  },
];

const size = 11;
const lineHeight = 20;

/** The legend in lines no wider than the picture, and how high it is. */
export function legend(
  x: number,
  top: number,
  width: number,
  shows: { readonly lanes: boolean; readonly processes: boolean; readonly several: boolean },
): { readonly svg: string; readonly height: number } {
  const signs = [
    ...ofEntries,
    ...(shows.several ? [apart] : []),
    ...(shows.lanes ? ofLanes : []),
    ...(shows.processes ? ofProcesses : []),
  ];
  let [at, y] = [x, top];
  const drawn = signs.map(({ says, draw }) => {
    const needs = 20 + measure(says, size) + 14;
    if (at > x && at + needs > width) [at, y] = [x, y + lineHeight];
    const svg = `${draw(at, y)}<text x="${at + 20}" y="${y}" font-size="${size}" class="soft">${says}</text>`;
    at += needs;
    return svg;
  });
  return { svg: drawn.join(''), height: y - top + lineHeight };
}
