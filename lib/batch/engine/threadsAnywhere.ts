/** What `#threads` is where there is no Node: workers of a browser. */
import type { NewThread, WorkerReply, WorkerTask } from './wasmWorker.ts';

/** What is used of a browser; TypeScript has its types with all others of a browser only. */
declare const Worker: new (
  url: string,
) => {
  onmessage: (event: { readonly data: WorkerReply }) => void;
  onerror: () => void;
  postMessage(task: WorkerTask, moved: readonly ArrayBuffer[]): void;
};
declare const navigator: { readonly hardwareConcurrency?: number } | undefined;

/** How many threads run at once on this machine, as far as it tells. */
export const most: number = (typeof navigator === 'undefined' ? undefined : navigator.hardwareConcurrency) ?? 1;

const port = `
onmessage = ({ data }) => serve(data, postMessage);`;

/** A worker of the page, out of the text of its program. */
export const newThread: NewThread = (code, hear, failed) => {
  const worker = new Worker(URL.createObjectURL(new Blob([code + port], { type: 'text/javascript' })));
  worker.onmessage = ({ data }) => hear(data);
  worker.onerror = failed;
  return { send: (task) => worker.postMessage(task, [task.buffer]), hold: () => {} };
};
