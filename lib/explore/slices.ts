/** Work that rests now and then, done at once, or in slices between which events come in. */

/** Milliseconds of a slice: short enough for a screen that is drawn meanwhile. */
const slice = 16;

/** Works to the end. */
export function atOnce<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Timers and events have their turn. */
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** Works to the end, and lets timers and events have their turn in between. */
export async function inSlices<T>(work: Generator<undefined, T>): Promise<T> {
  for (;;) {
    const ends = Date.now() + slice;
    while (Date.now() < ends) {
      const { done, value } = work.next();
      if (done) return value;
    }
    await turn();
  }
}
