/** What the headers' helpers answer, as digests in answers.txt: all helpers, every option off in turn, several machines. */

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openProbe, type Probe } from '../../crosscheck/headers/probe.ts';
import { camel } from '../../lib/base/spelling.ts';
import type { Config } from '../../lib/kernel/config.ts';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { releases } from './columns.ts';
import { bare } from './configurations.ts';
import type { Helper, Library } from './helpers.ts';
import { numberKinds, questions } from './questions.ts';

export const file = new URL('../data/vectors/answers.txt', import.meta.url);

/** Facts of a running machine, by the name that columns have for them. */
const machines = {
  '': { pagingLevels: 4, encMask: 0n, shadowStackCpu: true, migrationAd: true },
  la57: { pagingLevels: 5, encMask: 0n, shadowStackCpu: true, migrationAd: true },
  sme: { pagingLevels: 4, encMask: 1n << 47n, shadowStackCpu: true, migrationAd: true },
  noshstk: { pagingLevels: 4, encMask: 0n, shadowStackCpu: false, migrationAd: true },
  nomigad: { pagingLevels: 5, encMask: 0n, shadowStackCpu: true, migrationAd: false },
} as const;
type MachineName = keyof typeof machines;

/** Debian builds these without device memory. */
const withoutDevices = ['5.10', '6.1', '6.12'];

/** The configuration of a build such as `6.12-nosoftDirty`. */
function buildConfig(build: string): Partial<Config> {
  const [name = '', variant = ''] = build.split('-');
  const devicePrivate = !withoutDevices.includes(name.split('.', 2).join('.'));
  if (variant === 'bare') return bare;
  if (variant.endsWith('devpriv')) return { devicePrivate: !devicePrivate };
  return { devicePrivate, ...(variant ? { [variant.slice(2)]: false } : {}) };
}

/** The kernel of a column such as `6.12`, `6.12-nosoftDirty`, `6.12+la57`, or `6.12.117` in full. */
export function answerKernel(column: string): Kernel {
  const [build = '', machine = ''] = column.split('+');
  const [name = ''] = build.split('-');
  const release = releases[name] ?? (/^\d+\.\d+\.\d+$/.test(name) ? name : undefined);
  if (!release || !(machine in machines)) throw new Error(`expected a column, got ${column}`);
  return kernel(release, { ...buildConfig(build), ...machines[machine as MachineName] });
}

export interface Answers {
  readonly helper: string;
  readonly kinds: readonly string[];
  /** Digest by column; none where the kernel lacks the helper. */
  readonly digests: Readonly<Record<string, string>>;
}

export const answers: readonly Answers[] = parse(existsSync(file) ? readFileSync(file, 'utf8') : '');
export const answerColumns = [...new Set(answers.flatMap(({ digests }) => Object.keys(digests)))];

/** A line for each helper and its argument kinds, then one for each digest and the columns that have it. */
function parse(text: string): Answers[] {
  const found: { helper: string; kinds: string[]; digests: Record<string, string> }[] = [];
  for (const line of text.split('\n').filter((line) => line && !line.startsWith('#'))) {
    const [first = '', ...rest] = line.trim().split(' ');
    if (!line.startsWith(' ')) found.push({ helper: first, kinds: rest, digests: {} });
    else for (const column of rest) Object.assign(found.at(-1)?.digests ?? {}, { [column]: first });
  }
  return found;
}

const digest = (results: BigUint64Array) => createHash('sha256').update(results).digest('hex').slice(0, 16);

/** What the library answers, as the same digest; undefined where it says that the kernel lacks the helper. */
export function ourDigest(library: Library, k: Kernel, { helper, kinds }: Answers): string | undefined {
  const ask = library[camel(helper)] as Helper;
  const columns = questions(kinds);
  const count = columns[0]?.length ?? 1;
  const results = new BigUint64Array(count);
  try {
    for (let i = 0; i < count; i++) {
      const args = columns.map((column, j) => {
        const word = column[i] as bigint;
        return numberKinds.has(kinds[j] as string) ? Number(word) : word;
      });
      results[i] = BigInt(ask(k, ...args) as bigint | number | boolean);
    }
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_PTE_HELPER') return undefined;
    throw error;
  }
  return digest(results);
}

/**
 * Names that a stable tree took with some fix: pte_swp_clear_flags() in 5.10.y, and in 6.12.y a macro softleaf_from_pte()
 * for pte_to_swp_entry(). The contract of the library (helpers.md) has them from the mainline release on.
 */
const lackedByContract = (helper: string, column: string) =>
  (helper === 'pte_swp_clear_flags' && column.startsWith('5.10')) ||
  (helper === 'softleaf_from_pte' && column.startsWith('6.12.'));

/** Helpers that answer otherwise on a column's kernel than its headers do, in words. */
export function* answerDifferences(library: Library, column: string, k = answerKernel(column)): Generator<string> {
  for (const row of answers) {
    if (lackedByContract(row.helper, column)) continue;
    const expected = row.digests[column];
    const got = ourDigest(library, k, row);
    if (got !== expected) yield `${row.helper} on ${column}: expected ${expected ?? 'it to be lacking'}, got ${got}`;
  }
}

/** Asks the headers: the text of answers.txt from a folder with built probes, `NAME/runner` and `NAME/probe.so`. */
export async function askHeaders(folder: string): Promise<string> {
  const rows = new Map<string, Map<string, string[]>>();
  for (const build of readdirSync(folder).sort(byVersion)) {
    const at = join(folder, build);
    const probe = await openProbe({ runner: join(at, 'runner'), object: join(at, 'probe.so') });
    const names = build.includes('-') ? [''] : Object.keys(machines);
    for (const name of names) await askOne(probe, build, name as MachineName, rows);
    probe.close();
  }
  const lines = [...rows].flatMap(([row, digests]) => [
    row,
    ...[...digests].map(([hash, columns]) => ` ${hash} ${columns.join(' ')}`),
  ]);
  return `${lines.join('\n')}\n`;
}

const byVersion = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });

async function askOne(probe: Probe, build: string, name: MachineName, rows: Map<string, Map<string, string[]>>) {
  await probe.setMachine(machines[name]);
  const column = name ? `${build}+${name}` : build;
  for (const helper of probe.helpers) {
    const answer = await probe.apply(helper.name, questions(helper.arguments));
    if (answer.kind !== 'done') throw new Error(`expected an answer of ${helper.name} on ${column}, got ${answer.how}`);
    const row = [helper.name, ...helper.arguments].join(' ');
    const digests = rows.get(row) ?? new Map<string, string[]>();
    const hash = digest(answer.words);
    digests.set(hash, [...(digests.get(hash) ?? []), column]);
    rows.set(row, digests);
  }
}
