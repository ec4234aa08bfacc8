/** What is compared: each target runs a block of words on a kernel and names the first word on which its two sides differ. */

import { hasHelper } from '../crosscheck/ourHelpers.ts';
import { type Columns, columns } from '../lib/batch/codecBatch.ts';
import { layoutWords } from '../lib/batch/engine/layoutWords.ts';
import type { Addon } from '../lib/batch/engine/native.ts';
import { referenceEngine } from '../lib/batch/engine/reference.ts';
import { doSwapPageBatch, removeMigrationPteBatch } from '../lib/batch/mmBatch.ts';
import { decode } from '../lib/codec/decode.ts';
import { encode } from '../lib/codec/encode.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import { familyOf } from '../lib/mm/common/family.ts';
import { fault } from '../lib/mm/common/fault.ts';
import { folio } from '../lib/mm/common/folio.ts';
import { vma } from '../lib/mm/common/makeVma.ts';
import { doSwapPage } from '../lib/mm/memory/doSwapPage.ts';
import { removeMigrationPte } from '../lib/mm/migrate/removeMigrationPte.ts';
import { blockWords } from './blocks.ts';
import { type Seen, seeColumns, seeWay } from './coverage.ts';

export interface Target {
  readonly name: string;
  /** How many words of a block it runs: fewer where one side is slow. */
  readonly words: number;
  /** The first word on which the two sides differ, and how; undefined where they agree. Notes in `seen` what it came by. */
  run(k: Kernel, words: BigUint64Array, seen?: Seen): Found | undefined;
}
export interface Found {
  readonly word: bigint;
  readonly how: string;
}

const list = ({ kind, type, flags, payload }: Columns) => [kind, type, flags, payload] as const;
const bytes = (a: ArrayBufferView): Buffer => Buffer.from(a.buffer, a.byteOffset, a.byteLength);
const same = (a: ArrayBufferView, b: ArrayBufferView): boolean => bytes(a).equals(bytes(b));

/** The first place at which two arrays differ. */
function differs(a: Columns, b: Columns): number {
  const places = list(a).map((column, i) => column.findIndex((v, at) => v !== (list(b)[i] as typeof column)[at]));
  return Math.min(...places.filter((p) => p >= 0));
}

/** The instruction sets of the core against each other, there and back. */
export function codecTarget(addon: Addon): Target {
  const targets = addon.targets().reverse();
  const [best, other] = [targets[0] as string, targets[1] ?? (targets[0] as string)];
  const [a, b] = [columns(blockWords), columns(blockWords)];
  const back = new BigUint64Array(blockWords);
  const cut = (c: Columns, n: number): Columns =>
    n === blockWords
      ? c
      : {
          kind: c.kind.subarray(0, n),
          type: c.type.subarray(0, n),
          flags: c.flags.subarray(0, n),
          payload: c.payload.subarray(0, n),
        };
  return {
    name: 'codec',
    words: blockWords,
    run(k, words, seen) {
      const layout = layoutWords(k);
      const [x, y, z] = [cut(a, words.length), cut(b, words.length), back.subarray(0, words.length)];
      addon.setTarget(best);
      addon.decode(layout, words, ...list(x));
      if (seen) seeColumns(seen, x);
      const bad = addon.encode(layout, ...list(x), z);
      addon.setTarget(other);
      addon.decode(layout, words, ...list(y));
      addon.setTarget(best);
      if (bad !== -1) return { word: words[bad] as bigint, how: `${best} decodes it to a row that it does not encode` };
      if (!same(words, z)) {
        const at = words.findIndex((w, i) => w !== z[i]);
        return { word: words[at] as bigint, how: `${best} does not bring it back` };
      }
      if (list(x).every((column, i) => same(column, list(y)[i] as typeof column))) return undefined;
      return { word: words[differs(x, y)] as bigint, how: `${best} and ${other} decode it differently` };
    },
  };
}

