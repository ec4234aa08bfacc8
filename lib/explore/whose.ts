/** Functions that a caller gives: what they throw says whose it was. */

/** What somebody else's function gives. */
export function asked<T>(whose: string, ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`${whose} threw: ${message}`, { cause: error });
  }
}
