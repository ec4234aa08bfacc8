/** Which operations a question needs, so that what it asks about can come up. */
import { decode } from '../codec/decode.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { checkedQuery } from '../query/query.ts';
import { leavesOf, type QuestionLeaf } from './moments.ts';

/** Operations by which a flag or a kind comes about, by the words of questions. */
const bringing: readonly (readonly [RegExp, readonly string[]])[] = [
  [/uffd/i, ['uffd-register wp', 'uffd-wp']],
  [/soft_?dirty/i, ['clear-refs']],
  [/^migration/i, ['migrate']],
  [/^swap|exclusive$|^SWP/i, ['pageout']],
  [/^device(Read|Write|Private)/, ['to-device']],
  [/^deviceExclusive/, ['device-exclusive']],
  [/marker/i, ['uffd-register wp', 'uffd-wp', 'dontneed', 'pageout']],
  [/guard/i, ['guard-install']],
  [/poison|swapinError/i, ['uffd-poison', 'hwpoison']],
  [/protnone|numa/i, ['numa-hint']],
  [/pkey/i, ['pkey-mprotect']],
];

/** Words beside entries that come about by operations of their own. */
const bringingBeside: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^page\.exclusive$/, ['fork']],
  [/^page\.pinned$/, ['pin']],
  [/^page\.spliced$/, ['splice']],
  [/^page\.ksm$/, ['ksm-merge']],
  [/^page\.mlocked$/, ['mlock']],
  [/^page\.hwpoison$/, ['hwpoison']],
  [/^page\.devicePrivate$/, ['to-device']],
  [/^page\.swapCache$/, ['pageout']],
  [/^page\.dirty$/, ['writeback']],
  [/^vma\.(write|prot|protWritable)$/, ['mprotect']],
  [/^vma\.locked/, ['mlock']],
  [/^vma\.mapped$/, ['munmap']],
  [/^vma\.uffdMissing$/, ['uffd-register missing']],
  [/^vma\.uffdMinor$/, ['uffd-register minor']],
  [/^vma\.uffdRwp$/, ['uffd-rwp']],
  [/^vma\.uffdWpAsync$/, ['uffd-register wp-async']],
  [/^vma\.uffdWpUnpopulated$/, ['uffd-register wp-unpopulated']],
];

/** What makes one word or comparison true. */
function neededBy(leaf: QuestionLeaf): readonly string[] {
  const beside = `${leaf.scope.replace(/^before\.?/, '')}.${leaf.name}`;
  const isBeside = /^(page|vma)\./.test(beside);
  const words = leaf.op === 'compare' ? [leaf.name, String(leaf.value)] : [leaf.name];
  const own = bringingBeside.flatMap(([is, names]) => (is.test(beside) ? names : []));
  if (isBeside && !/^vma\.(uffdWp|softdirty)/i.test(beside)) return own;
  return [...own, ...broughtBy(words)];
}

const broughtBy = (words: readonly string[]): readonly string[] =>
  bringing.flatMap(([is, names]) => (words.some((word) => is.test(word)) ? names : []));

/** The operations that a question needs, so that what it asks about can come up. */
export const operationsFor = (query: string): readonly string[] => [
  ...new Set(leavesOf(checkedQuery(query).tree).flatMap(neededBy)),
];

/** The operations that an entry needs to come about, by what decode() says of its word. */
export function operationsForWord(k: Kernel, word: bigint): readonly string[] {
  const entry = decode(k, word);
  const marker = 'marker' in entry ? Object.entries(entry.marker) : [];
  const so = [...Object.entries(entry), ...marker].flatMap(([name, value]) => (value === true ? [name] : []));
  return [...new Set(broughtBy([entry.kind, ...so]))];
}
