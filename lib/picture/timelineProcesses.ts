/** The lanes of processes beside the boxes of a kernel: what the entry of each is after every step, and who works on it. */
import type { Decoded, Kind } from '../codec/decoded.ts';
import { explain } from '../codec/explain.ts';
import { entriesOf } from '../world/entries.ts';
import { shortWord } from '../world/told/around.ts';
import { alikePages } from '../world/told/pages.ts';
import type { ProcessState, World } from '../world/world.ts';
import { escapeMarkup } from './escape.ts';
import { fitted } from './measure.ts';
import type { ShownRow } from './shownRows.ts';
import { classOf } from './timelineStyle.ts';

/** The width of a process's lane. */
export const processWidth = 70;
const chipWidth = 62;
/** Where chips begin, and where the arrow from a CPU meets them: below its flushes, above what its TLB holds. */
const top = 6;
const arrowAt = 24;
const size = 9;
const step = 11;
const gap = 3;

/** The entry of a process, or entries of its pages that are alike, in a few short lines. */
interface Chip {
  readonly word: string;
  readonly changed: boolean;
  readonly kind: Kind;
  readonly lines: readonly string[];
  /** All of it, for who points at it. */
  readonly title: string;
}

/** What a process's lane shows during one row. */
export interface ProcessSeen {
  readonly name: string;
  readonly chips: readonly Chip[];
  /** The operation, where it is for this process. */
  readonly does: readonly string[];
  /** The row made the process. */
  readonly born: boolean;
  /** The row took the mapping away, or the process came without. */
  readonly ends: boolean;
}

/** The processes of lives that get lanes; none where one is alone. */
export function processesOf(rows: readonly ShownRow[]): readonly string[] {
  const names = new Set(rows.flatMap(({ world }) => world.mms.map(({ name }) => name)));
  return names.size > 1 ? [...names].sort() : [];
}

/** What the lanes of processes show after a row; those whose mapping was gone before show nothing any more. */
export function processesSeen(row: ShownRow, before: World | undefined): readonly ProcessSeen[] {
  return row.world.mms.flatMap((mm) => {
    const was = before?.mms.find(({ name }) => name === mm.name);
    const [is, had] = [isMapped(mm), was !== undefined && isMapped(was)];
    if (!is && was && !had) return [];
    const does = mm.name === row.process ? brief(row.operation) : [];
    return [{ name: mm.name, chips: chipsOf(row.world, mm, was), does, born: before !== undefined && !was, ends: !is }];
  });
}
const isMapped = (mm: ProcessState): boolean => entriesOf(mm).some(({ mapped }) => mapped);

/** The operation without who does it and when: `write` of `B: cpu1: write (had to wait)`. */
const spoken = (operation: string): string => operation.replace(/^.*: /, '').replace(/ \(had to wait\)$/, '');

/** The operation in lines for a lane: a long name is broken behind a hyphen. */
const brief = (operation: string): readonly string[] =>
  fitted(spoken(operation).replaceAll('-', '- '), size, processWidth - 4).map((line) => line.replaceAll('- ', '-'));

function chipsOf(w: World, mm: ProcessState, was: ProcessState | undefined): readonly Chip[] {
  const groups = mm.rest ? alikePages(w, mm.name) : [{ first: 0, last: 0, pte: mm.pte }];
  const [entries, old] = [entriesOf(mm), was ? entriesOf(was) : []];
  return groups.map(({ first, last, pte }) => {
    const { headline, entry } = explain(w.k, pte, { level: mm.level ?? 'pte' });
    const pages = first === last ? `page ${first}` : `pages ${first}-${last}`;
    const its = entries.slice(first, last + 1);
    return {
      word: shortWord(pte),
      changed: its.some((one, i) => one.pte !== (old[first + i]?.pte ?? 0n)),
      kind: entry.kind,
      lines: [...(mm.rest ? [pages] : []), ...(its.some(({ mapped }) => mapped) ? state(entry) : ['no mapping'])],
      title: `${mm.name}${mm.rest ? ` ${pages}` : ''}: ${headline}`,
    };
  });
}

