/** What runs the blocks of a campaign: as a process of its own the host of the threads, and in each of its threads a runner. */
import { isMainThread } from 'node:worker_threads';
import { host } from './host.ts';

if (isMainThread) host();
else void import('./thread.ts').then(({ answer }) => answer()); // the host needs nothing of it
