/** `pte explore --threads`: settings side by side print what they print one after the other. */
import { expect, it } from 'vitest';
import { runEach } from '../support/commands.ts';

const all = ['explore', '-k', '4.19:-faultSaysWrite'];

it('settings in threads give the same, in the same order', () => {
  const [one, two] = runEach([all, [...all, '--threads', '2']]);
  expect(two).toEqual(one);
  expect([one?.status, one?.stdout.match(/^(violated|holds) /gm)?.length]).toEqual([2, expect.any(Number)]);
});
