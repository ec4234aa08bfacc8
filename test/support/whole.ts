/**
 * How much of a large space a test goes through. A file slow-NAME.test.ts that imports NAME.test.ts runs the same tests once more
 * with all of it (`PTE_SLOW=1 npx vitest run slow-`); `npm test` takes a sample.
 */

/** Whether all of it is gone through. */
export const whole = Boolean(process.env.PTE_SLOW);

/** All rows, or a sample of them: the first, the last, and each nth between. */
export const everyNth = <T>(rows: readonly T[], n: number): readonly T[] =>
  whole ? rows : rows.filter((_, i) => i % n === 0 || i === rows.length - 1);

/** How often a property is tried: as often as that, or a tenth of it. */
export const runs = (many: number): number => (whole ? many : Math.ceil(many / 10));
