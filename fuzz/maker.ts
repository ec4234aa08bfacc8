/** What made a result: the program and its native core. Results of two makers say nothing about each other. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addonFile } from '../lib/batch/engine/native.ts';
import { packageRoot, packageVersion } from '../lib/batch/engine/packageRoot.ts';

/** The identity of what compares, as checkpoints, differences, jobs and results carry it. */
export interface Maker {
  /** The version of the package, and of its program's own files the first digits of a SHA-256. */
  readonly program: string;
  /** The first digits of the SHA-256 of the addon's file. */
  readonly core: string;
}

const digits = 16;
/** Characters of a maker's name out of a file. */
const longest = 100;

const digest = (...contents: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const one of contents) hash.update(one);
  return hash.digest('hex').slice(0, digits);
};

/** thisMaker(), with the core `none` where there is none: not everything needs it. */
export function makerHere(): Maker {
  try {
    return thisMaker();
  } catch {
    return { program: programName(), core: 'none' };
  }
}

/** This program with the addon that it loads. @throws RangeError (ERR_PTE_ENGINE) where there is none. */
export const thisMaker = (): Maker => ({ program: programName(), core: digest(readFileSync(addonFile())) });

function programName(): string {
  const bundle = join(packageRoot(), 'dist/pte');
  const files = readdirSync(bundle).sort();
  const program = digest(...files.flatMap((name) => [name, readFileSync(join(bundle, name))]));
  return `${packageVersion()}-${program}`;
}

/** Whether a value out of JSON is a maker: two short names. */
export const isMaker = (value: unknown): value is Maker => {
  const { program, core } = (value ?? {}) as Partial<Record<keyof Maker, unknown>>;
  return [program, core].every((name) => typeof name === 'string' && name.length > 0 && name.length <= longest);
};

/** `0.1.0-0123456789abcdef, core 0123456789abcdef`. */
export const makerName = ({ program, core }: Maker): string => `${program}, core ${core}`;
