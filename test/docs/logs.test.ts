/** docs/logs.md: what it shows is what the command prints. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runEach } from '../support/commands.ts';
import { blocksOf, commandsOf, shows } from './blocks.ts';

const page = readFileSync(fileURLToPath(new URL('../../docs/logs.md', import.meta.url)), 'utf8');
const commands = blocksOf(page).flatMap(({ code }) => commandsOf(code));
const runs = runEach(
  commands.map(({ command }) => command.split(' ').slice(1)),
  { ...process.env, NO_COLOR: '1' },
);

describe('docs/logs.md', () => {
  it.each(commands.map((example, i) => [example.command, example, runs[i]] as const))(
    'shows what is printed: %s',
    (command, { output }, run) => {
      expect(shows(output, run?.stdout ?? ''), `expected:\n${run?.stdout}`).toBe(true);
      expect(run?.status).toBe(command.includes('--check') ? 2 : 0);
    },
  );
});
