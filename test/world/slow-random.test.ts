/** The long form of random.test.ts: any script can be played on any release. */
import { expect, it } from 'vitest';
import { wrongScripts } from '../support/randomScripts.ts';

it('twenty thousand scripts play on all releases', () => expect(wrongScripts(20_000)).toEqual([]));
