/** What the program in the machine shows, read from the text that guest/channel.c writes: a line says what it is, then lines of keys and values. */
import { rangeError, shown } from '../lib/base/errors.ts';

/** The operation of a record, as the recording has it (RecordedOperation). */
export interface ShownOperation {
  readonly name: string;
  readonly word?: string;
  readonly mapping?: string;
  readonly child?: true;
}

/** A message of the guest, by `what` it is. Addresses are in bytes. */
export type GuestMessage =
  | {
      readonly what: 'ready';
      readonly release: string;
      readonly version: string;
      /** Where the symbols are that it was asked for. A function can have several clones, a symbol can be missing. */
      readonly symbols: readonly { readonly at: bigint; readonly name: string }[];
    }
  | {
      readonly what: 'record';
      readonly scenario: string;
      readonly step: string;
      readonly operation: ShownOperation;
      readonly vaddr: bigint;
      /** The codes of smaps, and the word of /proc/PID/pagemap. */
      readonly vmflags: readonly string[];
      readonly pagemap: bigint;
    }
  /** userfaultfd told of a fault: UFFD_PAGEFAULT_FLAG_* are its flags. */
  | { readonly what: 'fault'; readonly vaddr: bigint; readonly flags: bigint }
  | { readonly what: 'end' };

/** The values of one message by their keys. */
class Values {
  readonly #lines: readonly (readonly [key: string, value: string])[];

  constructor(lines: readonly string[]) {
    this.#lines = lines.map((line) => [line.split(' ', 1)[0] ?? '', line.slice(line.indexOf(' ') + 1)]);
  }
  all(key: string): readonly string[] {
    return this.#lines.filter(([name]) => name === key).map(([, value]) => value);
  }
  maybe(key: string): string | undefined {
    return this.all(key)[0];
  }
  text(key: string): string {
    const value = this.maybe(key);
    if (value === undefined) throw rangeError(`expected ${key} in a message of the guest, got none`, 'ERR_PTE_INPUT');
    return value;
  }
  word(key: string): bigint {
    return BigInt(`0x${this.text(key)}`);
  }
}

/**
 * Reads the text of a message.
 *
 * @throws RangeError (ERR_PTE_INPUT) for a message of another kind, and for one that lacks a value.
 */
export function messageFrom(text: string): GuestMessage {
  const [what = '', ...lines] = text.trimEnd().split('\n');
  const values = new Values(lines);
  switch (what) {
    case 'ready':
      return {
        what,
        release: values.text('release'),
        version: values.text('version'),
        symbols: values.all('symbol').map(symbol),
      };
    case 'record':
      return {
        what,
        scenario: values.text('scenario'),
        step: values.text('step'),
        operation: operation(values),
        vaddr: values.word('vaddr'),
        vmflags: values.text('vmflags').trim().split(/ +/),
        pagemap: values.word('pagemap'),
      };
    case 'fault':
      return { what, vaddr: values.word('vaddr'), flags: values.word('flags') };
    case 'end':
      return { what };
    default:
      throw rangeError(`expected a message of the guest, got ${shown(text)}`, 'ERR_PTE_INPUT');
  }
}

function symbol(value: string) {
  const [at = '', name = ''] = value.split(' ');
  return { at: BigInt(`0x${at}`), name };
}

function operation(values: Values): ShownOperation {
  const [word, mapping] = [values.maybe('word'), values.maybe('mapping')];
  return {
    name: values.text('operation'),
    ...(word !== undefined && { word }),
    ...(mapping !== undefined && { mapping }),
    ...(values.maybe('child') !== undefined && { child: true }),
  };
}
