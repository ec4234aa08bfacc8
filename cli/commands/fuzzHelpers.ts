/** `pte fuzz --headers`: helpers beside those of a kernel's headers, until a difference, the end or a signal. */
import { wrongHelper } from '../../crosscheck/compareHelper.ts';
import { fuzzHeaders } from '../../fuzz/fuzzHeaders.ts';
import { toJson } from '../../lib/base/json.ts';
import { printable } from '../../lib/base/printable.ts';
import { untilSignal } from '../untilSignal.ts';
import { endOf } from './fuzzCampaign.ts';
import { clearLine, conclude, type FuzzOptions, messages, progressLine, rate, verdict } from './fuzzReport.ts';

/** Fuzzes against headers, and says what came of it. */
export async function againstHeaders(headers: string, options: FuzzOptions): Promise<void> {
  const { seed, source, json } = options;
  const { result, by } = await untilSignal((stop) =>
    fuzzHeaders({
      headers,
      seed,
      ...endOf(options),
      ...(source !== undefined && { source }),
      ...(process.stderr.isTTY && { progress: progressLine }),
      stop,
    }),
  );
  clearLine();
  const { wrong, failures, inputs, seconds, kernel } = result;
  const end = { differs: wrong !== undefined, failures, ...(by && { by }) };
  conclude(end);
  if (json) return void console.log(toJson({ ...result, failures: messages(failures), by }));
  if (wrong) console.log(printable(wrongHelper(wrong)));
  console.log(
    `${inputs.toLocaleString('en')} inputs of helpers compared with ${printable(kernel)}, ${rate(inputs, seconds)}, ${verdict(inputs, end)} (seed ${seed})`,
  );
}
