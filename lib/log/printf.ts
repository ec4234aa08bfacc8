/** Patterns out of the formats of printk(). */
import type { Printed } from '../../spec/messages.ts';

const conversion = /%(#?0?)(\d*)((?:h|l|ll)?[xdus]|p[DGSfsx]?)/g;
const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ +/g, '\\s+');

/** What a conversion can print; leading zeros may be lost, since people retype. */
function printed([, sharp = '', , type = '']: RegExpMatchArray, held: Printed | undefined): string {
  if (held === 'level') return 'pte|pmd|pud|p4d|pgd|unknown';
  if (type.endsWith('s') || /^p[DGSfs]/.test(type)) return '.*?';
  if (type.startsWith('p')) return '(?:0x)?[\\da-f]{8,16}|\\s*\\(null\\)|\\(____ptrval____\\)';
  if (!type.endsWith('x')) return '-?\\d+';
  return `${sharp ? '(?:0x)?' : ''}[\\da-f]{1,16}`;
}

/** The parts of a pattern, one for each conversion: what stands before it, and it, in a group named `g0`, `g1`, ... */
function partsOf(
  prints: string,
  holds: readonly Printed[],
): { readonly parts: readonly string[]; readonly rest: string } {
  let from = 0;
  const parts = [...prints.matchAll(conversion)].map((found, i) => {
    const before = literal(prints.slice(from, found.index));
    from = found.index + found[0].length;
    return `${before}(?<g${i}>${printed(found, holds[i])})`;
  });
  return { parts, rest: literal(prints.slice(from)) };
}

/**
 * A pattern that finds what printk() makes of a format; the group of conversion number i, from 0, is `g{i}`.
 * @param stops whether the text may end after any conversion.
 * @param holds what each conversion holds.
 */
export function patternOf(prints: string, stops = false, holds: readonly Printed[] = []): RegExp {
  const { parts, rest } = partsOf(prints, holds);
  const whole = stops ? parts.reduceRight((after, part) => `${part}(?:${after})?`, rest) : parts.join('') + rest;
  return new RegExp(`(?<![\\w])${whole}(?![\\w])`, 'd');
}

/** The longest text without white space that stands in whatever printk() makes of a format. */
export function longestLiteral(prints: string, stops = false): string {
  const literals = prints.replace(conversion, '\n').split('\n');
  const runs = (stops ? literals.slice(0, 1) : literals).flatMap((text) => text.split(/\s+/));
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), '');
}
