/** How the command reports a failure: one line on stderr and an exit code; a stack only for a fault of ours. */

export const usageError = 1;
/** A check found a difference. */
export const difference = 2;

const isUsers = (error: unknown): error is Error & { code: string } =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^(ERR_PTE_|E[A-Z0-9]+$)/.test(error.code);

/** Sets the exit code and says what was wrong. */
export function fail(error: unknown): void {
  process.exitCode = usageError;
  if (isUsers(error)) console.error(`pte: ${error.message}`);
  else console.error(error instanceof Error ? error.stack : error);
}
