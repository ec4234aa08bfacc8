/** `node dist/crosscheck/prove/writeFormulas.js [--check]`: writes crosscheck/probe/formulas.h, or tells whether it is as lib/ gives it. */
import { readdirSync, readFileSync } from 'node:fs';
import { save } from '../../files/save.ts';
import { helperRows } from '../headers/helperRows.ts';
import { ourName } from '../ourHelpers.ts';
import { translate } from './translate.ts';

const target = 'crosscheck/probe/formulas.h';
const room = 'lib/helpers';

/** What callers from outside have: the same helpers, once their arguments have been looked at. */
const doors = ['checked.ts', 'doors.ts'];
const files = readdirSync(room, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !doors.includes(name))
  .map((name) => `${room}/${name}`);
const helpers = new Set(helperRows('crosscheck/probe').map(({ name }) => ourName(name)));
const text = `// Generated from ${room} by crosscheck/prove/translate.ts. Do not edit: run npm run spec.
${translate((file) => readFileSync(file, 'utf8'), files, [...helpers])}`;

if (!process.argv.includes('--check')) save(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error(`expected ${target} as ${room} gives it, got another text: run npm run spec`);
  process.exitCode = 2;
}
