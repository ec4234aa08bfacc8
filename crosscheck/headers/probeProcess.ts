/** One running probe/runner.c: sends requests, gathers answers, and tells how the process ended. The protocol is described there. */
import { spawn } from 'node:child_process';

/** The numbers of the requests. */
export const operation = { describe: 0n, apply: 1n, constants: 2n, set: 3n } as const;

/** One request, as probe/runner.c reads it. */
export interface Request {
  readonly operation: bigint;
  readonly index?: number;
  readonly count?: bigint;
  readonly columns?: readonly BigUint64Array[];
}

/** `how`: the signal that killed the process (SIGALRM after 120 s with one request), or what it said before it gave up. */
export type Answer =
  | { readonly kind: 'answer'; readonly bytes: ArrayBuffer }
  | { readonly kind: 'ended'; readonly how: string };

/** A running process. */
export interface ProbeProcess {
  /** One request at a time: the next may be sent when the answer is there. */
  ask(request: Request): Promise<Answer>;
  close(): void;
}

const headerBytes = 8;

/** Starts the runner on a compiled probe. */
export function startRunner(runner: string, object: string): ProbeProcess {
  const child = spawn(runner, [object], { stdio: ['pipe', 'pipe', 'pipe'] });
  let ended: Answer | undefined;
  let pending: ((answer: Answer) => void) | undefined;
  let complaint = '';
  let filling = emptyAnswer();

  const settle = (answer: Answer) => {
    pending?.(answer);
    pending = undefined;
    filling = emptyAnswer();
  };
  const end = (how: string) => {
    ended ??= { kind: 'ended', how };
    settle(ended);
  };
  child.on('error', (error) => end(error.message));
  child.on('close', (status, signal) => end(signal ?? (complaint.trim() || `exit ${status}`)));
  child.stdin.on('error', () => {}); // a broken pipe: 'close' tells why
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  child.stdout.on('data', (chunk: Buffer) => {
    filling = fill(filling, chunk);
    if (filling.body?.byteLength === filling.got) settle({ kind: 'answer', bytes: filling.body.buffer });
  });

  return {
    ask: ({ operation, index = 0, count = 0n, columns = [] }) =>
      new Promise((resolve) => {
        if (ended) return resolve(ended);
        pending = resolve;
        child.stdin.write(bytesOf(BigUint64Array.of(operation, BigInt(index), count)));
        for (const column of columns) child.stdin.write(bytesOf(column));
      }),
    close: () => child.stdin.end(),
  };
}

/** An answer under way: first its header, then a body of as many bytes as the header says. */
interface Filling {
  readonly header: Uint8Array;
  readonly body: Uint8Array<ArrayBuffer> | undefined;
  /** Bytes of the header, later of the body, that are there. */
  readonly got: number;
}

const emptyAnswer = (): Filling => ({ header: new Uint8Array(headerBytes), body: undefined, got: 0 });

function fill(filling: Filling, chunk: Uint8Array): Filling {
  const target = filling.body ?? filling.header;
  const part = chunk.subarray(0, target.length - filling.got);
  target.set(part, filling.got);
  const got = filling.got + part.length;
  if (filling.body || got < headerBytes) return { ...filling, got };
  const bytes = Number(new DataView(target.buffer).getBigUint64(0, true));
  return fill({ header: filling.header, body: new Uint8Array(bytes), got: 0 }, chunk.subarray(part.length));
}

const bytesOf = (words: BigUint64Array): Uint8Array => new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
