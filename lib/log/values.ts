/** Values as gdb and lldb print them: members in braces or brackets, on one line or on many. */
import { tableLevels } from '../../spec/present.ts';
import type { Repeat, TextLevel, TextWord } from './format.ts';
import { closedBefore, numberIn, token } from './valueTokens.ts';

/** What opens a value: a member, an element of an array, or the value itself. */
interface Frame {
  readonly bracket: '{' | '(';
  /** The member whose value it is; undefined for an element and for the whole. */
  readonly key: string | undefined;
  /** The type that a cast before it tells, as drgn prints it. */
  readonly type: string;
  /** It stands first in the frame around it. */
  readonly isFirst: boolean;
  /** How many members it has so far. */
  members: number;
  readonly words: TextWord[];
}

/** What a line of a value holds. */
export interface ValueLine {
  readonly words: readonly TextWord[];
  /** What stands on lines before, and again. */
  readonly repeated?: Repeat;
  readonly unread: readonly string[];
}

const levels: readonly string[] = tableLevels;
/** As many elements as a table has entries, many times over, whatever a text says. */
const most = 1 << 16;
/** Structs of the kernel nest less. */
const deepest = 64;

/** Reads one value, line by line, until its brackets are closed. */
export class ValueReader {
  readonly #frames: Frame[] = [];
  readonly #level: TextLevel | undefined;
  #key: string | undefined;
  #cast = '';
  #closed: Frame | undefined;
  #words: TextWord[] = [];
  #unread: string[] = [];
  #repeated: Repeat | undefined;

  /** @param level that of numbers which no member names. */
  constructor(level?: TextLevel) {
    this.#level = level;
  }

  /** Whether brackets are open: the value goes on in the next line. */
  get isOpen(): boolean {
    return this.#frames.length > 0;
  }

  /** The words of its next line from `at` on; undefined where that is no value. */
  line(text: string, at: number): ValueLine | undefined {
    this.#words = [];
    this.#unread = [];
    this.#repeated = undefined;
    token.lastIndex = at;
    while (token.lastIndex < text.length) {
      const match = token.exec(text);
      if (match === null || !this.#fits(match)) return undefined;
      this.#take(match, text);
    }
    return this.#read();
  }

  /** A name is the value of a member, such as one of an enum; in anything else it is text that is no value. */
  #fits({ groups = {} }: RegExpExecArray): boolean {
    if (groups.open !== undefined) return this.#frames.length < deepest;
    if (groups.name === undefined) return true;
    const isValue = this.#key !== undefined || (this.#inner?.key !== undefined && this.#inner.members === 0);
    this.#key = undefined;
    return isValue;
  }

  #read(): ValueLine {
    const repeated = this.#repeated;
    return { words: this.#words, unread: this.#unread, ...(repeated && { repeated }) };
  }

  #take({ 0: all, groups = {}, index, indices }: RegExpExecArray, text: string): void {
    const { gap, repeats, times, cast, key, number, open, close } = groups;
    if (gap !== undefined) return;
    if (repeats !== undefined) this.#repeat(Number(times));
    else if (cast !== undefined) this.#cast = cast;
    else if (key !== undefined) this.#member(key);
    else if (number !== undefined) this.#number(number, indices?.groups?.number?.[0] ?? index, text);
    else if (open !== undefined) this.#open(open as '{' | '(');
    else if (close !== undefined) this.#close();
    else if (all === '...') this.#unread.push(all);
  }

  get #inner(): Frame | undefined {
    return this.#frames.at(-1);
  }

  #member(key: string): void {
    this.#key = key.startsWith('[') ? undefined : key.replace(/^(?:\.|static )/, '');
    this.#cast = '';
    if (this.#inner) this.#inner.members += 1;
  }

  #open(bracket: '{' | '('): void {
    const isFirst = (this.#inner?.members ?? 1) <= 1;
    this.#frames.push({ bracket, key: this.#key, type: this.#cast, isFirst, members: 0, words: [] });
    this.#key = undefined;
    this.#cast = '';
  }

  #close(): void {
    const closed = this.#frames.pop();
    this.#closed = closed;
    this.#key = undefined;
    const inner = this.#inner;
    if (closed && inner && inner.words.length < most) inner.words.push(...closed.words);
  }

  #number(digits: string, from: number, text: string): void {
    const key = this.#key;
    const cast = this.#cast;
    const isPointer = cast.includes('*') || /^ <(?!repeats)/.test(text.slice(from + digits.length));
    this.#key = undefined;
    this.#cast = '';
    this.#closed = { bracket: '{', key: undefined, type: '', isFirst: true, members: 0, words: [] };
    const told = isPointer ? undefined : this.#told(key, cast, text.slice(from + digits.length));
    if (told === undefined) return;
    const word = numberIn(digits);
    if (word === undefined) return void this.#unread.push(digits);
    const found: TextWord = { word, ...told, from, to: from + digits.length };
    this.#words.push(found);
    this.#closed.words.push(found);
    if (this.#inner && this.#inner.words.length < most) this.#inner.words.push(found);
  }

  /** What a number is, by the member that it is; undefined for none that a page table holds. */
  #told(key: string | undefined, cast: string, after: string): Pick<TextWord, 'as' | 'level'> | undefined {
    if (key === undefined)
      return this.#frames.every((frame) => frame.key === undefined)
        ? { as: 'entry', ...(this.#level && { level: this.#level }) }
        : undefined;
    const isTyped = /^\(p(?:te|md|ud|4d|gd)val_t\)$|^\(swp_entry_t\)$/.test(
      /val_t/.test(cast) ? cast : (this.#inner?.type ?? ''),
    );
    if (!isTyped && !this.#isOnlyMember(after)) return undefined;
    if (levels.includes(key)) return { as: 'entry', level: this.#levelOf(key, after) };
    const isId = /(?:uid|gid|projid)$/.test(this.#inner?.key ?? '');
    return key === 'val' && !isId ? { as: 'swp-entry' } : undefined;
  }

  /** pte_t and its like have one member; where others stand beside it, it is a pointer. lldb prints them in round brackets. */
  #isOnlyMember(after: string): boolean {
    const inner = this.#inner;
    return inner !== undefined && inner.members === 1 && !/^\s*,/.test(after);
  }

  /** With four levels of tables a p4d_t is `{pgd = {pgd = ...}}`: its one member is that of the level above. */
  #levelOf(key: string, after: string): TextLevel {
    let level = levels.indexOf(key);
    let left = closedBefore(after);
    for (const frame of this.#frames.toReversed()) {
      left -= 1;
      const above = frame.isFirst && left > 0 ? levels.indexOf(frame.key ?? '') : 0;
      if (above <= 0) break;
      level = above - 1;
    }
    return levels[level] as TextLevel;
  }

  /** The last element stands there so many times. */
  #repeat(times: number): void {
    const again = this.#closed?.words ?? [];
    const more = Math.min(times, most) - 1;
    if (again.length === 0 || more <= 0) return;
    const isHere = again.every((word) => this.#words.includes(word));
    if (isHere) for (let i = 0; i < more; i += 1) this.#words.push(...again);
    else this.#repeated = { words: again, times: more };
  }
}
