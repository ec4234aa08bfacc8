/** A kernel's helpers as functions on columns of words. They run in a process of their own, so a crash costs one answer. */
import { rangeError, shown } from '../../lib/base/errors.ts';
import { operation, type Request, startRunner } from './probeProcess.ts';

/** A helper that the probe has. */
export interface ProbeHelper {
  readonly name: string;
  /** Kinds of the arguments: pte pmd pud prot entry archEntry type offset pfn vmFlags marker nr index mask count. */
  readonly arguments: readonly string[];
  /** bool, number, word, or one of the kinds above. */
  readonly result: string;
}

/** What a kernel finds out at boot, named as in our configuration. */
export interface ProbeMachine {
  readonly encMask: bigint;
  /** Set after `encMask`, which takes it back. */
  readonly sharedMask: bigint;
  readonly pagingLevels: 4 | 5;
  readonly shadowStackCpu: boolean;
  readonly migrationAd: boolean;
}

/** `how`: the signal that ended the helper (SIGALRM: it ran for 120 s, or as PTE_TOOL_SECONDS says). */
export type Applied =
  | { readonly kind: 'done'; readonly words: BigUint64Array<ArrayBuffer> }
  | { readonly kind: 'crashed'; readonly how: string };

/** A kernel's helpers and constants, to be asked. Its calls run one after another. */
export interface Probe {
  readonly helpers: readonly ProbeHelper[];
  /**
   * A column of words for each argument, all of one length, to a column of results; a bool is 0 or 1. A helper without arguments
   * takes no columns and gives one result.
   */
  apply(helper: string, columns: readonly BigUint64Array[]): Promise<Applied>;
  /** The value of every constant that this kernel has, on the machine that is set. */
  constants(): Promise<ReadonlyMap<string, bigint>>;
  /** Sets what is given and leaves the rest. At the start: no C-bit, 4 levels, a shadow-stack CPU, migration keeps young and dirty. */
  setMachine(machine: Partial<ProbeMachine>): Promise<void>;
  close(): void;
}

/** Starts the runner. After a crash the next call starts it anew, with the same machine. */
export async function openProbe(built: { readonly runner: string; readonly object: string }): Promise<Probe> {
  const session = restartable(() => startRunner(built.runner, built.object));
  const table = await session
    .mustAnswer({ operation: operation.describe })
    .then(describe)
    .catch(closing(session.close));

  return {
    helpers: table.helpers,
    async apply(name, columns) {
      const index = table.helpers.findIndex((helper) => helper.name === name);
      const expected = table.helpers[index]?.arguments.length;
      if (expected === undefined)
        throw rangeError(`expected a helper that the probe has, got ${name}`, 'ERR_PTE_HELPER');
      const count = columns[0]?.length ?? 1;
      if (columns.length !== expected || columns.some((column) => column.length !== count)) {
        const lengths = columns.map((column) => column.length).join(', ') || 'none';
        throw rangeError(`expected ${expected} columns of one length for ${name}, got ${lengths}`);
      }
      const answer = await session.ask({ operation: operation.apply, index, count: BigInt(count), columns });
      return answer.kind === 'ended'
        ? { kind: 'crashed', how: answer.how }
        : { kind: 'done', words: new BigUint64Array(answer.bytes) };
    },
    async constants() {
      const bytes = await session.mustAnswer({ operation: operation.constants });
      const [expected, got] = [table.constants.length * BigUint64Array.BYTES_PER_ELEMENT, bytes.byteLength];
      if (got !== expected)
        throw rangeError(`expected ${expected} bytes of constants from the probe, got ${got}`, 'ERR_PTE_ENGINE');
      const values = new BigUint64Array(bytes);
      return new Map(table.constants.map((name, i) => [name, values[i] as bigint]));
    },
    async setMachine(parts) {
      for (const [name, value] of Object.entries(parts)) {
        const index = table.settings.indexOf(name);
        if (index < 0) throw rangeError(`expected one of ${table.settings.join(', ')}, got ${name}`);
        await session.setting({ operation: operation.set, index, count: BigInt(value) });
      }
    },
    close: session.close,
  };
}

/** Closes before it throws on. */
const closing = (close: () => void) => (error: unknown) => {
  close();
  throw error;
};

/** A row of the table: what it is, and names, which are the kernel's. */
const tableRow = /^(?:helper\t\w+\t[\w ]*\t\w+|(?:constant|setting)\t\w+|)$/;

function describe(bytes: ArrayBuffer) {
  const lines = new TextDecoder().decode(bytes).split('\n');
  const strange = lines.find((line) => !tableRow.test(line));
  if (strange !== undefined)
    throw rangeError(`expected a probe that tells what it has, got ${shown(strange)}`, 'ERR_PTE_ENGINE');
  const rows = lines.map((line) => line.split('\t'));
  const namesOf = (kind: string) => rows.filter((row) => row[0] === kind).map(([, name = '']) => name);
  const helpers = rows
    .filter((row) => row[0] === 'helper')
    .map(
      ([, name = '', kinds = '', result = '']): ProbeHelper => ({
        name,
        arguments: kinds.split(' ').filter(Boolean),
        result,
      }),
    );
  if (helpers.length === 0) throw rangeError('expected a probe with helpers, got one with none', 'ERR_PTE_ENGINE');
  return { helpers, constants: namesOf('constant'), settings: namesOf('setting') };
}

/** Requests in the order they come, a new runner after one has ended, and the settings repeated to it. */
function restartable(start: () => ReturnType<typeof startRunner>) {
  let runner = start();
  let ended = false;
  let last: Promise<unknown> = Promise.resolve();
  const settings = new Map<number, Request>();

  const askNow = async (request: Request) => {
    if (ended) {
      runner = start();
      for (const setting of settings.values()) await runner.ask(setting);
    }
    const answer = await runner.ask(request);
    ended = answer.kind === 'ended';
    return answer;
  };
  const ask = (request: Request): ReturnType<typeof askNow> => {
    const answer = last.then(() => askNow(request));
    last = answer;
    return answer;
  };
  const mustAnswer = async (request: Request): Promise<ArrayBuffer> => {
    const answer = await ask(request);
    if (answer.kind === 'ended')
      throw rangeError(`expected a probe that answers, got one that ended: ${answer.how}`, 'ERR_PTE_ENGINE');
    return answer.bytes;
  };
  const setting = async (request: Request): Promise<void> => {
    settings.set(request.index ?? 0, request);
    await mustAnswer(request);
  };
  return { ask, mustAnswer, setting, close: () => runner.close() };
}
