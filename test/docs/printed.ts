/** What `pte run` prints, as data: for each operation what stands there of each kernel. */

/** A line of the timeline: what one kernel leaves after one operation. */
export interface PrintedRow {
  /** As the heading of its block says it, such as `cpu1: write-tlb`. */
  readonly operation: string;
  /** As the command names it after -k. */
  readonly kernel: string;
  /** All lines, the entry first; a sentence that was wrapped is one line again. */
  readonly text: string;
}

/** All rows in order, and what stands outside of them, such as a sum or why two kernels part: of one kernel or of all. */
export interface Printed {
  readonly rows: readonly PrintedRow[];
  readonly rest: readonly { readonly kernel: string | undefined; readonly text: string }[];
}

/** Text without line breaks and without more than one space. */
const flat = (lines: readonly string[]): string => lines.join(' ').replaceAll(/\s+/g, ' ').trim();

/** Blocks: a line that is not indented, and the indented ones below it. */
function blocksOf(text: string): { heading: string; lines: string[] }[] {
  const blocks: { heading: string; lines: string[] }[] = [];
  for (const line of text.split('\n').filter((line) => line.trim() !== ''))
    if (line.startsWith('  ')) blocks.at(-1)?.lines.push(line);
    else blocks.push({ heading: line.trim(), lines: [] });
  return blocks;
}

/** The lines of each kernel in a block; a single kernel has them all. */
function byKernel(lines: readonly string[], kernels: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const [single] = kernels;
  if (kernels.length === 1 && single !== undefined) return found.set(single, [...lines]);
  let at: string[] | undefined;
  for (const line of lines) {
    const [, label = ''] = /^ {2}(\S+)/.exec(line) ?? [];
    if (kernels.includes(label)) {
      at = found.get(label) ?? [];
      found.set(label, at);
      at.push(line.slice(2 + label.length));
    } else at?.push(line);
  }
  return found;
}

/** Where kernels stand one below the other, each has a heading such as `Linux 5.12`. */
function sectionsOf(text: string, kernels: readonly string[]): { text: string; kernels: readonly string[] }[] {
  const parts = text.split(/^(?=Linux \S+)/m);
  return parts.map((part) => {
    const [, name = ''] = /^Linux (\S+)/.exec(part) ?? [];
    return { text: part, kernels: kernels.includes(name) ? [name] : kernels };
  });
}

/** Reads what was printed for these kernels, named as after -k. */
export function readPrinted(text: string, kernels: readonly string[]): Printed {
  const rows: PrintedRow[] = [];
  const rest: { kernel: string | undefined; text: string }[] = [];
  for (const section of sectionsOf(text, kernels))
    for (const { heading, lines } of blocksOf(section.text)) {
      const found = byKernel(lines, section.kernels);
      const isRow = [...found.values()].some((of) => /0x[0-9a-f]{16}/.test(of[0] ?? ''));
      if (isRow) for (const [kernel, of] of found) rows.push({ operation: heading, kernel, text: flat(of) });
      else {
        const own = section.kernels.length === 1 ? section.kernels[0] : undefined;
        rest.push(...[heading, ...lines].map((line) => ({ kernel: own ?? labelOf(line, kernels), text: line })));
      }
    }
  return { rows, rest };
}

/** The kernel that a line begins with. */
const labelOf = (line: string, kernels: readonly string[]): string | undefined =>
  kernels.find((name) => name === /^\s*(\S+?):?(?:\s|$)/.exec(line)?.[1]);
