/** Whatever is written is whole or as it was, stays what it is, and leaves nothing beside it. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Area, type Attack, type Outcome, some, together } from '../area.ts';
import { type Trial, tryCommand } from '../command.ts';
import type { Fault } from '../judge.ts';
import { eachOf } from '../process.ts';

/** A command that writes a file, and whether what it wrote is whole. */
interface Writer {
  readonly name: string;
  readonly args: (path: string) => readonly string[];
  readonly whole: (text: string) => boolean;
}

const isJson = (text: string): boolean => {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
};
const isSvg = (text: string): boolean => text.startsWith('<svg') && text.trimEnd().endsWith('</svg>');

const writers: readonly Writer[] = [
  { name: 'layout', args: (path) => ['layout', '6.12', '--svg', path], whole: isSvg },
  { name: 'run', args: (path) => ['run', 'anon; write; fork', '--svg', path], whole: isSvg },
  {
    name: 'checkpoint',
    args: (path) => ['fuzz', '--count', '50000', '--threads', '1', '-k', '6.12', '--checkpoint', path],
    whole: isJson,
  },
];

/** A place to write to: how it is made, and what must hold of it afterwards. */
interface Place {
  readonly name: string;
  /** Makes it in a new folder, and gives its path. */
  readonly make: (folder: string) => string;
  readonly exits: readonly number[];
  readonly holds: (folder: string, path: string, whole: Writer['whole']) => boolean;
  readonly through?: readonly string[];
  /** A checkpoint is read first, and there is none in such a place. */
  readonly notFor?: string;
}

const text = (path: string): string => readFileSync(path, 'utf8');
const only = (folder: string, ...names: string[]): boolean => `${readdirSync(folder).sort()}` === `${names.sort()}`;
const holding = (folder: string, name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const linked = (folder: string, to: string): string => {
  symlinkSync(to, join(folder, 'a'));
  return join(folder, 'a');
};
const victim = 'as it was';

/** Through such a shell a file may not grow: a full disk. */
const fullDisk = ['sh', '-c', 'trap "" XFSZ; ulimit -f 0; exec "$@"', 'sh'];

/** Makes one of the attack's own, and keeps a reader of it open so that writing does not wait. */
function fifo(folder: string): string {
  const path = join(folder, 'a');
  spawnSync('mkfifo', [path]);
  readers.push(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
  return path;
}
const readers: number[] = [];

/** A null device of the attack's own. Where none can be made it is a file, which is a place like another. */
function device(folder: string): string {
  const path = join(folder, 'a');
  if (spawnSync('mknod', [path, 'c', '1', '3']).status !== 0) writeFileSync(path, '');
  return path;
}

const places: readonly Place[] = [
  {
    name: 'a new file',
    make: (folder) => join(folder, 'a'),
    exits: [0],
    holds: (folder, path, whole) => whole(text(path)) && only(folder, 'a'),
  },
  {
    name: 'a file with permissions',
    make: (folder) => {
      const path = holding(folder, 'a', victim);
      chmodSync(path, 0o640);
      return path;
    },
    exits: [0],
    holds: (folder, path, whole) => whole(text(path)) && only(folder, 'a') && (statSync(path).mode & 0o777) === 0o640,
    notFor: 'checkpoint',
  },
  {
    name: 'a link to a file that is not there yet',
    make: (folder) => linked(folder, 'far'),
    exits: [0],
    holds: (folder, path, whole) =>
      lstatSync(path).isSymbolicLink() && whole(text(join(folder, 'far'))) && only(folder, 'a', 'far'),
  },
  {
    name: 'a link to a file',
    make: (folder) => linked(folder, holding(folder, 'far', victim)),
    exits: [0],
    holds: (folder, path, whole) => lstatSync(path).isSymbolicLink() && whole(text(join(folder, 'far'))),
    notFor: 'checkpoint',
  },
  {
    name: 'a file beside one that a writer might use on the way',
    make: (folder) => {
      holding(folder, 'a.new', victim);
      return join(folder, 'a');
    },
    exits: [0],
    holds: (folder, path, whole) => whole(text(path)) && text(join(folder, 'a.new')) === victim,
  },
  {
    name: 'a file beside a link of a name that a writer might use on the way',
    make: (folder) => {
      symlinkSync(holding(folder, 'victim', victim), join(folder, 'a.new'));
      return join(folder, 'a');
    },
    exits: [0],
    holds: (folder, path, whole) =>
      whole(text(path)) && text(join(folder, 'victim')) === victim && lstatSync(path).isFile(),
  },
  {
    name: 'a FIFO',
    make: fifo,
    exits: [0],
    holds: (_, path) => lstatSync(path).isFIFO(),
    notFor: 'checkpoint',
  },
  {
    name: 'a device',
    make: device,
    exits: [0, 1],
    holds: (folder, path) => (lstatSync(path).isCharacterDevice() || lstatSync(path).isFile()) && only(folder, 'a'),
  },
  {
    name: 'a folder',
    make: (folder) => {
      mkdirSync(join(folder, 'a'));
      return join(folder, 'a');
    },
    exits: [1],
    holds: (folder, path) => lstatSync(path).isDirectory() && only(folder, 'a') && only(path),
  },
  {
    name: 'a folder that is not there',
    make: (folder) => join(folder, 'none', 'a'),
    exits: [1],
    holds: (folder) => only(folder),
  },
  {
    name: 'a file for a folder',
    make: (folder) => join(holding(folder, 'b', victim), 'a'),
    exits: [1],
    holds: (folder) => text(join(folder, 'b')) === victim && only(folder, 'b'),
  },
  {
    name: 'a link to itself',
    make: (folder) => linked(folder, 'a'),
    exits: [1],
    holds: (folder, path) => lstatSync(path).isSymbolicLink() && only(folder, 'a'),
  },
  {
    name: 'a full disk',
    make: (folder) => join(folder, 'a'),
    exits: [1],
    through: fullDisk,
    holds: (folder) => only(folder),
  },
  {
    name: 'a file on a full disk',
    make: (folder) => holding(folder, 'a', victim),
    exits: [1],
    through: fullDisk,
    holds: (folder, path) => text(path) === victim && only(folder, 'a'),
  },
];

function tryPlace(attack: Attack, place: Place, writer: Writer, index: number): Promise<Outcome> {
  const folder = join(attack.folder, `${index}`);
  mkdirSync(folder);
  const path = place.make(folder);
  const trial: Trial = {
    args: writer.args(path),
    expected: { exits: place.exits },
    note: `it is ${place.name}`,
    ...(place.through && { through: place.through }),
  };
  return tryCommand(attack, trial, (): Fault[] => {
    const there = existsSync(folder) && safely(() => place.holds(folder, path, writer.whole));
    if (there) return [];
    const left = readdirSync(folder).join(', ') || 'nothing';
    return [{ column: 'lost or wrong data', what: `${place.name} is not whole or not as it was (left: ${left})` }];
  });
}

function safely(holds: () => boolean): boolean {
  try {
    return holds();
  } catch {
    return false; // what should be there is not
  }
}

async function run(attack: Attack): Promise<Outcome> {
  const all = places.flatMap((place) =>
    writers.filter(({ name }) => name !== place.notFor).map((writer) => ({ place, writer })),
  );
  const chosen = some(attack, all, 3, 24);
  const outcomes = await eachOf(chosen, ({ place, writer }, i) => tryPlace(attack, place, writer, i));
  for (const reader of readers.splice(0)) closeSync(reader);
  return together(outcomes);
}

/** Files that the command writes. */
export const files: Area = { name: 'files', run };
