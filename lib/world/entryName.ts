/** Names of entries: `A` is that of the process A, or of its first page, `A.2` that of its third one. */

/** The name of an entry, by its page. */
export const entryName = (mm: string, page = 0): string => (page > 0 ? `${mm}.${page}` : mm);

/** The process of an entry. */
export function processOf(name: string): string {
  const dot = name.indexOf('.');
  return dot < 0 ? name : name.slice(0, dot);
}

/** The page of an entry, from 0 on. */
export function pageOfName(name: string): number {
  const dot = name.indexOf('.');
  return dot < 0 ? 0 : Number(name.slice(dot + 1));
}

/** Whether an entry is of a process, or of the page of it that is asked about. */
export const isEntryOf = (name: string, mm: string, page?: number): boolean =>
  page === undefined ? processOf(name) === processOf(mm) : name === entryName(processOf(mm), page);
