/** What decodes and encodes arrays: the C++ core where its addon loads, else the same in TypeScript. */

import { rangeError, shown } from '../../base/errors.ts';
import { loadNative } from './native.ts';
import { referenceEngine } from './reference.ts';
import type { Engine } from './types.ts';

const names = ['native', 'reference'];

function choose(): Engine {
  const wanted = process.env.PTE_ENGINE;
  if (wanted !== undefined && !names.includes(wanted))
    throw rangeError(`expected PTE_ENGINE to be ${names.join(' or ')}, got ${shown(wanted)}`, 'ERR_PTE_ENGINE');
  if (wanted === 'reference') return referenceEngine;
  const native = loadNative();
  if ('decode' in native) return native;
  if (wanted === 'native')
    throw rangeError(
      `expected a native engine for ${process.platform}-${process.arch}, got none: ${native.failure}`,
      'ERR_PTE_ENGINE',
    );
  console.error(
    `x86-pte: no native engine for ${process.platform}-${process.arch}, arrays go through the slower reference engine`,
  );
  return referenceEngine;
}

let chosen: Engine | undefined;

/** The engine of this process, chosen when first needed by PTE_ENGINE, PTE_ADDON and PTE_TARGET. */
export const engine = (): Engine => {
  chosen ??= choose();
  return chosen;
};