/** Kinds in a word or two; a page that is mapped is told by what it permits. */
const shortKinds: Readonly<Record<Exclude<Kind, 'present'>, string>> = {
  none: 'empty',
  protnone: 'PROT_NONE',
  swap: 'swap',
  migrationRead: 'migration r',
  migrationReadExclusive: 'migration r',
  migrationWrite: 'migration w',
  deviceWrite: 'device w',
  deviceRead: 'device r',
  deviceExclusiveWrite: 'exclusive w',
  deviceExclusiveRead: 'exclusive r',
  deviceExclusive: 'exclusive',
  hwpoison: 'poisoned',
  pteMarker: 'marker',
  swapinError: 'swap error',
  unknown: 'unknown',
};

function state(entry: Decoded): readonly string[] {
  const short = entry.kind === 'present' ? (entry.write ? 'writable' : 'read-only') : shortKinds[entry.kind];
  const huge = 'huge' in entry && entry.huge ? ['huge'] : [];
  const uffd = 'uffdWp' in entry && entry.uffdWp ? ['uffd-wp'] : [];
  const more = [...huge, ...uffd].join(' ');
  return more === '' ? [short] : [short, more];
}

const chipHeight = ({ lines }: Chip): number => step * (1 + lines.length) + 6;
const chipsHeight = (chips: readonly Chip[]): number => chips.reduce((sum, chip) => sum + chipHeight(chip) + gap, 0);

/** How high a row is for its processes. */
export const processesHeight = (seen: readonly ProcessSeen[]): number =>
  Math.max(0, ...seen.map(({ chips, does }) => top + chipsHeight(chips) + does.length * step + 2));

/** What tells kernels apart: the lanes of the processes at one height. */
export const chipsText = ({ chips, ends }: ProcessSeen): string =>
  [ends, ...chips.flatMap(({ title, word, lines }) => [title, word, ...lines])].join('\n');

/** The line of a process's life during a row around the middle of its lane, from `y` down. */
export function drawLife({ chips, born, ends }: ProcessSeen, middle: number, y: number, height: number): string {
  const [from, to] = [born ? y + top : y, ends ? y + top + chipsHeight(chips) - gap : y + height];
  return `<line x1="${middle}" y1="${from}" x2="${middle}" y2="${to}" class="lane" stroke-width="1"/>`;
}

/** Its entries on that line, and what is done to them; `apart` where kernels differ here. */
export function drawEntries({ chips, does }: ProcessSeen, middle: number, y: number, apart: boolean): string {
  const below = y + top + chipsHeight(chips);
  const drawn = chips.map((chip, i) =>
    drawChip(chip, middle, y + top + chipsHeight(chips.slice(0, i)), apart ? 'apart' : 'edge'),
  );
  const paper = `<rect x="${middle - chipWidth / 2}" y="${below - 1}" width="${chipWidth}" height="${does.length * step + 2}" class="paper"/>`;
  const said = does.map((line, i) => centred(middle, below + 8 + i * step, 'ink', line));
  return [...drawn, ...(does.length > 0 ? [paper] : []), ...said].join('');
}

function drawChip({ word, changed, kind, lines, title }: Chip, middle: number, y: number, edge: string): string {
  const rect = `<rect x="${middle - chipWidth / 2}" y="${y}" width="${chipWidth}" height="${step * (1 + lines.length) + 6}" rx="4" class="${classOf(kind)} ${edge}" stroke-width="${edge === 'apart' ? 2 : 1}"/>`;
  const head = `<text x="${middle}" y="${y + 12}" font-size="10" text-anchor="middle" class="mono ${changed ? 'digit" font-weight="bold' : 'ink'}">${word}</text>`;
  const rest = lines.map((line, i) => centred(middle, y + 12 + (i + 1) * step, 'ink', line));
  return `<g><title>${escapeMarkup(title)}</title>${rect}${head}${rest.join('')}</g>`;
}

const centred = (x: number, y: number, fill: string, text: string): string =>
  `<text x="${x}" y="${y}" font-size="${size}" text-anchor="middle" class="${fill}">${escapeMarkup(text)}</text>`;

/** From the CPU that acts down and over to the entry that it works on; dashed where it only waits for it. */
export function drawCall(cpu: number, process: number, y: number, waits: boolean): string {
  const [level, tip] = [y + arrowAt, process - chipWidth / 2 - 1];
  const kind = waits ? 'waits" stroke-dasharray="4 4' : 'call';
  const path = `<path d="M${cpu} ${y + 15}V${level}H${tip - (waits ? 0 : 6)}" fill="none" class="${kind}" stroke-width="1.5"/>`;
  return waits ? path : `${path}<path d="M${tip} ${level}l-7 -3.5v7z" class="dot"/>`;
}
