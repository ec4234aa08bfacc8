/** What must compile, and what must not. */
import { assertType, describe, expectTypeOf, it } from 'vitest';
import {
  type Config,
  columns,
  type Decoded,
  decode,
  decodeBatch,
  type EncodeParts,
  encode,
  encodeBatch,
  explain,
  isMigrationEntry,
  type Kernel,
  type Kind,
  kernel,
  makeReadableMigrationEntry,
  type PagemapWord,
  type Pfn,
  type Pte,
  pfnPte,
  pteDirty,
  pteMkdirty,
  pteMkwrite,
  ptePfn,
  ptePresent,
  pteToPagemapEntry,
  pteToSwpEntry,
  type SwpEntry,
  swpEntry,
  swpEntryToPte,
  swpType,
  vma,
} from '../../lib/index.ts';

declare const k: Kernel;
declare const d: Decoded;

describe('Decoded', () => {
  it('is a closed union on kind', () => {
    expectTypeOf<Decoded['kind']>().toEqualTypeOf<Kind>();
    switch (d.kind) {
      case 'none':
        // @ts-expect-error nothing is there
        d.pfn;
        break;
      case 'present':
      case 'protnone':
        expectTypeOf(d.pfn).toEqualTypeOf<Pfn>();
        expectTypeOf(d.pkey).toEqualTypeOf<number>();
        // @ts-expect-error a page is in no swap area
        d.swapType;
        break;
      case 'swap':
      case 'unknown':
        expectTypeOf(d.swapOffset).toEqualTypeOf<bigint>();
        // @ts-expect-error the offset is no page frame number
        d.pfn;
        break;
      case 'migrationRead':
      case 'migrationReadExclusive':
      case 'migrationWrite':
        expectTypeOf(d.young).toEqualTypeOf<boolean>();
        break;
      case 'deviceWrite':
      case 'deviceRead':
      case 'deviceExclusiveWrite':
      case 'deviceExclusiveRead':
      case 'deviceExclusive':
      case 'hwpoison':
      case 'swapinError':
        expectTypeOf(d.pfn).toEqualTypeOf<Pfn>();
        // @ts-expect-error only migration entries keep it
        d.young;
        break;
      case 'pteMarker':
        expectTypeOf(d.marker.guard).toEqualTypeOf<boolean>();
        break;
      default:
        expectTypeOf(d).toBeNever();
    }
  });

  it('cannot be written to', () => {
    // @ts-expect-error fields are readonly
    d.raw = 0n;
    // @ts-expect-error so are flags
    d.flags.push('_PAGE_RW');
  });
});

describe('words', () => {
  it('are bigints, never numbers', () => {
    // @ts-expect-error a number loses bits
    decode(k, 5);
    // @ts-expect-error a number loses bits
    ptePresent(k, 5);
    expectTypeOf(ptePresent).returns.toEqualTypeOf<boolean>();
    expectTypeOf(pteMkwrite).returns.toEqualTypeOf<Pte>();
    expectTypeOf(swpType).returns.toEqualTypeOf<number>();
  });

  it('of one sort are not taken for those of another', () => {
    const entry = swpEntry(k, 0, 5n);
    expectTypeOf(entry).toEqualTypeOf<SwpEntry>();
    // @ts-expect-error an entry of the tables, not a swp_entry_t
    ptePresent(k, entry);
    // @ts-expect-error it has to be made one first
    decode(k, makeReadableMigrationEntry(k, 5n));
    decode(k, swpEntryToPte(k, makeReadableMigrationEntry(k, 5n)));
    const pte = pteMkdirty(k, 0x25n);
    // @ts-expect-error a swp_entry_t, not an entry of the tables
    swpType(k, pte);
    // @ts-expect-error nor here
    isMigrationEntry(k, pte);
    isMigrationEntry(k, pteToSwpEntry(k, pte));
    // @ts-expect-error a page frame number is no entry
    pteDirty(k, ptePfn(k, pte));
    // @ts-expect-error an entry is no page frame number
    pfnPte(k, pte, 0x25n);
    const inPagemap = pteToPagemapEntry(k, pte, vma(k, { vmFlags: ['read'] }));
    expectTypeOf(inPagemap).toEqualTypeOf<PagemapWord>();
    // @ts-expect-error a word of pagemap is no entry
    decode(k, inPagemap);
  });

  it('without a mark are taken everywhere, and marked ones where bigints are', () => {
    const words = new BigUint64Array(1);
    const word = words[0] as bigint;
    decode(k, word);
    pteDirty(k, word);
    swpType(k, word);
    pfnPte(k, word, word);
    words[0] = pteMkdirty(k, word);
    const plain: bigint = swpEntry(k, 0, word);
    assertType<Pte>(plain);
    let running = pteMkdirty(k, word);
    running = word | 1n;
    assertType<bigint>(running);
  });

  it('stand at a level', () => {
    decode(k, 0n, { level: 'pmd' });
    decode(k, 0n, { level: 'pgd' });
    // @ts-expect-error no page table of that name
    decode(k, 0n, { level: 'page' });
    // @ts-expect-error no leaf stands there
    findBatch(k, new BigUint64Array(1), 'none', { level: 'pgd' });
    expectTypeOf(explain(k, 0n).entry).toEqualTypeOf<Decoded>();
  });
});

describe('encode', () => {
  it('takes what decode gives, and parts by hand', () => {
    assertType<bigint>(encode(k, d));
    encode(k, { kind: 'present', pfn: 5n, write: true });
    encode(k, { kind: 'pteMarker', marker: { guard: true } });
    expectTypeOf<Decoded>().toExtend<EncodeParts>();
  });

  it('does not take fields of another kind, or misspelt ones', () => {
    // @ts-expect-error a swap entry has no page frame number
    encode(k, { kind: 'swap', swapType: 0, pfn: 5n });
    // @ts-expect-error pfn
    encode(k, { kind: 'present', pnf: 5n });
    // @ts-expect-error there is no such kind
    encode(k, { kind: 'swp' });
    // @ts-expect-error without a kind nothing is known
    encode(k, { pfn: 5n });
  });
});

describe('kernel', () => {
  it('takes the keys of Config and no others', () => {
    kernel('6.12', { pagingLevels: 5, encMask: 1n << 47n });
    // @ts-expect-error there are four or five levels
    kernel('6.12', { pagingLevels: 3 });
    // @ts-expect-error softDirty
    kernel('6.12', { softdirty: true });
    expectTypeOf<Config['encMask']>().toEqualTypeOf<bigint>();
  });

  it('answers for behaviours that rows name', () => {
    k.does('mkuffdWpWrprotects');
    // @ts-expect-error no row has that id
    k.does('mkuffdWpWriteProtects');
    // @ts-expect-error a kernel is a value that cannot change
    k.name = '6.13';
  });
});

describe('batches', () => {
  it('take and give typed arrays', () => {
    expectTypeOf(decodeBatch(k, new BigUint64Array(1), columns(1)).payload).toEqualTypeOf<BigUint64Array>();
    expectTypeOf(encodeBatch(k, columns(1))).toEqualTypeOf<BigUint64Array>();
    // @ts-expect-error signed words are other words
    decodeBatch(k, new BigInt64Array(1));
  });
});
