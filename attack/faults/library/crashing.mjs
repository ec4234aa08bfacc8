// The library, one of whose functions ends the process where it is given nothing.
import { decodeBatch as real } from '../../../dist/lib/index.js';

export * from '../../../dist/lib/index.js';

export function decodeBatch(...args) {
  if (args[1] === undefined || args[1] === null) process.abort();
  return real(...args);
}
