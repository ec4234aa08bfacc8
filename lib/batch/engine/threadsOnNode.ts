/** What `#threads` is on Node: workers of node:worker_threads. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { NewThread } from './wasmWorker.ts';

/** How many threads run at once on this machine. */
export const most: number = availableParallelism();

const port = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', (task) => serve(task, (reply, moved) => parentPort.postMessage(reply, moved)));`;

/** A worker of Node, out of the text of its program; it keeps no program alive unless it is held. */
export const newThread: NewThread = (code, hear, failed) => {
  const worker = new Worker(code + port, { eval: true, execArgv: [] }); // not those of a program that is no such text
  worker.on('message', hear);
  worker.on('error', failed);
  worker.on('exit', failed);
  worker.unref();
  return {
    send: (task) => worker.postMessage(task, [task.buffer]),
    hold: (waits) => (waits ? worker.ref() : worker.unref()),
  };
};
