/** What `pte run --help` says of scripts: names under headings, halves in one line, examples. */
import { halves, type ScriptName, sayables } from '../../../lib/world/operations/names.ts';
import { mappingNames, rareMappingNames } from '../../../lib/world/script.ts';
import { wrap } from '../../terminal.ts';

/** Headings, with what the names under them begin with; a name stands under the first that fits. */
const headings: readonly (readonly [heading: string, is: RegExp])[] = [
  ['Accesses', /^(read|write|unshare|device-read|device-write|soft-unmap)/],
  ['userfaultfd', /^uffd/],
  ['Reclaim and swap', /^(pageout|swap|reuse|refault|writeback|madv-free|free|lazyfree|cold)/],
  ['Moving pages', /^(migrate|numa|to-device|from-device|device|hwpoison|ksm|mremap|collapse|split)/],
  ['Mappings and protection', /^(mprotect|pkey|mlock|munlock|munmap|mmap|vma|dontneed|truncate|guard|punch)/],
  ['Processes', /^(fork|child|map$|exit|dontfork|wipeonfork)/],
  ['Tracking', /^(clear-refs|pagemap|scan)/],
  ['The page', /^/],
];

const isHalf = (name: string): boolean => /-(begin|end)$/.test(name) && name.replace(/-(begin|end)$/, '') in halves;

function entry(name: ScriptName): string {
  const { says, since, words } = sayables[name];
  const text = wrap(`${says}${since ? ` (${since})` : ''}${words.length > 0 ? `: ${words.join(', ')}` : ''}`, 20)
    .join('\n')
    .trimStart();
  return `  ${name.padEnd(18)}${name.length >= 18 ? `\n${' '.repeat(20)}` : ''}${text}`;
}

function operations(): string {
  const left = new Set((Object.keys(sayables) as ScriptName[]).filter((name) => name !== 'flush' && !isHalf(name)));
  return headings
    .flatMap(([heading, is]) => {
      const names = [...left].filter((name) => is.test(name));
      for (const name of names) left.delete(name);
      return names.length > 0 ? [`${heading}:`, ...names.map(entry)] : [];
    })
    .join('\n');
}

const paragraph = (text: string): string => wrap(text, 2).join('\n');

/** The text after the options. */
export const help = (): string => `
A script is a mapping, then operations, with ';' between.

Mappings:
${paragraph(`${mappingNames.join(', ')}; also ${rareMappingNames.join(', ')}`)}
${paragraph('thp and shmem-thp get transparent huge pages; hugetlb is MAP_HUGETLB, private, hugetlb-shared a shared file of hugetlbfs, of 2 MiB pages; dax is a shared file on a DAX device; CALL writes to shadow-stack')}
${paragraph('A folio is a large one of four pages, each with an entry of its own; a release without such folios says so. A number behind an operation names a page, 0 to 3, as in "write 2" or "mprotect r 2"; without one an access is to page 0, and a call is for all pages.')}

Who does it, before an operation:
${paragraph('A: to H: name a process (fork and map make more), cpu0: to cpu9: a CPU; both may stand there, as in "B: cpu1: write". Without one it is A, on a CPU that is free.')}

By halves:
${paragraph(`X-begin goes up to the flush or the place where the kernel lets go of its locks, X-end or flush does the rest; X is one of ${Object.keys(halves).join(', ')} (copy is a write, unmap is pageout)`)}

A release behind an operation is the first that has it.

${operations()}

Examples:
  pte run --kernel 6.12 'anon; write; uffd-wp; pageout; read; migrate; write'
  pte run -k 6.1.7 -k 6.1.8 'shmem; read; uffd-wp; migrate; write'
  pte run -k 6.0 -k 6.0:wrprotectIfUffd 'shmem; read; uffd-wp; migrate; write'
  pte run -k 5.10 'anon; cpu1: write; clear-refs-begin; cpu2: write; flush'
  pte run -k 6.12 'shmem; A: write; B: map; A: uffd-wp; pageout; B: write'
  pte run -k 5.10 --from 0x000ffffffffff500 'shmem; read'
  pte run -k 6.16 -k 6.17 'anon-folio; write; clear-refs; mprotect r'
  pte run --trace --pagemap 'anon; write; clear-refs; migrate'
  pte run --svg life.svg 'anon; write; fork; write'

Exit codes: 0 done, also where the kernel refuses; 1 wrong usage, or an
operation that a kernel does not have (its life ends there; the others go on).`;
