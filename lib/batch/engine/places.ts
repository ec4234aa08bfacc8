/** Where arrays are put that are read and written in step. */

/** Bytes of a line of the cache. */
export const line = 64;
/** The first place from there on at which a line begins. */
export const aligned = (at: number): number => Math.ceil(at / line) * line;
/**
 * Bytes from the end of one array to the next. Arrays of one length that follow each other share the low 12 bits of the addresses
 * at which they are read and written in step; by these alone a processor tells a load from what was just stored.
 */
const stagger = 21 * line;
/** Where an array may begin after one that begins at a place. */
export const placeAfter = (at: number, bytes: number): number => aligned(at + bytes) + stagger;
