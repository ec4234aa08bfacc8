/** The cross-check with compilers and runners that sleep, shout, die or lie: it ends, says why, and leaves nothing behind. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Area, type Attack, type Outcome, some, together } from '../area.ts';
import { type Trial, tryCommand } from '../command.ts';
import type { Fault } from '../judge.ts';
import { eachOf } from '../process.ts';

/** Headers, as far as the search for them looks: nothing in them is compiled by a compiler that is none. */
const headers: Readonly<Record<string, string>> = {
  'include/linux/mm.h': '',
  'arch/x86/include/asm/pgtable.h': '',
  'include/generated/autoconf.h': '#define CONFIG_X86_64 1\n#define CONFIG_64BIT 1\n',
  'include/generated/utsrelease.h': '#define UTS_RELEASE "6.12.48"\n',
  Makefile: 'VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 48\n',
};

/** Stands in for the compiler. What it makes with -o is a program that runs `runner`. */
const compiler = (runner: string): string => `out=
while [ $# -gt 0 ]; do [ "$1" = -o ] && out=$2; shift; done
[ -z "$out" ] || { printf '%s\\n' '#!/bin/sh' '${runner}' > "$out"; chmod +x "$out"; }`;

const compilers: Readonly<Record<string, string>> = {
  sleeps: 'exec sleep 100000',
  'shouts-and-fails': "head -c 300000000 /dev/zero | tr '\\0' x; exit 1",
  'shouts-errors': "head -c 300000000 /dev/zero | tr '\\0' x >&2; exit 1",
  fails: 'exit 1',
  dies: 'kill -SEGV $$',
  'says-escapes': `printf 'x.h:1: error: \\033[31m\\302\\233 \\342\\200\\256red\\n' >&2; exit 1`,
  'does-nothing': 'exit 0',
  'runner-sleeps': compiler('exec sleep 100000'),
  'runner-fails': compiler('exit 3'),
  'runner-dies': compiler('kill -SEGV $$'),
  'runner-is-mute': compiler('exec cat >/dev/null'),
  'runner-announces-too-much': compiler('printf "\\377\\377\\377\\377\\377\\377\\377\\377"; exec sleep 100000'),
  'runner-announces-2-GB': compiler('printf "\\0\\0\\0\\200\\0\\0\\0\\0"; exec sleep 100000'),
  'runner-babbles': compiler('exec yes'),
};

function files({ folder }: Attack): void {
  for (const [name, text] of Object.entries(headers)) {
    const path = join(folder, 'headers', name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
  }
  for (const [name, script] of Object.entries(compilers)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
}

const args = (cc: string, ...more: readonly string[]): string[] => [
  'crosscheck',
  ...['--headers', 'headers', '--cc', cc, '--no-variants', '--count', '1000'],
  ...more,
];

/** A folder for temporary files of its own, in which nothing may be left. */
function tryIn(attack: Attack, trial: Trial, index: string): Promise<Outcome> {
  const temporary = join(attack.folder, `temporary-${index}`);
  mkdirSync(temporary);
  return tryCommand(
    attack,
    { ...trial, env: { TMPDIR: temporary, PTE_TOOL_SECONDS: '5', ...trial.env } },
    (): Fault[] => {
      const left = readdirSync(temporary);
      return left.length === 0 ? [] : [{ column: 'lost or wrong data', what: `left ${left.length} temporary folders` }];
    },
  );
}

const trials = (): Trial[] => [
  ...Object.keys(compilers).map((name) => ({ args: args(`./${name}`), expected: { exits: [1, 2] } })),
  ...['', ' ', './none', 'headers', '/', '-x', './fails extra'].map((cc) => ({
    args: args(cc),
    expected: { exits: [1] },
  })),
  { args: args('./fails', '--count', '0'), expected: { exits: [1] } },
  { args: args('./fails', '--html', '/nonexistent/x.html'), expected: { exits: [1] } },
  { args: args('./fails', '--config', 'headers/Makefile'), expected: { exits: [1] } },
  { args: args('./fails', '--prove', '--cbmc', './sleeps'), expected: { exits: [1] } },
  { args: ['fuzz', '--headers', 'headers', '--time', '1'], env: { PATH: '/nonexistent' }, expected: { exits: [1] } },
];

/** Ended by a signal while the compiler runs: neither that nor a folder stays. */
async function signalled(attack: Attack, signal: NodeJS.Signals): Promise<Outcome> {
  const started = join(attack.folder, `${signal}.pid`);
  const cc = join(attack.folder, `waits-${signal}`);
  writeFileSync(cc, `#!/bin/sh\necho $$ > ${started}\nexec sleep 100000\n`);
  chmodSync(cc, 0o755);
  const trial: Trial = {
    args: args(cc),
    note: `${signal} while the compiler runs`,
    through: ['sh', '-c', '"$@"; exit 0', 'sh'], // however it ends is right
    started: async () => {
      while (!existsSync(started) || readFileSync(started, 'utf8') === '') await pause(20);
      process.kill(parentOf(readFileSync(started, 'utf8').trim()), signal);
    },
  };
  return tryIn(attack, trial, signal);
}

const parentOf = (pid: string): number =>
  Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

async function run(attack: Attack): Promise<Outcome> {
  files(attack);
  const outcomes = await eachOf(some(attack, trials(), 1, 10), (trial, i) => tryIn(attack, trial, `${i}`));
  const signals = some(attack, ['SIGTERM', 'SIGINT', 'SIGHUP'] as const, 0, 1);
  return together([...outcomes, ...(await eachOf(signals, (signal) => signalled(attack, signal)))]);
}

/** Headers, compilers and runners. */
export const crosscheck: Area = { name: 'crosscheck', run };
