/** Every area, in the order of the table. */
import type { Area } from './area.ts';
import { addon } from './areas/addon.ts';
import { campaign } from './areas/campaign.ts';
import { checkpoints } from './areas/checkpoints.ts';
import { cli } from './areas/cli.ts';
import { crosscheck } from './areas/crosscheck.ts';
import { files } from './areas/files.ts';
import { fleet } from './areas/fleet.ts';
import { library } from './areas/library.ts';
import { loading } from './areas/loading.ts';
import { memory } from './areas/memory.ts';
import { records } from './areas/records.ts';
import { streams } from './areas/streams.ts';

/** The rows of the table. */
export const areas: readonly Area[] = [
  cli,
  streams,
  records,
  files,
  campaign,
  checkpoints,
  crosscheck,
  fleet,
  library,
  addon,
  loading,
  memory,
];
