/** C names that changed, for traces: mm/ and the helpers it calls. */
import { functionNames } from '../../../spec/functionNames.ts';
import type { Row } from '../../../spec/schema.ts';
import { nameOf } from '../../kernel/inForce.ts';
import type { Kernel } from '../../kernel/kernel.ts';

export type FunctionId = (typeof functionNames)[number]['id'];

const rows = new Map<string, Row>(functionNames.map((row) => [row.id, row]));

/** What the kernel at hand calls a function that has had several names. */
export const called = (k: Kernel, id: FunctionId): string => nameOf(rows.get(id) as Row, k.release);
