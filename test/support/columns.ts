/** The kernels whose headers were asked, by the names of the columns in examples.md and constants.txt. */
import type { Config } from '../../lib/kernel/config.ts';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';

/** The Debian release behind each series. */
export const releases: Readonly<Record<string, string>> = {
  '5.10': '5.10.262',
  '6.1': '6.1.192',
  '6.12': '6.12.107',
  '7.2': '7.2.13',
  '7.3': '7.3.4',
};

/** A column that is not Debian's: what was read in the tree of 4.19.78 (constants.ts). */
const oldest: Readonly<Record<string, string>> = { '4.19': '4.19.78' };

/** Debian's amd64 builds have all options of ours that exist, but this one. */
const devicePrivate: Readonly<Record<string, boolean>> = {
  '4.19': false,
  '5.10': false,
  '6.1': false,
  '6.12': false,
  '7.2': true,
  '7.3': true,
};

const variants: Readonly<Record<string, Partial<Config>>> = {
  devpriv: { devicePrivate: true },
  nodevpriv: { devicePrivate: false },
  nohwp: { memoryFailure: false },
  nomig: { migration: false },
};

export type KernelOf = (column: string, config?: Partial<Config>) => Kernel;

/** A resolver of columns that resolves each kernel once. */
export function columnKernels(): KernelOf {
  const known = new Map<string, Kernel>();
  return (column, config = {}) => {
    const key = `${column} ${Object.entries(config)}`;
    const found = known.get(key) ?? resolveColumn(column, config);
    known.set(key, found);
    return found;
  };
}

function resolveColumn(column: string, config: Partial<Config>): Kernel {
  const [series = '', variant] = column.split('-');
  const release = releases[series] ?? oldest[series];
  if (!release || (variant && !variants[variant])) throw new Error(`expected a column, got ${column}`);
  return kernel(release, {
    devicePrivate: devicePrivate[series] ?? true,
    ...(variant ? variants[variant] : {}),
    ...config,
  });
}
