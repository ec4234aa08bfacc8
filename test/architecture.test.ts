/** The arrows of ARCHITECTURE.md, read from the imports, and what may stand where. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Files below a folder, by their path from the root. */
function files(folder: string, ending: RegExp): string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => ending.test(name) && statSync(join(root, name)).isFile());
}
const text = (file: string) => readFileSync(join(root, file), 'utf8');
/** The code without comments and strings, in which a number means something. */
const code = (file: string) =>
  text(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|[^:])\/\/.*$/gm, '$1');

/** Lines of code that match, under the name of their file. */
const linesOf = (names: readonly string[], wanted: RegExp): string[] =>
  names.flatMap((file) =>
    code(file)
      .split('\n')
      .filter((line) => wanted.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );

/** What a TypeScript file imports: a path from the root, or a package. */
const imports = (file: string): string[] =>
  [...text(file).matchAll(/(?:^|\n)(?:import|export)[^;'"]*?from '([^']+)'|import\('([^']+)'\)/g)].map(
    ([, from = '', lazy = '']) => {
      const name = from || lazy;
      return name.startsWith('.') ? relative(root, join(root, file, '..', name)) : name;
    },
  );
const includes = (file: string): string[] =>
  [...text(file).matchAll(/^#include [<"]([^>"]+)[>"]/gm)].map((m) => m[1] ?? '');

const spec = files('spec', /\.ts$/);
const lib = files('lib', /\.ts$/);
const cpp = files('native', /\.(cpp|hpp)$/).filter((file) => !file.includes('/test/'));

/** Which layer a file of lib is in; a layer may use those above it in this list and its own. */
const layers: readonly (readonly [string, RegExp])[] = [
  ['errors', /^lib\/errors\.ts$/],
  ['kernel', /^lib\/(version|rows|config|layout|kernel|kernelFromConfig)\.ts$/],
  ['helpers', /^lib\/(pgtable|pgtable-huge|swapops)\.ts$/],
  ['codec', /^lib\/(decoded|forms|parts|sheet|decode|encode|headline|explain|diff|trace|recording)\.ts$/],
  ['mm', /^lib\/(mm\/|decisions\.ts)/],
  ['scenario', /^lib\/scenario\//],
  ['replay', /^lib\/replay\//],
  ['engine', /^lib\/engine\//],
  ['batch', /^lib\/(batch|mmBatch)\.ts$/],
  ['index', /^lib\/(index|fastCheck)\.ts$/],
  ['cli', /^lib\/cli\//],
];
const layer = (file: string) => layers.findIndex(([, is]) => is.test(file));

describe('spec', () => {
  it('holds data that imports nothing but other data', () => {
    const tools = /^spec\/(check|generate[\w-]*)\.ts$/;
    const stray = spec
      .filter((file) => !tools.test(file))
      .flatMap((file) => imports(file).map((to) => [file, to] as const))
      .filter(([, to]) => !/^spec\//.test(to) || tools.test(to));
    expect(stray).toEqual([]);
  });

  it('has rows that import nothing but the shape of a row', () => {
    const gathers = /^spec\/(schema|tables|layout|check|generate[\w-]*)\.ts$/;
    const rows = spec.filter((file) => !gathers.test(file));
    expect(rows.length).toBeGreaterThan(5);
    expect([...new Set(rows.flatMap(imports))]).toEqual(['spec/schema.ts']);
  });
});

describe('lib', () => {
  it('has no file that nobody gave a place', () => {
    expect(lib.filter((file) => layer(file) < 0)).toEqual([]);
  });

  it('never points back', () => {
    const arrows = lib.flatMap((file) => imports(file).map((to) => [file, to] as const));
    const back = arrows.filter(([from, to]) => layer(to) > layer(from) || (to.startsWith('lib/') && layer(to) < 0));
    expect(back).toEqual([]);
    expect(arrows.length).toBeGreaterThan(50);
  });

  it('does not know the judge, the tests or the benchmarks', () => {
    const judged = lib.filter((file) => !/^lib\/cli\/(crosscheck|fuzz|vectors)/.test(file)); // the doors to the judge
    const strange = judged.flatMap(imports).filter((to) => /^(crosscheck|test|bench|native|scripts|\.\.)\b/.test(to));
    expect(strange).toEqual([]);
  });

  it('keeps packages to the command and the loading of a binary', () => {
    const outside = lib.filter((file) => !/^lib\/(cli\/|engine\/|fastCheck\.ts)/.test(file)).flatMap(imports);
    expect(outside.filter((to) => !/^(lib|spec)\//.test(to))).toEqual([]);
  });

  it('has kernel logic that speaks in helpers: no mask, no shift, no bit of an entry', () => {
    const bits = /\bk\.(mask|clear|type)\b| (<<|>>) |\b0x[0-9a-f]+n|\b([2-9]|\d\d+)n\b/;
    expect(linesOf(files('lib/mm', /\.ts$/), bits)).toEqual([]);
  });

  it('names no version: dates stand in spec', () => {
    const version = /['"`]v?[4-7]\.\d{1,2}(\.\d+)?['"`]|series *(<|>|===? *['"`])/;
    const help = /expected a kernel|such as/;
    const said = linesOf([...lib, ...files('crosscheck', /\.ts$/)], version);
    expect(said.filter((line) => !help.test(line))).toEqual([]);
  });
});

describe('native', () => {
  it('knows Node in one file only', () => {
    expect(cpp.filter((file) => includes(file).some((to) => /napi|node_api/.test(to)))).toEqual(
      cpp.length === 0 ? [] : ['native/addon.cpp'],
    );
  });

  it('includes nothing of a layer above: rows, layout, plan, codec, batch', () => {
    const above: Readonly<Record<string, RegExp>> = {
      'native/generated/rows.hpp': /row|layout|plan|lanes|codec|batch|decide/,
      'native/row.hpp': /layout|plan|lanes|codec|batch/,
      'native/layout.hpp': /plan|lanes|codec|batch/,
      'native/plan.hpp': /planes|lanes|codec|batch/,
      'native/codec.hpp': /batch/,
    };
    const back = cpp.flatMap((file) => includes(file).filter((to) => above[file]?.test(to.replace('row.hpp', ''))));
    expect(back).toEqual([]);
  });

  it('names no version and no bit of an entry outside the generated rows', () => {
    const literal = /\b(?:1u?l{0,2}|u64\{1\}|u64\(1\)) ?<< ?[0-9]+|\b[4-7]\.\d{1,2}\b/i;
    const said = linesOf(
      cpp.filter((file) => !file.includes('/generated/')),
      literal,
    );
    const example = /inline constexpr Layout v\d/; // for the static_asserts that explain the codec
    expect(said.filter((line) => !example.test(line))).toEqual([]);
  });
});
