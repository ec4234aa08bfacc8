/** Results that are kept for whoever asks again. */

/** Gives what was made of a text, or makes it. */
export interface Memo<T> {
  (text: string, make: () => T): T;
  /** Everything is made anew from now on. */
  forget(): void;
}

/**
 * Keeps what was made last, by a text that says all that it was made of. Beyond `most` results the oldest goes, so that a long run over
 * ever new ones holds no more.
 */
export function memo<T>(most: number): Memo<T> {
  const kept = new Map<string, T>();
  const asked = (text: string, make: () => T): T => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const made = make();
    const [oldest] = kept.keys();
    if (kept.size >= most && oldest !== undefined) kept.delete(oldest);
    kept.set(text, made);
    return made;
  };
  return Object.assign(asked, { forget: () => kept.clear() });
}

/** What is made of an object that never changes is made once, and kept for as long as the object is. */
export function byObject<K extends object, T>(make: (of: K) => T): (of: K) => T {
  const kept = new WeakMap<K, T>();
  return (of) => {
    const known = kept.get(of);
    if (known !== undefined) return known;
    const made = make(of);
    kept.set(of, made);
    return made;
  };
}
