/** What `pte explore --help` says after the options. */

import { allDefaults, type DefaultSetting, defaultDepth } from '../../../lib/explore/defaults.ts';
import { allInvariants } from '../../../lib/explore/invariants/invariants.ts';
import { many } from '../../many.ts';
import { wrap } from '../../terminal.ts';

const paragraph = (text: string): string => wrap(text, 2).join('\n');

const settingText = ({ mapping = 'anon', operations, cpus = 1, only, bounds, held }: DefaultSetting): string =>
  held
    ? `${mapping}: what could tie up a processor, of which docs/bugs.md tells the cause alone`
    : `${mapping}, ${many(cpus, 'CPU')}, ${bounds?.depth} deep: ${operations?.join('; ') ?? 'the usual operations'}${only ? ', and no others' : ''}`;

/** The text after the options. */
export const help = (): string => `
Operations are those of pte run --help, whole, and a mapping may stand in front: 'shmem; migrate' is --for shmem migrate.
read and write are always tried, and what answers an operation: uffd-wp brings uffd-wp-resolve and uffd-unregister;
--never and --reach bring what their words need to come up, --steps alone brings every operation.
Words that must follow are all tried where none is given: mprotect is mprotect r and mprotect rw.

With a kernel alone, all default settings are explored: each mapping with the usual operations, to ${defaultDepth} of
them, and what each line of docs/bugs.md needs besides, ${allDefaults.length} settings in all:
${allDefaults.map(settingText).map(paragraph).join('\n')}

Invariants (those by design with --all):
${allInvariants.map(({ name, says, kind }) => paragraph(`${name}${kind === 'design' ? ' (by design)' : ''}: ${says}`)).join('\n')}

Questions are as in docs/query.md: about the entry, and with page., vma., cpu0. or before. in front about
what lies beside it, what a TLB holds, and what was so before the step. VM_WRITE, vm_page_prot, PageAnonExclusive,
mmap_lock and the like are words too.

--steps looks at traces (pte run --trace): they have every helper, and functions only where these decide something.

What follows the two kernels of --compare are operations; --all shows all that follows once they have parted.

Examples:
  pte explore -k 6.0 --for shmem 'uffd-wp; migrate'
  pte explore -k 6.0 --for shmem migrate --never 'uffd-wp & writable'
  pte explore -k 5.11 --cpus 3 --depth 5 'uffd-wp; pin'
  pte explore -k 6.12 --reach 'migration & uffd-wp'
  pte explore -k 6.12 --reach 0x8000000012345c67
  pte explore -k 6.12 'fork; pageout' --never 'page.anon & writable & !page.exclusive'
  pte explore --compare 6.1.192 6.2 'numa-hint; read'
  pte explore --compare 6.0 6.0:wrprotectIfUffd --for shmem 'migrate; uffd-wp' --svg life.svg
  pte explore -k 6.1.192 --steps pte_mk_savedwrite

Exit codes: 0 all that was tested holds, 1 wrong usage or a question that was never asked, 2 something is violated
or not reached, no operation takes the helper, or the two kernels differ.`;
