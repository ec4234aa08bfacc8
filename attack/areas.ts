/** Every area, in the order of the table. */
import type { Area } from './area.ts';
import { campaign } from './areas/campaign.ts';
import { checkpoints } from './areas/checkpoints.ts';
import { cli } from './areas/cli.ts';
import { streams } from './areas/streams.ts';

/** The rows of the table. */
export const areas: readonly Area[] = [cli, streams, campaign, checkpoints];
