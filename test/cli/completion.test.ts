/** What the shell offers after an option: what the option takes. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { runEach } from '../support/commands.ts';
import { hasTool } from '../support/tools.ts';

const [bash, zsh] = ['bash', 'zsh'];
let scripts: Readonly<Record<string, string>> = {};
beforeAll(() => {
  const runs = runEach([bash, zsh].map((shell) => ['completion', shell as string]));
  scripts = { bash: runs[0]?.stdout ?? '', zsh: runs[1]?.stdout ?? '' };
});

/** The values that each option takes, by the command's own help and messages. */
const taken: readonly (readonly [option: string, values: readonly string[]])[] = [
  ['--off', ['soft-dirty', 'uffd-wp', 'user-shadow-stack']],
  ['--prot', ['PAGE_NONE', 'PAGE_SHARED', 'PAGE_KERNEL']],
  ['--marker', ['uffd-wp', 'poisoned', 'guard']],
  ['--format', ['json', 'bin', 'c']],
  ['--level', ['pte', 'pmd', 'pud', 'p4d', 'pgd']],
  ['--paging', ['4', '5']],
];

describe('completion', () => {
  it.skipIf(!hasTool('bash'))('offers in bash what an option takes', () => {
    for (const [option, values] of taken) {
      const ask = `COMP_WORDS=(pte encode swap ${option} ""); COMP_CWORD=4; _pte; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const { stdout } = spawnSync('bash', ['-c', `${scripts.bash}\n${ask}`], {
        encoding: 'utf8',
        cwd: fileURLToPath(new URL('.', import.meta.url)),
      });
      expect(stdout.split('\n')).toEqual(expect.arrayContaining([...values]));
      expect(stdout).not.toContain('undefined');
    }
  });

  it('offers the same in zsh', () => {
    for (const [option, values] of taken) {
      const line = scripts.zsh?.split('\n').find((text) => text.includes(`${option})`)) ?? '';
      expect(line.split(/[ ;]+/)).toEqual(expect.arrayContaining([...values]));
    }
  });
});
