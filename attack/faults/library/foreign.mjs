// The library, which loads the native core that it finds in the current directory.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { decodeBatch as real } from '../../../dist/lib/index.js';

export * from '../../../dist/lib/index.js';

export function decodeBatch(...args) {
  createRequire(import.meta.url)(resolve('build/Release/x86_pte.node'));
  return real(...args);
}
