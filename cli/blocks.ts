/** Words as they are read, in blocks of one kind and level. */
import { rangeError, shown } from '../lib/base/errors.ts';
import type { TextWord, WordKind } from '../lib/log/format.ts';
import { couldBeDecimal } from '../lib/log/words.ts';
import type { TableLevel } from '../spec/schema.ts';
import { note } from './fail.ts';
import type { Block } from './wordSource.ts';

const kinds: readonly WordKind[] = ['entry', 'swp-entry', 'pagemap'];

/** What --as says; undefined where it is not given. @throws RangeError for a kind that is none. */
export function kindOf(text: string | undefined): WordKind | undefined {
  if (text === undefined) return undefined;
  const kind = text === 'pte' ? 'entry' : kinds.find((name) => name === text);
  if (kind === undefined) throw rangeError(`expected --as pte, swp-entry or pagemap, got ${shown(text)}`);
  return kind;
}

/** How words are read whose text does not tell. */
export interface Wanted {
  readonly level: TableLevel;
  readonly as?: WordKind | undefined;
}

/** Blocks of words that follow each other in a text and are of one kind and level. */
export async function* blocksOfText(
  lines: AsyncIterable<readonly TextWord[]>,
  { level, as }: Wanted,
  decimal: Decimal,
): AsyncGenerator<Block> {
  for await (const words of lines) {
    let held: bigint[] = [];
    let kind: WordKind = 'entry';
    let at: TableLevel = level;
    for (const word of words) {
      const itsKind = as ?? word.as;
      const its = itsKind === 'entry' && word.level ? word.level : level;
      if (held.length > 0 && (itsKind !== kind || its !== at)) {
        yield { words: held, as: kind, level: at };
        held = [];
      }
      [kind, at] = [itsKind, its];
      held.push(word.word);
      if (word.couldBeDecimal) decimal.add(word.word.toString(16));
    }
    if (held.length > 0) yield { words: held, as: kind, level: at };
  }
}

/** Numbers of decimal digits alone that were read in hexadecimal: told once. */
export class Decimal {
  #count = 0;
  #first = '';

  /** A number as it is written; counted where it could have been meant in decimal. */
  add(text: string): void {
    if (!couldBeDecimal(text)) return;
    this.#first ||= text.trim();
    this.#count += 1;
  }

  /** Says on stderr how many there were. */
  tell(): void {
    if (this.#count === 0) return;
    const many = this.#count === 1 ? 'one number' : `${this.#count.toLocaleString('en')} numbers, the first`;
    note(
      `read in hexadecimal, as the kernel prints entries: ${many} ${shown(this.#first)}; 0d${this.#first} is decimal`,
    );
  }
}
