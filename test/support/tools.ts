/** Whether this machine has a program: tests that run one are skipped elsewhere, and counted so. */
import { spawnSync } from 'node:child_process';

export const hasTool = (name: string): boolean => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0;
