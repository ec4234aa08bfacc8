/** What `#engine` is where there is no Node: in a browser, and in what is bundled for one. */
import type { Engine } from './types.ts';

/** No engine is better than the reference here. */
export const preferredEngine = (): Engine | undefined => undefined;
