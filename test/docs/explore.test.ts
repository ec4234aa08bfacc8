/** docs/explore.md and the examples of `pte explore --help`: every command runs, and programs print what the page says. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { help } from '../../cli/commands/explore/help.ts';
import { root } from '../support/tree.ts';
import { everyNth } from '../support/whole.ts';
import { runCommand } from './inProcess.ts';

const page = readFileSync(new URL('../../docs/explore.md', import.meta.url), 'utf8');
const commands = [...page.matchAll(/^\$ (pte explore .*)$/gm), ...help().matchAll(/^ {2}(pte explore .*)$/gm)].flatMap(
  ([, command]) => command ?? [],
);
const programs = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, program = '']) => program);

describe('docs/explore.md', () => {
  it('has commands and programs', () => {
    expect([commands.length > 12, programs.length]).toEqual([true, 3]);
  });

  it.each(everyNth(commands, 4))('%s', async (command) => {
    const short = command.includes('--depth') ? command : `${command} --depth 3`;
    const { text, failed } = await runCommand(short.replace(/--svg \S+/, ''));
    expect(failed).toBeUndefined();
    expect(text).toMatch(/^Linux .*\n.*CPU/);
  });

  it('has programs that print what it says', () => {
    const printed = programs.map((program) => {
      const args = ['--input-type=module', '--eval', program];
      const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
      return [status, stdout, stderr.replace(/^x86-pte: no native engine.*\n/m, '')];
    });
    expect(printed).toEqual([
      [0, '', ''],
      [0, '2 0\nclear-refs\n', ''],
      [0, '', ''],
    ]);
  });
});
