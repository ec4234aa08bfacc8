/** How `--target`, files and jobs call the comparisons. */

/** Every comparison's name. */
export const comparisonNames = ['codec', 'reference', 'objects', 'mm'] as const;
/** The name of a comparison. */
export type ComparisonName = (typeof comparisonNames)[number];
