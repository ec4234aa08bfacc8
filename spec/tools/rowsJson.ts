/** Writes the rows as JSON beside the compiled library, for `import rows from 'x86-pte/rows.json'` and other languages. */
import { writeFileSync } from 'node:fs';
import { bugs } from '../bugs.ts';
import { candidates } from '../candidates.ts';
import { kernels } from '../kernels.ts';
import { kindRows } from '../kinds.ts';
import { options } from '../options.ts';
import { tables } from '../tables.ts';

const rows = { kernels, options, kinds: kindRows, ...tables, candidates, bugs };
writeFileSync(new URL('../../rows.json', import.meta.url), `${JSON.stringify(rows)}\n`);
