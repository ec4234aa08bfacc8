/** Names of entries: `A` is that of the process A, or of its first page, `A.2` that of its third one. */

/** The name of an entry, by its page. */
export const entryName = (mm: string, page = 0): string => (page > 0 ? `${mm}.${page}` : mm);

/** The process of an entry. */
export const processOf = (name: string): string => name.split('.')[0] ?? name;

/** The page of an entry, from 0 on. */
export const pageOfName = (name: string): number => Number(name.split('.')[1] ?? 0);

/** Whether an entry is of a process, or of the page of it that is asked about. */
export const isEntryOf = (name: string, mm: string, page?: number): boolean =>
  page === undefined ? processOf(name) === processOf(mm) : name === entryName(processOf(mm), page);
