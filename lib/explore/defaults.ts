/** What is explored where nothing is asked for: each kind of mapping with the usual operations, and what each line of the table of bugs needs. */
import { explored } from '../../spec/explored.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { mappingNames, rareMappingNames } from '../world/script.ts';
import { lacksFor, type MappingName } from '../world/start/mappings.ts';
import type { Setting } from './setup.ts';

/** Operations of the longest script in each kind of mapping: no line that the usual operations show takes more. */
export const defaultDepth = 4;

const usualIn = (mapping: MappingName): Setting => ({ mapping, processes: 1, bounds: { depth: defaultDepth } });

/** A setting of the default exploration. */
export interface DefaultSetting extends Setting {
  /** What it finds could tie up a processor: neither its operations nor a script are told. */
  readonly held?: true;
}

const ofLines = explored.map(
  ({ mapping, operations, cpus = 1, only, length, held }): DefaultSetting => ({
    ...{ mapping: mapping as MappingName, operations: operations.split('; '), cpus, bounds: { depth: length } },
    ...(only && { only }),
    ...(held && { held }),
  }),
);

const besides = (mapping: MappingName, ...operations: readonly string[]): Setting => ({
  ...usualIn(mapping),
  operations,
});

/** Without them some promises would never be asked of anything. */
const others: readonly Setting[] = [
  besides('shmem', 'uffd-poison', 'dontneed', 'mprotect', 'pageout'),
  besides('anon', 'uffd-rwp', 'pageout', 'migrate', 'mprotect'),
  besides('shmem', 'uffd-rwp', 'pageout', 'migrate', 'mprotect'),
];

/** Two settings that are the same but for their depth are one: the deeper. */
function deepest(settings: readonly DefaultSetting[]): readonly DefaultSetting[] {
  const byName = new Map<string, DefaultSetting>();
  for (const setting of settings) {
    const { bounds, ...rest } = setting;
    const known = byName.get(JSON.stringify(rest));
    if ((known?.bounds?.depth ?? 0) < (bounds?.depth ?? 0)) byName.set(JSON.stringify(rest), setting);
  }
  return [...byName.values()];
}

/** All settings, in the order in which they are explored. */
export const allDefaults: readonly DefaultSetting[] = deepest([
  ...[...mappingNames, ...rareMappingNames].map(usualIn),
  ...ofLines,
  ...others,
]);

/** Those of a kernel, which may lack a mapping. */
export const defaultsFor = (k: Kernel): readonly DefaultSetting[] =>
  allDefaults.filter(({ mapping = 'anon' }) => lacksFor(k, mapping) === undefined);
