/**
 * Any script can be played on any release: nothing throws, every row has a result, and what was taken is given back.
 * slow-random.test.ts plays these and a hundred times as many.
 */
import { expect, it } from 'vitest';
import { halfOf } from '../../lib/world/operations/names.ts';
import { names, wrongScripts } from '../support/randomScripts.ts';

it('two hundred scripts play on all releases', () => expect(wrongScripts(200)).toEqual([]));

it('halves are among the names', () => expect(names.filter(halfOf).length).toBeGreaterThan(20));
