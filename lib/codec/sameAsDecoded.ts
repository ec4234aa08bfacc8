/** Whether the parts of an entry are those that decode() gave, none of them changed. */
import type { TableLevel } from '../../spec/schema.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { type DecodeOptions, decode } from './decode.ts';
import type { Decoded } from './decoded.ts';
import type { EncodeParts } from './entryFields.ts';

const atLevel: ReadonlyMap<unknown, DecodeOptions> = new Map(
  (['pte', 'pmd', 'pud', 'p4d', 'pgd'] satisfies TableLevel[]).map((level) => [level, { level }]),
);

/**
 * The word of parts that are what decode() says of their `raw`; undefined where a field differs, is missing or is one more. `raw` is
 * not believed: it is decoded, and all is compared. That takes a quarter of what encoding does (180 of 700 ns).
 */
export function sameAsDecoded(k: Kernel, parts: EncodeParts): bigint | undefined {
  if (typeof parts !== 'object' || parts === null || k?.mask === undefined) return undefined; // is said elsewhere
  const { raw, level } = parts;
  const options = atLevel.get(level);
  if (typeof raw !== 'bigint' || raw !== BigInt.asUintN(64, raw) || !options) return undefined;
  if (k.proposedMarker) return undefined; // there every marker is one word
  return alike(decode(k, raw, options), parts) ? raw : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

function alike(decoded: Decoded, parts: EncodeParts): boolean {
  const [a, b] = [decoded as unknown as Fields, parts as unknown as Fields];
  let more = 0;
  for (const _ in b) more++;
  for (const field in a) {
    if (a[field] !== b[field] && !sameInside(a[field], b[field])) return false;
    more--;
  }
  return more === 0;
}

/** Of the list of flags and of what a marker says: the same members, and no others. */
function sameInside(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [x, y] = [a as Fields, b as Fields];
  const fields = Object.keys(x);
  if (Object.keys(y).length !== fields.length || x.length !== y.length) return false; // a list may end in holes
  return fields.every((field) => x[field] === y[field]);
}
