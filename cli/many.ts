/** A number with its thousands apart. */
export const number = (n: number): string => n.toLocaleString('en');

/** `1 word`, `2 words`, `1,000 words`; what does not take an s is given as `more`. */
export const many = (n: number, one: string, more = `${one}s`): string => `${number(n)} ${n === 1 ? one : more}`;
