/** The entries of processes, where a mapping has several. */
import { entryName } from './entryName.ts';
import { type ProcessState, seenAlone, type World } from './world.ts';

/** How many entries the process has. */
export const widthOf = ({ rest = [] }: ProcessState): number => 1 + rest.length;

/** The names of the entries of a process. */
export const entryNames = (mm: ProcessState): readonly string[] =>
  Array.from({ length: widthOf(mm) }, (_, page) => entryName(mm.name, page));

/** All entries of a process, each as if it were all that it has. */
export function entriesOf(mm: ProcessState): readonly ProcessState[] {
  if (!mm.rest) return [mm];
  return [{ ...mm, rest: undefined }, ...mm.rest.map((entry, i) => seenAlone(mm, entry, entryName(mm.name, i + 1)))];
}

/** All entries of all processes. */
export const allEntries = ({ mms }: World): readonly ProcessState[] =>
  mms.some(({ rest }) => rest) ? mms.flatMap(entriesOf) : mms;
