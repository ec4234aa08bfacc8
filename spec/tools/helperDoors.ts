/** lib/helpers/doors.ts: the helpers that every kernel has, as callers from outside have them. */
import { readdirSync, readFileSync } from 'node:fs';
import { commonHelpers } from '../helpers.ts';

const folder = 'lib/helpers';
/** What callers from outside have already, and no source of helpers. */
const doors = ['checked.ts', 'doors.ts', 'marks.ts'];
const width = 120;
/** A docstring, and the function or the other name of one that is exported below it. */
const documented =
  /^(\/\*\*(?:[^*]|\*(?!\/))*\*\/)\nexport (?:const|function) (\w+)(?::[^=]*=> (\w+))?(?: = (\w+);| = (?=\()|(?=\())(?:\(([^)]*)\): (\w+))?/gm;

interface Parameter {
  readonly name: string;
  /** `bigint`, one of the marks of it, or `number`. */
  readonly type: string;
  readonly usual: string | undefined;
}

interface Source {
  readonly module: string;
  readonly doc: string;
  /** The name that it is another one for. */
  readonly other: string | undefined;
  readonly parameters: readonly Parameter[];
  readonly result: string | undefined;
}
type Sources = ReadonlyMap<string, Source>;

/** The parameters after the kernel, out of `k: Kernel, pte: Pte, vmFlags = 0n`. */
const parametersOf = (text: string): readonly Parameter[] =>
  text
    .split(',')
    .slice(1)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [, name = '', type = 'bigint', usual] = /^\s*(\w+)(?:: (\w+))?(?: = (\w+))?\s*$/.exec(part) ?? [];
      return { name, type, usual };
    });

const sourcesIn = (file: string): [string, Source][] =>
  [...readFileSync(`${folder}/${file}`, 'utf8').matchAll(documented)].map(
    ([, doc = '', name = '', named, other, parameters = '', result]) => [
      name,
      { module: file.replace(/\.ts$/, ''), doc, other, parameters: parametersOf(parameters), result: result ?? named },
    ],
  );

/** The function that a name stands for in the end; the name keeps its own result where it says one. */
function meant(sources: Sources, id: string): Source {
  const source = sources.get(id);
  if (!source) throw new Error(`expected ${id} in ${folder}, with a docstring, got none`);
  if (source.other === undefined) return source;
  const { parameters, result } = meant(sources, source.other);
  return { ...source, parameters, result: source.result ?? result };
}

/** pmdMkold is pteMkold, and takes a pmd. */
const ownName = (id: string, name: string): string => (/^p[mu]d/.test(id) && name === 'pte' ? id.slice(0, 3) : name);

function door(sources: Sources, id: string): string {
  const { module, doc, result, ...rest } = meant(sources, id);
  const parameters = rest.parameters.map((p) => ({ ...p, name: ownName(id, p.name) }));
  const names = parameters.map(({ name }) => name);
  const asked = parameters.reduce(
    (k, { name, type }) => `${type === 'number' ? 'givenNumber' : 'givenWord'}(${k}, '${id}', ${name})`,
    parameters.length === 0 ? 'givenKernel(k)' : 'k',
  );
  const typed = parameters.map(({ name, type, usual }) => `${name}: ${type}${usual === undefined ? '' : ` = ${usual}`}`);
  const head = `export const ${id} = (${['k: Kernel', ...typed].join(', ')}): ${result} =>`;
  const call = (args: string) => `${module}.${id}(${args});`;
  const body = call([asked, ...names].join(', '));
  if (head.length + 1 + body.length <= width) return `${doc}\n${head} ${body}`;
  if (body.length + 2 <= width) return `${doc}\n${head}\n  ${body}`;
  return `${doc}\n${head}\n  ${module}.${id}(\n    ${[asked, ...names].join(',\n    ')},\n  );`;
}

/** The file, from the names in commonHelpers and the docstrings and parameters in lib/helpers. */
export function helperDoors(): string {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && !doors.includes(file));
  const sources: Sources = new Map(files.sort().flatMap(sourcesIn));
  const ids = commonHelpers.map(({ id }) => id);
  const modules = [...new Set(ids.map((id) => meant(sources, id).module))];
  const imports = [
    ...modules.map((module) => [module, `import * as ${module} from './${module}.ts';`] as const),
    ['marks', "import type { Pfn, Pgprot, Pte, SwpEntry } from './marks.ts';"] as const,
  ]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, line]) => line);
  return `// Generated from ${folder} by spec/tools/helperDoors.ts. Do not edit: run npm run spec.
/**
 * Helpers that every kernel has, as callers from outside have them: a wrong argument is a TypeError or a RangeError. Inside, lib/mm
 * and lib/codec use the same helpers without the question, from the files beside this one.
 */
import { givenKernel, givenNumber, givenWord } from '../kernel/given.ts';
import type { Kernel } from '../kernel/kernel.ts';
${imports.join('\n')}

${ids.map((id) => door(sources, id)).join('\n')}
`;
}
