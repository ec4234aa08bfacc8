/** The kernel that stands for one that nobody names. */
import { kernels } from '../../spec/kernels.ts';

/** The newest series of the rows, as `7.3`. */
export const newest: string = kernels.at(-1)?.series as string;
