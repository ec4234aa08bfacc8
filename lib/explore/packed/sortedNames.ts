/** The names of an object in the order of the alphabet: objects of one kind mostly have them in one order, which is sorted once. */

const known = new Map<string, readonly string[]>();

/** The names of the fields of an object, sorted. */
export function namesOf(of: object): readonly string[] {
  const names = Object.keys(of);
  const text = names.join();
  const sorted = known.get(text);
  if (sorted) return sorted;
  known.set(text, names.sort());
  return names;
}
