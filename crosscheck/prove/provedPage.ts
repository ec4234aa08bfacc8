/** `node dist/crosscheck/prove/provedPage.js CBMC HEADERS SOURCES SERIES...`: proves each kernel's helpers and writes docs/proved.md. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from '../../files/runTool.ts';
import { expectWritable, save } from '../../files/save.ts';
import { type ProvedKernel, proveHeaders } from './proveHeaders.ts';

const [cbmc = 'cbmc', headers = '', sources = '', ...series] = process.argv.slice(2);

/** The folder of a series' newest release: 6.12 is in 6.12.107, and not in 6.12.95. */
const folderOf = (dir: string, wanted: string): string | undefined =>
  readdirSync(dir)
    .filter((name) => name === wanted || name.startsWith(`${wanted}.`))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => join(dir, name))
    .at(-1);

async function proveSeries(wanted: string): Promise<ProvedKernel> {
  const dir = folderOf(headers, wanted);
  if (dir === undefined) throw new Error(`expected headers of ${wanted} in ${headers}, got none`);
  const source = existsSync(sources) ? folderOf(sources, wanted) : undefined;
  return proveHeaders({ headers: dir, cbmc, ...(source !== undefined && { source }) });
}

const count = ({ proofs }: ProvedKernel) => proofs.filter((p) => p.verdict === 'proved').length;

function page(kernels: readonly ProvedKernel[], version: string): string {
  const names = [...new Set(kernels.flatMap((k) => k.proofs.map((p) => p.helper)))];
  const mark = (k: ProvedKernel, name: string) => {
    const proof = k.proofs.find((p) => p.helper === name);
    return proof === undefined ? '' : proof.verdict;
  };
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    '<!-- Written by scripts/prove.sh. -->',
    '# Helpers that agree with the kernel’s own code for all words',
    '',
    `${version} compared each helper of the kernel’s headers with the library’s, translated to C expression by expression (\`crosscheck/probe/formulas.h\`), with the masks of that kernel: for all 64-bit words, types 0 to 31, all offsets and protections; page frame numbers that are made into a struct page within 52 bits of address. Four-level paging, no C-bit, a processor with shadow stacks. An empty cell: the kernel has no such helper.`,
    '',
    row(['', ...kernels.map((k) => k.release)]),
    row(['---', ...kernels.map(() => '---')]),
    row(['proved', ...kernels.map((k) => `${count(k)} of ${k.proofs.length}`)]),
    ...names.map((name) => row([`\`${name}\``, ...kernels.map((k) => mark(k, name))])),
    '',
  ].join('\n');
}

const target = 'docs/proved.md';
expectWritable(target);
const kernels: ProvedKernel[] = [];
for (const wanted of series) {
  const proved = await proveSeries(wanted);
  console.log(`${proved.release}: ${count(proved)} of ${proved.proofs.length} helpers proved`);
  kernels.push(proved);
}
const { stdout } = await runTool(cbmc, ['--version'], { what: 'CBMC 6', seconds: 60 });
save(target, page(kernels, `CBMC ${stdout.toString().split(' ')[0]}`));
if (kernels.some((k) => count(k) < k.proofs.length)) process.exitCode = 2;
