/** C names that changed, for traces: mm/ and the helpers it calls. */
import { functionNames } from '../../spec/mm/names.ts';
import type { Row } from '../../spec/schema.ts';
import type { Kernel } from '../kernel.ts';
import { nameOf } from '../rows.ts';

export type FunctionId = (typeof functionNames)[number]['id'];

const rows = new Map<string, Row>(functionNames.map((row) => [row.id, row]));

/** What the kernel at hand calls a function that has had several names. */
export const called = (k: Kernel, id: FunctionId): string => nameOf(rows.get(id) as Row, k.release);
