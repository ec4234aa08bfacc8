/** The examples of the pages that show some, executed: what they print and what they say a value is must be so. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as library from '../../lib/index.ts';
import { type Run, runEach } from '../support/commands.ts';
import { type Block, blocksOf, bodyOf, type Command, commandsOf, shows } from './blocks.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const packageName = 'x86-pte';
const pages = ['README.md']; // those of docs/discussions.md are held by claims.test.ts
const blocks = pages.flatMap((page) => blocksOf(readFileSync(join(root, page), 'utf8')));
const commands = blocks.filter(({ language }) => language === 'sh').flatMap(({ code }) => commandsOf(code));
const programs = blocks.filter(({ language }) => language === 'ts');

/** The arguments of a command that calls `pte` and asks no more of the shell than single quotes; none for another command. */
function argumentsOf(command: string): string[] | undefined {
  const called = /^(?:npx )?pte ((?:'[^']*'|[\w./: -])+)$/.exec(command)?.[1];
  return called === undefined
    ? undefined
    : [...called.matchAll(/'([^']*)'|[^' ]+/g)].map(([word, quoted]) => quoted ?? word);
}

const AsyncFunction = (async () => {}).constructor as new (
  ...source: string[]
) => (...args: unknown[]) => Promise<void>;

/** Runs a block; the lines on which a value is not what the comment behind it says. */
async function wrongValues(block: Block): Promise<{ wrong: unknown[]; checked: number }> {
  const wrong: unknown[] = [];
  let checked = 0;
  const check = (line: number, got: unknown, expected: unknown) => {
    checked++;
    if (!Object.is(got, expected)) wrong.push({ line, expected, got });
  };
  await new AsyncFunction('library', 'check', bodyOf(block, packageName))(library, check);
  return { wrong, checked };
}

/** What the compiler has to say about the blocks, as files of a user of the package. */
function typeErrors(): string[] {
  const names = new Map(programs.map(({ code, line }) => [join(root, `readme-line-${line}.ts`), code]));
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  // The declarations that package.json names, as in a user's node_modules
  const { types } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const withPackage = {
    ...options,
    noEmit: true,
    incremental: false,
    types: [],
    paths: { [packageName]: [types] },
    rootDir: root,
  };
  const host = ts.createCompilerHost(withPackage);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => names.has(name) || fileExists(name);
  host.getSourceFile = (name, target, ...rest) => {
    const code = names.get(name);
    return code === undefined ? getSourceFile(name, target, ...rest) : ts.createSourceFile(name, code, target);
  };
  const program = ts.createProgram([...names.keys()], withPackage, host);
  return [...names.keys()].flatMap((name) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(name))
      .map((d) => `${name}: ${ts.flattenDiagnosticMessageText(d.messageText, ' ')}`),
  );
}

describe('an example of the README', () => {
  let folder: string;
  /** What became of the commands of the pages that only call `pte`, which run in one process. */
  let runs: ReadonlyMap<string, Run>;
  const env = { ...process.env, NO_COLOR: '1', LC_ALL: 'C.UTF-8' };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'readme-'));
    symlinkSync(join(root, 'bin/pte.cjs'), join(folder, 'pte'));
    const plain = commands.flatMap(({ command }) => {
      const args = argumentsOf(command);
      return args ? [{ command, args }] : [];
    });
    const done = runEach(
      plain.map(({ args }) => args),
      env,
    );
    runs = new Map(plain.map(({ command }, i) => [command, done[i] as Run]));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const inShell = (command: string): Run =>
    spawnSync('sh', ['-c', command.replaceAll('npx pte', 'pte')], {
      ...{ cwd: root, encoding: 'utf8' },
      env: { ...env, PATH: `${folder}${delimiter}${process.env.PATH}` },
    });
  const run = ({ command }: Command) => runs.get(command) ?? inShell(command);

  it('is there for the command and for the library', () => {
    expect(commands.length).toBeGreaterThan(0);
    expect(programs.length).toBeGreaterThan(0);
  });

  it.each(commands)('prints what stands below it: $command', (example) => {
    const { stdout, stderr, status } = run(example);
    // which kernel it is and how much was read, where the output has no place for it
    const said = stderr.replace(/^pte: (?:Linux [^\n]*|\d+ lines?, [^\n]*)\n/gm, '');
    expect({ said, status }).toEqual({ said: '', status: 0 });
    expect(example.output.join(''), 'the output of the command, to stand below it').not.toBe('');
    expect(shows(example.output, stdout), `expected what stands below the command, got:\n${stdout}`).toBe(true);
  });

  it.each(programs)('has the values that it says: line $line', async (block) => {
    const { wrong, checked } = await wrongValues(block);
    expect(wrong).toEqual([]);
    expect(checked).toBeGreaterThan(0);
  });

  it('passes the strict type check of a user', () => {
    expect(typeErrors()).toEqual([]);
  });
});
