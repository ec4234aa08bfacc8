/** Text within markup. */

/** Text as SVG and HTML hold it: `&`, `<`, `>` and `"` as numbers. */
export const escapeMarkup = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
