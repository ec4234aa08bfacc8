/** Inputs that a recording lacks: a prediction is made for both values of each. */

/**
 * Asks for an input by what it means when it is true. One that is `rare` is false unless nothing else explains what was
 * recorded: a pin, a page that could not be read.
 */
export type Ask = (input: string, how?: 'rare') => boolean;

/** A prediction under one choice of the free inputs. */
export interface Choice<T> {
  /** The inputs that were asked for, and what they were taken to be. */
  readonly answers: ReadonlyMap<string, boolean>;
  readonly outcome: T;
}

/**
 * Every outcome of `predict`, which is run once for each choice of the inputs that it asks for. The outcome with all inputs
 * false is the first, and those with fewer inputs true come earlier. A rare input is tried only if `rare` is true.
 */
export function everyChoice<T>(predict: (ask: Ask) => T, rare = false): readonly Choice<T>[] {
  const choices: Choice<T>[] = [];
  const open: ReadonlyMap<string, boolean>[] = [new Map()];
  for (let given = open.shift(); given; given = open.shift()) {
    const answers = new Map(given);
    const outcome = predict((input, how) => {
      if (how === 'rare' && !rare) return false;
      if (!answers.has(input)) {
        open.push(new Map([...answers, [input, true]]));
        answers.set(input, false);
      }
      return answers.get(input) === true;
    });
    choices.push({ answers, outcome });
  }
  return choices;
}

/** The inputs that a choice depends on: with the other value of one of them alone it is none of the `fitting` choices. */
export const decisive = <T>(
  choice: Choice<T>,
  choices: readonly Choice<T>[],
  fitting: readonly Choice<T>[],
): readonly string[] =>
  [...choice.answers.keys()].filter((input) =>
    choices.some((c) => !fitting.includes(c) && differOnlyIn(input, choice, c)),
  );

/** The inputs `names` in words, as a choice took them: `not: ` before each that was taken to be false. */
export const inWords = <T>(choice: Choice<T>, names: readonly string[]): string =>
  names.map((input) => `${choice.answers.get(input) ? '' : 'not: '}${input}`).join('; ');

function differOnlyIn<T>(input: string, a: Choice<T>, b: Choice<T>): boolean {
  const both = [...a.answers.keys()].filter((name) => b.answers.has(name));
  return both.every((name) => (a.answers.get(name) === b.answers.get(name)) === (name !== input));
}
