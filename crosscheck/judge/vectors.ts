/** The constants that kernels' headers gave, as a checkout of the project has them: test/data/vectors/constants*.txt. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A constant as printed, by column (kernel and build variant); `-` where the header has no such constant. */
export interface ConstantVector {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
}

const linesOf = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .slice(1)
    .filter((line) => line.trim())
    .map((line) => line.trim().split(/\s+/));

/** The whole table: constants.txt, and before it the columns of files that say what another kernel has otherwise than one of it. */
export function constantVectors(folder: string): readonly ConstantVector[] {
  const [head = [], ...lines] = linesOf(join(folder, 'constants.txt'));
  const whole = lines.map(([name = '', ...values]) => ({
    name,
    values: Object.fromEntries(head.slice(1).map((column, i) => [column, values[i] ?? ''])),
  }));
  const others = readdirSync(folder).filter((name) => /^constants-.*\.txt$/.test(name));
  return others.reduceRight<readonly ConstantVector[]>(
    (table, file) => withColumn(table, linesOf(join(folder, file))),
    whole,
  );
}

/** One column more, first: `4.19 as 5.10, but:`, and what differs. */
function withColumn(table: readonly ConstantVector[], [head = [], ...lines]: readonly string[][]): ConstantVector[] {
  const [column = '', , base = ''] = head.map((word) => word.replace(',', ''));
  const own = new Map(lines.map(([name = '', value = '']) => [name, value]));
  return table.map(({ name, values }) => ({
    name,
    values: { [column]: own.get(name) ?? values[base] ?? '', ...values },
  }));
}
