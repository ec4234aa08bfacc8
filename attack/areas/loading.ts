/** Native code is loaded from this package's own folder alone, however the library is packed and wherever it runs. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Area, Attack, Failure, Outcome } from '../area.ts';
import { faultsOf } from '../judge.ts';
import { run as runProgram } from '../process.ts';
import { shellCommand } from '../shell.ts';
import { inCheckout } from './samples.ts';

/** Uses arrays of entries, and prints which addons are mapped into the process. */
const program = (library: string): string => `import { decodeBatch, kernel } from ${JSON.stringify(library)};
import { readFileSync } from 'node:fs';
decodeBatch(kernel('6.12'), new BigUint64Array(8));
const maps = readFileSync('/proc/self/maps', 'latin1').split('\\n').map((line) => line.split(' ').at(-1));
console.log('loaded', JSON.stringify([...new Set(maps.filter((file) => file.endsWith('.node')))]));
`;

const addonPlaces = [
  'build/Release/x86_pte.node',
  `prebuilds/${process.platform}-${process.arch}/x86-pte.node`,
  'node_modules/x86-pte/build/Release/x86_pte.node',
];

/** A folder that has addons where a package would, and perhaps a package.json of another's. */
function trap({ victim }: Attack, folder: string, name?: string): void {
  for (const place of addonPlaces) {
    mkdirSync(dirname(join(folder, place)), { recursive: true });
    copyFileSync(victim.addon, join(folder, place));
  }
  if (name !== undefined) writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, type: 'module' }));
}

/** Runs a module in a folder of traps: an addon of the attack's folder must not be loaded. */
async function tryModule(attack: Attack, file: string, cwd: string): Promise<Outcome> {
  const args = [file];
  const ended = await runProgram({ file: process.execPath, args, cwd, patience: attack.patience });
  const show = shellCommand([process.execPath, ...args], cwd);
  const failures: Failure[] = faultsOf(ended, { exits: [0], says: /^loaded / }).map((fault) => ({ ...fault, show }));
  if (ended.stdout.includes(`"${attack.folder}`))
    failures.push({
      column: 'lost or wrong data',
      what: `ran native code of another folder: ${ended.stdout.trim()}`,
      show,
    });
  return { inputs: 1, failures };
}

async function run(attack: Attack): Promise<Outcome> {
  if (process.platform !== 'linux') return { inputs: 0, failures: [], skipped: ['loading: needs /proc/self/maps'] };
  const at = (...parts: string[]) => join(attack.folder, ...parts);
  trap(attack, at('cwd'));
  trap(attack, at('foreign'), 'another-package');
  trap(attack, at('foreign/x'));
  mkdirSync(at('foreign/x/y/z'), { recursive: true });
  symlinkSync(inCheckout('node_modules'), at('node_modules'));
  writeFileSync(at('in.mjs'), program(attack.victim.library));
  const bundles = [at('foreign/x/y/z/app.mjs'), at('foreign/x/app.mjs'), at('app.mjs')];
  const outcomes: Outcome[] = [await tryModule(attack, at('in.mjs'), at('cwd'))];
  for (const bundle of bundles) {
    const args = [at('in.mjs'), '--platform', 'node', '--format', 'esm', '--file', bundle, '--logLevel', 'silent'];
    const made = spawnSync(inCheckout('node_modules/.bin/rolldown'), args, { encoding: 'utf8' });
    if (made.status !== 0)
      return { inputs: 0, failures: [], skipped: [`loading: rolldown made no bundle: ${made.stderr.trim()}`] };
    outcomes.push(await tryModule(attack, bundle, at('cwd')), await tryModule(attack, bundle, dirname(bundle)));
  }
  return { inputs: outcomes.length, failures: outcomes.flatMap(({ failures }) => failures) };
}

/** Addons in the current directory and in packages of others. */
export const loading: Area = { name: 'loading', run };
