/** `pte run --interleave`: every order of what the CPUs do, on one kernel or on several, one after the other. */
import { hex } from '../../../lib/base/hex.ts';
import { toJson } from '../../../lib/base/json.ts';
import type { Kernel } from '../../../lib/kernel/kernel.ts';
import { type Interleavings, interleavings } from '../../../lib/world/orders/interleave.ts';
import type { ScenarioRow } from '../../../lib/world/scenario.ts';
import type { Script } from '../../../lib/world/script.ts';
import { nameKernel } from '../../kernelOptions.ts';
import { shellWord } from '../../shellWord.ts';
import { colors, wrap } from '../../terminal.ts';

/** How the orders are shown. */
export interface OrdersShown {
  readonly json?: boolean;
  readonly trace?: boolean;
}

/** Tries the orders on each kernel and prints what came of them. */
export function interleave(ks: readonly Kernel[], script: Script, shown: OrdersShown): void {
  for (const [i, k] of ks.entries()) {
    const found = interleavings(k, script);
    if (shown.json) console.log(toJson(asJson(found)));
    else print(found, i > 0, shown.trace === true);
  }
}

const asJson = ({ kernel, orders, losing, leftOut, ...rest }: Interleavings): object => ({
  kernel: kernel.name,
  orders: `${orders}`,
  losing: `${losing}`,
  leftOut: `${leftOut}`,
  ...rest,
});

function print(found: Interleavings, isLater: boolean, trace: boolean): void {
  const { bold } = colors();
  if (isLater) console.log();
  console.log(bold(nameKernel(found.kernel)));
  for (const line of wrap(headline(found), 0)) console.log(line);
  for (const why of found.why) for (const line of wrap(`left out: ${why}`, 2)) console.log(line);
  const { shortest } = found;
  if (!shortest) return;
  for (const row of shortest.rows) printRow(row, trace);
  if (shortest.script === undefined) return;
  console.log(`\npte run -k ${found.kernel.name} ${shellWord(shortest.script)}`);
}

/** What became of all of them, in a sentence. */
function headline({ orders, losing, leftOut, shortest }: Interleavings): string {
  const more = leftOut > 0n ? ` (${leftOut} more left out)` : '';
  const all = orders === 1n ? 'the only order' : `none of ${orders} orders`;
  if (!shortest) return orders === 1n ? `${all} loses no write${more}` : `${all} loses a write${more}`;
  return `${losing} of ${orders} ${orders === 1n ? 'order' : 'orders'} ${losing === 1n ? 'loses' : 'lose'} a write${more}; the shortest:`;
}

function printRow({ operation, after, events, steps }: ScenarioRow, trace: boolean): void {
  const { bold, dim } = colors();
  console.log(`\n${bold(operation)}\n  ${hex(after)}`);
  for (const event of events) for (const line of wrap(event, 2)) console.log(line);
  if (!trace) return;
  for (const { did, value, why } of steps)
    for (const line of wrap(`${hex(value)} ${did}: ${why}`, 4)) console.log(dim(line));
}
