/** `pte decode -k A -k B`: what a word is on several kernels, side by side. */
import { hex } from '../../lib/base/hex.ts';
import { toJson } from '../../lib/base/json.ts';
import type { Part } from '../../lib/codec/claims.ts';
import { decode } from '../../lib/codec/decode.ts';
import { type Explanation, explain } from '../../lib/codec/explain.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { bitRange } from '../../lib/picture/bitRange.ts';
import type { TableLevel } from '../../spec/schema.ts';
import { nameKernel } from '../kernelOptions.ts';
import { Lines } from '../output.ts';
import { checksOf } from '../ruler.ts';
import { colors } from '../terminal.ts';
import type { Block, WordSource } from '../wordSource.ts';
import { entryOf } from './decodeShow.ts';

interface Told {
  readonly name: string;
  readonly kernel: Kernel;
  readonly said: Explanation;
}

/** The part that has a bit. */
const partAt = ({ parts }: Explanation, bit: number): Part =>
  parts.find(({ hi, lo }) => hi >= bit && lo <= bit) as Part;
const saysOf = ({ name, text, hi, lo }: Part): string => `${bitRange({ hi, lo })} ${name}: ${text}`;

/** The runs of bits, from the highest down, over which each kernel says one thing, and not all the same. */
function differences(told: readonly Told[]): readonly (readonly string[])[] {
  const found = new Map<string, readonly string[]>();
  for (let bit = 63; bit >= 0; bit--) {
    const says = told.map(({ said }) => saysOf(partAt(said, bit)));
    if (new Set(says.map((text) => text.replace(/^\S+ /, ''))).size > 1) found.set(says.join('\n'), says);
  }
  return [...found.values()];
}

function textOf(word: bigint, level: TableLevel, told: readonly Told[]): string {
  const { bold, dim } = colors();
  const width = Math.max(...told.map(({ name }) => name.length));
  const line = (name: string, text: string) => `  ${name.padEnd(width)}  ${text}`;
  return [
    bold(`${hex(word)}${level === 'pte' ? '' : ` ${level}`}`),
    ...told.map(({ name, kernel, said }) => line(name, [said.headline, ...checksOf(kernel, said.entry)].join('; '))),
    ...differences(told).flatMap((says) => ['', ...says.map((text, i) => dim(line(told[i]?.name ?? '', text)))]),
    '',
  ].join('\n');
}

/** A word on a kernel: itself, or the entry of a swp_entry_t, which is that kernel's. */
type On = (k: Kernel) => bigint;

/** One object a word: the word, and what it is on each kernel. */
const jsonOf = (ks: readonly Kernel[], level: TableLevel, word: bigint, on: On): string =>
  toJson({ word, level, kernels: ks.map((k) => ({ kernel: k.name, ...decode(k, on(k), { level }) })) });

const tell = (kernel: Kernel, level: TableLevel, on: On): Told => ({
  name: nameKernel(kernel),
  kernel,
  said: explain(kernel, on(kernel), { level }),
});

/** Shows the words of a source on each kernel: a headline for each, and the bits of which they say different things. */
export async function sideBySide(ks: readonly Kernel[], source: WordSource, json: boolean): Promise<void> {
  const lines = new Lines();
  const text = (word: bigint, block: Block) => {
    const { level } = block;
    const on: On = (k) => entryOf(k, block, word);
    const told = () => ks.map((k) => tell(k, level, on));
    return json ? jsonOf(ks, level, word, on) : textOf(word, level, told());
  };
  try {
    for await (const block of source) for (const word of block.words) await lines.print(text(word, block));
  } finally {
    await lines.flush();
  }
}
