/** Every row that has a judge: those of the tables, the names of helpers and functions, and messages. */
import { faultErrorBits } from '../../spec/faultErrorCode.ts';
import { functionNames } from '../../spec/functionNames.ts';
import { commonHelpers } from '../../spec/helpers.ts';
import { messages } from '../../spec/messages.ts';
import type { Row } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';
import { vmFlagNames } from '../../spec/vmFlagNames.ts';
import type { JudgedRow } from './parseJudge.ts';

const rowsOf = (table: string, rows: readonly Row[], mayLack = false): readonly JudgedRow[] =>
  rows.map((row) => ({ table, row, mayLack }));

/** All of them, by table. A kernel without the type or the bit that a common helper asks for can lack its name. */
export const judgedRows: readonly JudgedRow[] = [
  ...Object.entries(tables).flatMap(([table, rows]) => rowsOf(table, rows)),
  ...rowsOf('commonHelpers', commonHelpers, true),
  ...rowsOf('functionNames', functionNames),
  ...rowsOf('messages', messages),
  ...rowsOf('faultErrorBits', faultErrorBits),
  ...rowsOf('vmFlagNames', vmFlagNames),
];
