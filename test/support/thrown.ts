/** What a call throws, for tests that look at more than its message. */
export function thrown(run: () => unknown): Error & { readonly code?: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('expected an error, got none');
}
