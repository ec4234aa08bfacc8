// The library, one of whose functions never comes back from what is no kernel.
import { decode as real } from '../../../dist/lib/index.js';

export * from '../../../dist/lib/index.js';

export function decode(k, ...args) {
  while (k === null || typeof k !== 'object');
  return real(k, ...args);
}
