/**
 * What the doors of helpers ask of their arguments before the helper runs, which trusts them: each question gives the kernel
 * back, so that a door is one expression. A helper costs a few nanoseconds: two comparisons add three and a half, where asUintN(), which makes a
 * bigint, would add eight.
 */
import { rangeError, shown, typeError } from '../base/errors.ts';
import { largestWord, refuseWord } from '../base/words.ts';
import { checkKernel, type HelperId, type Kernel } from './kernel.ts';

/** The kernel, once it is one. @throws TypeError (ERR_PTE_TYPE). */
export function givenKernel(k: Kernel): Kernel {
  checkKernel(k);
  return k;
}

/** The kernel, once it is one and `word` is a bigint of 64 bits. @throws TypeError, RangeError (ERR_PTE_TYPE, ERR_PTE_VALUE). */
export function givenWord(k: Kernel, id: string, word: bigint): Kernel {
  if (k?.mask === undefined) checkKernel(k);
  if (typeof word !== 'bigint' || word < 0n || word > largestWord)
    refuseWord(`expected ${id}() to be given a 64-bit word`, word);
  return k;
}

/** The kernel, once `n` is a whole number from 0. @throws TypeError, RangeError (ERR_PTE_TYPE, ERR_PTE_VALUE). */
export function givenNumber(k: Kernel, id: string, n: number): Kernel {
  checkKernel(k);
  if (Number.isSafeInteger(n) && n >= 0) return k;
  if (typeof n !== 'number') throw typeError(`expected ${id}() to be given a number, got ${shown(n)}`);
  throw rangeError(`expected ${id}() to be given a whole number from 0, got ${shown(n)}`);
}

/** givenWord() on a kernel that has the helper. @throws RangeError (ERR_PTE_HELPER) with the releases that have it, for another. */
export function hadWord(k: Kernel, id: HelperId, word: bigint): Kernel {
  givenWord(k, id, word).need(id);
  return k;
}
