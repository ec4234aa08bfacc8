/** The workers of the portable engine: made when first needed, kept for all jobs, and done without where a host allows none. */
import { newThread } from '#threads'; // package.json, "imports": threadsOnNode.ts on Node, threadsAnywhere.ts elsewhere
import { coreModule } from './wasmCore.ts';
import { type Thread, type WorkerReply, type WorkerTask, workerCode } from './wasmWorker.ts';

/** Hears of a task; nothing where its worker failed, and its buffer with it. */
type Heard = (reply: WorkerReply | undefined) => void;

/** A worker with its tasks, which it does one after the other. */
export class Member {
  #thread: Thread | undefined;
  #known: BigUint64Array | undefined;
  #begun = false;
  readonly #waiting: Heard[] = [];
  /** Buffers that are not with the worker. */
  readonly spare: ArrayBuffer[] = [];

  /** @throws what a host throws that allows no workers. */
  constructor() {
    this.#thread = newThread(
      workerCode,
      (reply) => this.#thread && this.#hear(reply), // of one that failed nothing counts any more
      () => this.#fail(),
    );
  }

  /** Has a task done for a kernel. */
  give(layout: BigUint64Array, task: WorkerTask, heard: Heard): void {
    this.#waiting.push(heard);
    if (this.#waiting.length === 1) this.#thread?.hold(true);
    const first = this.#begun ? {} : { module: coreModule() };
    const other = layout === this.#known ? {} : { layout };
    this.#begun = true;
    this.#known = layout;
    if (this.#thread) this.#thread.send({ ...task, ...first, ...other });
    else setTimeout(() => this.#hear(undefined)); // as a worker would, later
  }

  #hear(reply: WorkerReply | undefined): void {
    if (this.#waiting.length === 1) this.#thread?.hold(false);
    if (reply) this.spare.push(reply.buffer);
    this.#waiting.shift()?.(reply);
  }
  #fail(): void {
    if (!this.#thread) return;
    this.#thread = undefined;
    failed = true;
    for (const heard of this.#waiting.splice(0)) heard(undefined);
  }
}

const members: Member[] = [];
let failed = false;

/** So many workers, or none where a host has none to give. */
export function crew(threads: number): readonly Member[] {
  try {
    while (!failed && members.length < threads) members.push(new Member());
  } catch {
    failed = true;
  }
  return failed ? [] : members.slice(0, threads);
}