/** The core against the reference engine in TypeScript. */
export function referenceTarget(addon: Addon): Target {
  return {
    name: 'reference',
    words: 1 << 12,
    run(k, words, seen) {
      const layout = layoutWords(k);
      const [a, b] = [columns(words.length), columns(words.length)];
      addon.decode(layout, words, ...list(a));
      referenceEngine.decode(layout, words, b);
      if (seen) seeColumns(seen, b);
      const at = differs(a, b);
      return at === Number.POSITIVE_INFINITY
        ? undefined
        : { word: words[at] as bigint, how: 'the core and the reference decode it differently' };
    },
  };
}

/** decode() and encode() of one entry. */
export const objectTarget: Target = {
  name: 'objects',
  words: 1 << 8,
  run(k, words) {
    const at = words.findIndex((word) => encode(k, decode(k, word)) !== word);
    return at < 0 ? undefined : { word: words[at] as bigint, how: 'encode(decode(word)) is another word' };
  },
};

/** The functions of mm/ over arrays against the functions for one entry. */
export const mmTarget: Target = {
  name: 'mm',
  words: 1 << 10,
  run(k, words, seen) {
    if (!hasHelper(k, 'pte_swp_uffd_wp')) return undefined; // the logic is that of 5.7 and later
    const mapping = vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite'] });
    const pfn = (i: number) => BigInt(i) * 0x9e37n;
    const numbers = (n: number) => BigUint64Array.from({ length: n }, (_, i) => pfn(i));
    const facts = (n: number) => Uint8Array.from({ length: n }, (_, i) => i & 7);
    const bits = (i: number, names: readonly string[]) =>
      Object.fromEntries(names.map((name, b) => [name, ((i >> b) & 1) === 1]));
    const moving = words.filter((w) => familyOf(k, w) === 'migration');
    const restored = removeMigrationPteBatch(k, moving, mapping, facts(moving.length), numbers(moving.length)).ptes;
    const wrong = moving.findIndex((w, i) => {
      const page = folio(bits(i & 7, ['anon', 'dirty', 'devicePrivate']));
      const outcome = removeMigrationPte(k, w, mapping, page, pfn(i));
      if (seen) seeWay(seen, 'remove_migration_pte', outcome);
      return outcome.pte !== restored[i];
    });
    if (wrong >= 0) return { word: moving[wrong] as bigint, how: 'removeMigrationPte() and its batch differ' };
    const out = words.filter((w) => familyOf(k, w) === 'swap');
    const given = { fault: fault({ write: true }), copyPfns: numbers(out.length) };
    const read = doSwapPageBatch(k, out, mapping, facts(out.length), numbers(out.length), given).ptes;
    const bad = out.findIndex((w, i) => {
      const { fresh, ...page } = bits(i & 7, ['reusable', 'ksm', 'fresh']);
      const how = { fresh: fresh === true, copyPfn: pfn(i) };
      const outcome = doSwapPage(k, w, mapping, folio(page), pfn(i), given.fault, how);
      if (seen) seeWay(seen, 'do_swap_page', outcome);
      return outcome.pte !== read[i];
    });
    return bad < 0 ? undefined : { word: out[bad] as bigint, how: 'doSwapPage() and its batch differ' };
  },
};

export const targetNames = ['codec', 'reference', 'objects', 'mm'] as const;
export type TargetName = (typeof targetNames)[number];

export function targetOf(name: TargetName, addon: Addon): Target {
  if (name === 'codec') return codecTarget(addon);
  if (name === 'reference') return referenceTarget(addon);
  return name === 'objects' ? objectTarget : mmTarget;
}

/** Takes bits away from a word for as long as the target still finds a difference. */
export function minimised(target: Target, k: Kernel, found: Found): Found {
  let smallest = found;
  for (let more = true; more; ) {
    more = false;
    for (let bit = 1n; bit < 1n << 64n; bit <<= 1n) {
      if (!(smallest.word & bit)) continue;
      const again = target.run(k, BigUint64Array.of(smallest.word ^ bit));
      if (!again) continue;
      smallest = again;
      more = true;
      break;
    }
  }
  return smallest;
}
