/** Text inside SVG and HTML. */

/** The text with the characters that markup gives a meaning (`& < > "`) as character references. */
export const escapeMarkup = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
