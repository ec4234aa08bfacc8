/** What the program in the machine shows: struct message of guest/guest.h. */
export type Shown =
  | { readonly what: 'ready'; readonly lines: readonly string[] }
  | {
      readonly what: 'record';
      readonly vaddr: bigint;
      readonly pagemap: bigint;
      readonly scenario: string;
      readonly step: string;
      readonly vmflags: readonly string[];
    }
  | { readonly what: 'fault message'; readonly vaddr: bigint; readonly flags: bigint }
  | { readonly what: 'end' };

const kinds = ['ready', 'record', 'fault message', 'end'] as const;
const texts = { scenario: [32, 64], step: [96, 96], vmflags: [192, 160], text: [352, 4096] } as const;
export const sizeOfMessage = 352 + 4096;

export function messageFrom(bytes: Buffer): Shown {
  const word = (i: number) => bytes.readBigUInt64LE(8 * i);
  const text = (name: keyof typeof texts) => {
    const [at, size] = texts[name];
    return bytes.toString('latin1', at, at + size).split('\0')[0] as string;
  };
  const what = kinds[Number(word(0))];
  switch (what) {
    case 'ready':
      return { what, lines: text('text').trim().split('\n') };
    case 'record':
      return {
        what,
        vaddr: word(1),
        pagemap: word(2),
        scenario: text('scenario'),
        step: text('step'),
        vmflags: text('vmflags').trim().split(' '),
      };
    case 'fault message':
      return { what, vaddr: word(1), flags: word(3) };
    case 'end':
      return { what };
    default:
      throw new Error(`expected a message of the guest, got kind ${word(0)}`);
  }
}
