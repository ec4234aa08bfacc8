/**
 * What functions ask a kernel for, and what it answers: which rows it has. The questions that one computation asks are a path, each with its
 * answer, that begins at 0: what was computed holds for every kernel that gives the same answers.
 */
import type { Kernel } from '../../kernel/kernel.ts';
import { releaseName } from '../../kernel/release.ts';
import { Twos } from './twos.ts';

type Ask = (k: Kernel) => boolean;

/** Questions by number, and the paths of them that came up. */
export class Questions {
  readonly #numbers = new Map<string, number>();
  readonly #asks: Ask[] = [];
  readonly #texts: string[] = [];
  /** A path is one more than the number of its last two: the path before, and twice the question with its answer. */
  readonly #paths = new Twos();

  /** The number of a question. */
  numberOf(text: string, ask: Ask): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#asks.length);
    this.#texts.push(text);
    return this.#asks.push(ask) - 1;
  }

  /** What is asked, in words. */
  text(question: number): string {
    return this.#texts[question] ?? '';
  }

  /** Asks a kernel. */
  ask(question: number, k: Kernel): boolean {
    return this.#asks[question]?.(k) === true;
  }

  /** The path that goes on with an answer. */
  onward(path: number, question: number, answer: boolean): number {
    return this.#paths.add(path, 2 * question + (answer ? 1 : 0)) + 1;
  }

  /** The path before the last question of a path. */
  before(path: number): number {
    return this.#paths.first(path - 1);
  }

  /** The last question of a path, and its answer. */
  last(path: number): { readonly question: number; readonly answer: boolean } {
    const asked = this.#paths.second(path - 1);
    return { question: asked >> 1, answer: (asked & 1) === 1 };
  }

  /** Bytes of its arrays. */
  get bytes(): number {
    return this.#paths.bytes;
  }
}

/** One kernel, and what it is asked for. */
export class Listener {
  /** The kernel as functions get it. */
  readonly k: Kernel;
  readonly #kernel: Kernel;
  readonly #questions: Questions;
  readonly #answers: (boolean | undefined)[] = [];
  /** For each question the number of the computation that asked it last. */
  readonly #asked: number[] = [];
  readonly #same: number[] = [1];
  readonly #used = new Set<number>();
  #computation = 0;
  #path = 0;
  #isNamed = true;

  constructor(questions: Questions, kernel: Kernel) {
    this.#questions = questions;
    this.#kernel = kernel;
    this.k = listening(
      kernel,
      (question) => this.#hear(question),
      questions,
      () => this.#isNamed,
    );
  }

  /** What functions of the kernel are called is asked for by its release, and makes no difference to what is done here. */
  withoutNames<T>(run: () => T): T {
    this.#isNamed = false;
    try {
      return run();
    } finally {
      this.#isNamed = true;
    }
  }

  /** What is computed has the kernel's name in it. */
  named(): void {
    const { name } = this.#kernel;
    this.#hear(this.#questions.numberOf(`named ${name}`, (other) => other.name === name));
  }

  /** What is computed now: what it asks for, and what came of it. */
  during<T>(compute: () => T): { readonly path: number; readonly value: T } {
    const outer = [this.#path, this.#computation] as const;
    this.#begin();
    const value = compute();
    const path = this.#path;
    this.#path = outer[0];
    this.#computation = outer[1];
    return { path, value };
  }

  /** What has been computed before is used in what is computed now. */
  again(path: number): void {
    if (path === 0) return;
    this.again(this.#questions.before(path));
    this.#hear(this.#questions.last(path).question);
  }

  /** Whether what was computed holds for this kernel, too. */
  holds(path: number): boolean {
    const known = this.#same[path];
    if (known !== undefined) return known === 1;
    const { question, answer } = this.#questions.last(path);
    const holds = this.holds(this.#questions.before(path)) && this.#answer(question) === answer;
    this.#same[path] = holds ? 1 : 0;
    return holds;
  }

  /** What was computed is a part of the result. */
  use(path: number): void {
    this.#used.add(path);
  }

  /** The rows of behaviours that are in force, of all that was asked for in what was used. */
  behaviours(): readonly string[] {
    const paths = new Set<number>();
    const found = new Set<string>();
    for (const used of this.#used)
      for (let path = used; path !== 0 && !paths.has(path); path = this.#questions.before(path)) {
        paths.add(path);
        const { question, answer } = this.#questions.last(path);
        const text = this.#questions.text(question);
        if (answer && text.startsWith(ofBehaviours)) found.add(text.slice(ofBehaviours.length));
      }
    return [...found].sort();
  }

  #begin(): void {
    this.#computation = ++this.#begun;
    this.#path = 0;
  }
  #begun = 0;

  #answer(question: number): boolean {
    this.#answers[question] ??= this.#questions.ask(question, this.#kernel);
    return this.#answers[question] === true;
  }

  #hear(question: number): boolean {
    const answer = this.#answer(question);
    if (this.#asked[question] === this.#computation) return answer;
    this.#asked[question] = this.#computation;
    this.#path = this.#questions.onward(this.#path, question, answer);
    return answer;
  }
}

const ofBehaviours = 'does ';

/** The kernel whose every answer is told; all else that it is made of is its layout, but for its name, which stands in messages alone. */
function listening(
  k: Kernel,
  hear: (question: number) => boolean,
  questions: Questions,
  isNamed: () => boolean,
): Kernel {
  const does = byName('does', questions, (id: Parameters<Kernel['does']>[0], other) => other.does(id));
  const has = byName('has', questions, (id: Parameters<Kernel['has']>[0], other) => other.has(id));
  const parts = {
    ...k,
    does: (id: Parameters<Kernel['does']>[0]) => hear(does(id)),
    has: (id: Parameters<Kernel['has']>[0]) => hear(has(id)),
    need: (id: Parameters<Kernel['need']>[0]) => {
      if (!hear(has(id))) k.need(id);
    },
    holds: (...[table, row]: Parameters<Kernel['holds']>) =>
      hear(questions.numberOf(`holds ${table} ${JSON.stringify(row, exact)}`, (other) => other.holds(table, row))),
  };
  const name = releaseName(k.release);
  const release = () => {
    if (isNamed()) hear(questions.numberOf(`is ${name}`, (other) => releaseName(other.release) === name));
    return k.release;
  };
  return Object.freeze(Object.defineProperty(parts, 'release', { get: release, enumerable: true }));
}

/** The numbers of the questions for rows of one kind, found by the name of the row alone. */
function byName<Id extends string>(kind: string, questions: Questions, ask: (id: Id, k: Kernel) => boolean) {
  const numbers = new Map<Id, number>();
  return (id: Id): number => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    const number = questions.numberOf(`${kind} ${id}`, (other) => ask(id, other));
    numbers.set(id, number);
    return number;
  };
}

const exact = (_key: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value);

/** Whatever of a kernel is not asked for by the names of rows: two kernels of the same layout differ by what they answer alone. */
export function layoutOf(k: Kernel): string {
  const { name: _, patches: __, release: ___, config, ...numbers } = k;
  const { backports: ____, without: _____, proposals: ______, ...options } = config;
  return JSON.stringify([options, numbers], exact);
}
