/** The report of a cross-check as a page of its own. */
import { short } from '../lib/base/hex.ts';
import { escapeMarkup } from '../lib/picture/escape.ts';
import { type ConstantVerdict, type CrosscheckCase, constantDiffers, helperDiffers } from './compareCase.ts';
import type { HelperVerdict } from './compareHelper.ts';
import type { CrosscheckReport } from './compareKernel.ts';
import { type CrosscheckVerdict, verdictOf } from './news.ts';

const hex = (value: bigint | undefined) => (value === undefined ? '–' : short(value));
const cells = (tag: string, list: readonly string[]) => list.map((c) => `<${tag}>${c}</${tag}>`).join('');

const constantRow = (c: ConstantVerdict): string =>
  `<tr class="${constantDiffers(c) ? 'bad' : ''}">${cells('td', [escapeMarkup(c.name), hex(c.ours), hex(c.kernels)])}</tr>`;

function helperRow(h: HelperVerdict): string {
  const result =
    h.verdict === 'agree'
      ? `${h.inputs.toLocaleString('en')} inputs`
      : h.verdict === 'crashed'
        ? `the kernel’s helper ended with ${escapeMarkup(h.how)}`
        : `(${h.difference.arguments.map(hex).join(', ')}): ours ${hex(h.difference.ours)}, the kernel’s ${hex(h.difference.kernels)}`;
  return `<tr class="${h.verdict === 'agree' ? '' : 'bad'}">${cells('td', [`${escapeMarkup(h.helper)}()`, h.verdict, result])}</tr>`;
}

const section = (c: CrosscheckCase): string => `<h2>${escapeMarkup(c.name)}</h2>
<details ${c.helpers.some(helperDiffers) ? 'open' : ''}><summary>${c.helpers.length} ${c.helpers.length === 1 ? 'helper' : 'helpers'}</summary>
<table><tr>${cells('th', ['helper', '', 'inputs'])}</tr>${c.helpers.map(helperRow).join('\n')}</table></details>
<details ${c.constants.some(constantDiffers) ? 'open' : ''}><summary>${c.constants.length} ${c.constants.length === 1 ? 'constant' : 'constants'}</summary>
<table><tr>${cells('th', ['constant', 'ours', 'the kernel’s'])}</tr>${c.constants.map(constantRow).join('\n')}</table></details>`;

const list = (title: string, names: readonly string[]): string =>
  names.length === 0 ? '' : `<h2>${title}</h2><p>${names.map((n) => `<code>${escapeMarkup(n)}</code>`).join(', ')}</p>`;

const verdicts: Readonly<Record<CrosscheckVerdict, string>> = {
  agree: 'They agree.',
  differ: 'They differ.',
  news: 'They agree on what both have; one side has names that are news.',
};

/** What was compared with what, as the same run takes it again. */
function askedFor({ tree, kernel, asked }: CrosscheckReport): string {
  const { seed, count, variants } = asked;
  const inputs = `${count.toLocaleString('en')} ${count === 1 ? 'input' : 'inputs'} for each helper`;
  const options = variants ? '' : '; not checked: each kernel option the other way (--no-variants)';
  return escapeMarkup(
    `The headers of Linux ${tree.release} in ${tree.generated}, compared with ${kernel}: ${inputs}, seed ${seed}${options}.`,
  );
}

/** What was not compared, or that all was. */
const unchecked = ({ notChecked }: CrosscheckReport): string =>
  notChecked.length === 0
    ? '<h2>Not checked</h2><p>No helper was left out.</p>'
    : list('Not checked: outside the headers', notChecked);

/** The whole page, with the page's own style in it. */
export const reportPage = (report: CrosscheckReport): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>x86-pte and Linux ${escapeMarkup(report.tree.release)}</title>
<style>body{font:15px system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em}table{border-collapse:collapse}
td,th{border:1px solid #ccc;padding:.2em .6em;text-align:left;font-family:ui-monospace,monospace;font-size:13px}
.bad{background:#fbdada}summary{cursor:pointer;margin:.5em 0}.yes{color:#1b7f2a}.no{color:#b3261e}</style>
<h1>x86-pte and the headers of Linux ${escapeMarkup(report.tree.release)}</h1>
<p class="${verdictOf(report) === 'agree' ? 'yes' : 'no'}">${verdicts[verdictOf(report)]}</p>
<p>${askedFor(report)}</p>
${report.cases.map(section).join('\n')}
${list('Only here', report.onlyOurs)}${list('Only in the headers', report.onlyKernels)}${list('Of these are known, and left out', report.expected)}${list('News', report.news)}${unchecked(report)}
</html>
`;
