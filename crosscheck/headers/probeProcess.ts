/** One running probe/runner.c: sends requests, gathers answers, and tells how the process ended. The protocol is described there. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { endChild, startChild } from '../../files/child.ts';
import { toolSeconds } from '../../files/runTool.ts';
import { printable } from '../../lib/base/printable.ts';
import { AnswerBytes } from './answerBytes.ts';

/** The numbers of the requests. */
export const operation = { describe: 0n, apply: 1n, constants: 2n, set: 3n } as const;

/** One request, as probe/runner.c reads it. */
export interface Request {
  readonly operation: bigint;
  readonly index?: number;
  readonly count?: bigint;
  readonly columns?: readonly BigUint64Array[];
}

/** `how`: the signal that killed the process (SIGALRM after its time with one request), or what it said before it gave up. */
export type Answer =
  | { readonly kind: 'answer'; readonly bytes: ArrayBuffer }
  | { readonly kind: 'ended'; readonly how: string };

/** A running process. */
export interface ProbeProcess {
  /** One request at a time: the next may be sent when the answer is there. */
  ask(request: Request): Promise<Answer>;
  /** Ends it at once. */
  close(): void;
}

/** For the start and for each request; PTE_TOOL_SECONDS goes before it. */
const usualSeconds = 120;
/** The process's own alarm comes first, and tells more. */
const graceSeconds = 2;
/** Letters of its complaint that are kept. */
const mostComplaint = 2000;
/** Names of helpers and values of constants: a few kilobytes. */
const mostTable = 1 << 20;

/** Starts the runner on a compiled probe. */
export function startRunner(runner: string, object: string): ProbeProcess {
  const seconds = toolSeconds(usualSeconds);
  const child = startChild(runner, [object, `${seconds}`]);
  let ended: Answer | undefined;
  let pending: ((answer: Answer) => void) | undefined;
  let filling: AnswerBytes | undefined;
  let timer: NodeJS.Timeout | undefined;

  const settle = (answer: Answer) => {
    clearTimeout(timer);
    filling = undefined;
    const resolve = pending;
    pending = undefined;
    resolve?.(answer);
  };
  const end = (how: string) => {
    ended ??= { kind: 'ended', how: printable(how) };
    settle(ended);
    kill(child);
  };
  const complaint = complaintOf(child);
  child.on('error', (error) => end(error.message));
  child.on('close', (status, signal) => end(signal ?? (complaint() || `exit ${status}`)));
  child.stdout.on('data', (chunk: Buffer) => {
    const wrong = filling ? filling.take(chunk) : 'bytes that nobody asked for';
    if (wrong !== undefined) end(wrong);
    else if (filling?.body) settle({ kind: 'answer', bytes: filling.body });
  });

  return {
    ask: (request) =>
      new Promise((resolve) => {
        if (ended) return resolve(ended);
        pending = resolve;
        filling = new AnswerBytes(boundsOf(request));
        timer = setTimeout(() => end(`no answer within ${seconds} seconds`), (seconds + graceSeconds) * 1000);
        send(child, request);
      }),
    close: () => end('closed'),
  };
}

/** How many bytes the answer to a request may have, and whether it must have as many. */
function boundsOf({ operation: asked, count = 0n }: Request): { readonly most: number; readonly exact: boolean } {
  if (asked === operation.apply) return { most: Number(count) * BigUint64Array.BYTES_PER_ELEMENT, exact: true };
  if (asked === operation.set) return { most: 0, exact: true };
  return { most: mostTable, exact: false };
}

function send(child: ChildProcessWithoutNullStreams, { operation, index = 0, count = 0n, columns = [] }: Request) {
  child.stdin.write(bytesOf(BigUint64Array.of(operation, BigInt(index), count)));
  for (const column of columns) child.stdin.write(bytesOf(column));
}

function kill(child: ChildProcessWithoutNullStreams): void {
  endChild(child);
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
}

/** Gathers what the process says on stderr, as far as a message needs it. */
function complaintOf(child: ChildProcessWithoutNullStreams): () => string {
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = `${complaint}${text}`.slice(0, mostComplaint);
  });
  return () => complaint.trim();
}

const bytesOf = (words: BigUint64Array): Uint8Array => new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
