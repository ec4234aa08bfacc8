/** Results that are kept for whoever asks again. */

/**
 * Keeps what was made last, by a text that says all that it was made of. Beyond `most` results the oldest goes, so that a long run over
 * ever new ones holds no more.
 */
export function memo<T>(most: number): (text: string, make: () => T) => T {
  const kept = new Map<string, T>();
  return (text, make) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const made = make();
    const [oldest] = kept.keys();
    if (kept.size >= most && oldest !== undefined) kept.delete(oldest);
    kept.set(text, made);
    return made;
  };
}
