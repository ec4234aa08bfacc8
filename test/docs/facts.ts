/** Whether a fact of the tables of claims stands in a text: the kinds of fact are listed in test/data/claims/claim.ts. */

/** A write that was not trapped is told of as well. */
const message = 'trapped: a message to userfaultfd';

const word = /0x[0-9a-f]{16}/;

/** Whether a word is what `84…025`, `…867` or a whole word say of it. */
function isWord(pattern: string, found: string | undefined): boolean {
  if (found === undefined) return false;
  const [start = '', end] = pattern.split('…');
  return end === undefined ? found === start : found.startsWith(`0x${start}`) && found.endsWith(end);
}

const isWordPattern = (text: string): boolean => /^(?:[0-9a-f]*…[0-9a-f]+|0x[0-9a-f]{16})$/.test(text);

/** The steps of a trace: which helper, and the word that it gave. */
const stepsOf = (text: string): { name: string; word: string }[] =>
  [...text.matchAll(/(0x[0-9a-f]{16}) (\w+)(?=:)/g)].map(([, word = '', name = '']) => ({ word, name }));

function hasSteps(wanted: string, text: string): boolean {
  let from = 0;
  const steps = stepsOf(text);
  return wanted.split(' then ').every((part) => {
    const [name, pattern] = part.split(' ');
    const at = steps.findIndex((s, i) => i >= from && s.name === name && (!pattern || isWord(pattern, s.word)));
    from = at + 1;
    return at >= 0;
  });
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** `faults 2`: the sum, whichever of name and number comes first. */
function hasSum(name: string, count: string, text: string): boolean {
  const singular = escaped(name.replace(/e?s$/, ''));
  return new RegExp(`\\b${count} ${singular}(?:e?s)?\\b|\\b${singular}(?:e?s)?:? ${count}\\b`, 'i').test(text);
}

function holdsOne(fact: string, text: string): boolean {
  if (isWordPattern(fact)) return isWord(fact, word.exec(text)?.[0]);
  const [, whose, pattern = ''] = /^(child|[A-H]) (\S+)$/.exec(fact) ?? [];
  if (whose !== undefined && isWordPattern(pattern)) {
    const near =
      whose === 'child' ? /child[^0]*?(0x[0-9a-f]{16})/g : new RegExp(`\\b${whose}\\b:?\\s+(0x[0-9a-f]{16})`, 'g');
    return [...text.matchAll(near)].some(([, found]) => isWord(pattern, found));
  }
  const [, steps] = /^step (.*)$/.exec(fact) ?? [];
  if (steps !== undefined) return hasSteps(steps, text);
  const [, name, count] = /^(faults|flushes|waits) (\d+)$/.exec(fact) ?? [];
  if (name !== undefined && count !== undefined) return hasSum(name, count, text);
  return text.toLowerCase().includes(fact === 'trapped' ? message : fact.toLowerCase());
}

/** Whether the fact holds for the text of a row, or of all that was printed of a kernel. */
export function holds(fact: string, text: string): boolean {
  if (fact.startsWith('not ')) return !holds(fact.slice(4), text);
  return fact.split('|').some((one) => holdsOne(one, text));
}
