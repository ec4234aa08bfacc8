import type { Part } from '../codec/claims.ts';

/** A run of bits as a reader names it: `63`, or `51..12`. */
export const bitRange = ({ hi, lo }: Pick<Part, 'hi' | 'lo'>): string => (hi === lo ? String(hi) : `${hi}..${lo}`);
