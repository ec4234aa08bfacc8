/** Worlds with another entry. */
import { expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { play } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';
import { withMm } from '../../lib/world/withParts.ts';

it('one entry behind the first changes, though another says the same and is the same object', () => {
  const { world } = play(kernel('6.12'), parseScript('anon-folio; dontneed')).at(-1) ?? {};
  const [mm] = world?.mms ?? [];
  const [entry] = mm?.rest ?? [];
  if (!world || !mm || !entry) throw new Error('expected a process with several entries');
  const alike = { ...world, mms: [{ ...mm, rest: [entry, entry, entry] }] };
  const after = withMm(alike, 'A.2', (own) => ({ ...own, pte: 0x2000n }));
  expect(after.mms[0]?.rest?.map(({ pte }) => pte)).toEqual([entry.pte, 0x2000n, entry.pte]);
});
