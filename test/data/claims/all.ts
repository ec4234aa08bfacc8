/** The five discussions with all their claims. */
import type { Claim, Discussion } from './claim.ts';
import { discussion0 } from './discussion0.ts';
import { discussion1 } from './discussion1.ts';
import { discussion2 } from './discussion2.ts';
import { discussion3 } from './discussion3.ts';
import { discussion4 } from './discussion4.ts';

export const discussions: readonly Discussion[] = [discussion0, discussion1, discussion2, discussion3, discussion4];

export const claims: readonly Claim[] = discussions.flatMap((discussion) => discussion.claims);

/** Claims that a run or a search can show or refute. */
export const runnable: readonly Claim[] = claims.filter(({ opinion }) => opinion === undefined);
