/** How `pte crosscheck` shows what came of it. */
import { type CrosscheckCase, constantDiffers, helperDiffers } from '../../crosscheck/compareCase.ts';
import { wrongHelper } from '../../crosscheck/compareHelper.ts';
import type { CrosscheckReport } from '../../crosscheck/compareKernel.ts';
import { type CrosscheckVerdict, verdictOf } from '../../crosscheck/news.ts';
import type { Proof } from '../../crosscheck/prove/proveHelpers.ts';
import { short } from '../../lib/base/hex.ts';
import { printable } from '../../lib/base/printable.ts';
import { colors, wrap } from '../terminal.ts';

/** The comparison: a line for each case, what differs below it, and the verdict. */
export function printReport(report: CrosscheckReport): void {
  const { bold, green, red } = colors();
  const { release, generated } = report.tree;
  console.log(bold(printable(`Linux ${release}, headers in ${generated}; compared with ${report.kernel}`)));
  for (const one of report.cases) printCase(one);
  printList('only here', report.onlyOurs);
  printList('only in the headers', report.onlyKernels);
  printOneSided(report);
  printList('not checked, outside the headers (give --source)', report.notChecked);
  const verdict = verdictOf(report);
  console.log((verdict === 'agree' ? green : red)(verdicts[verdict]));
}

const verdicts: Readonly<Record<CrosscheckVerdict, string>> = {
  agree: 'agree',
  differ: 'differ',
  news: 'agree on all that both have; one side has names that are news',
};

function printCase({ name, constants, helpers }: CrosscheckCase): void {
  const { green, red } = colors();
  const wrong = helpers.filter(helperDiffers);
  const bad = constants.filter(constantDiffers);
  const ok = wrong.length + bad.length === 0;
  const inputs = helpers.reduce((n, h) => n + ('inputs' in h ? h.inputs : 0), 0).toLocaleString('en');
  console.log(
    `  ${(ok ? green : red)(ok ? 'agree ' : 'differ')}  ${name.padEnd(32)}${helpers.length - wrong.length} of ${helpers.length} helpers on ${inputs} inputs, ${constants.length - bad.length} of ${constants.length} constants`,
  );
  for (const c of bad) console.log(red(`    ${c.name}: ours ${hex(c.ours)}, the kernel's ${hex(c.kernels)}`));
  for (const h of wrong) console.log(red(`    ${wrongHelper(h)}`));
}

/** What it means that only one side has a name, and what to do about it. */
function printOneSided({ expected, news }: CrosscheckReport): void {
  const known = expected.length === 0 ? [] : [`Known, and left out: ${expected.join(', ')}.`];
  const unknown =
    news.length === 0
      ? []
      : [`News: please report ${news.join(', ')}. A row of the spec may be missing or have a wrong date.`];
  if (known.length + unknown.length === 0) return;
  const text = ['A name that only one side has is not compared.', ...known, ...unknown].join(' ');
  for (const line of wrap(text, 2)) console.log(line);
}

const hex = (value: bigint | undefined): string => (value === undefined ? '-' : short(value));

function printList(title: string, names: readonly string[]): void {
  if (names.length === 0) return;
  console.log(`  ${title}:`);
  for (const line of wrap(names.join(', '), 4)) console.log(line);
}

/** The proofs: how many, and each helper that is not proved. */
export function printProofs(release: string, proofs: readonly Proof[]): void {
  const { bold, green, red } = colors();
  const proved = proofs.filter((p) => p.verdict === 'proved');
  console.log(bold(`Linux ${printable(release)}: ${proved.length} of ${proofs.length} helpers proved for all words`));
  for (const line of wrap(proved.map((p) => `${p.helper}()`).join(' '), 2)) console.log(green(line));
  for (const p of proofs) if (p.verdict !== 'proved') console.log(red(`  ${unproved(p)}`));
}

const unproved = (proof: Proof): string =>
  proof.verdict === 'refuted'
    ? `${proof.helper}(${proof.arguments.map(hex).join(', ')}) differs`
    : `${proof.helper}(): ${proof.verdict}${'why' in proof ? `, ${proof.why}` : ''}`;
