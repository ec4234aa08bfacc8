/** Pages in device memory, and pages that a device uses alone: mm/migrate_device.c, and make_device_exclusive() of mm/rmap.c. */
import { makeDeviceExclusive } from '../../mm/rmap/makeDeviceExclusive.ts';
import { done, type Happened, quietly } from '../happened.ts';
import { type Life, pageNow } from '../life.ts';
import { migrate } from './migrate.ts';
import { type LifeOperations, withFamily, withPage } from './operation.ts';

function makeExclusive(life: Life): Happened {
  const outcome = makeDeviceExclusive(life.k, life.pte, pageNow(life));
  return outcome.returned ? done(life, outcome) : quietly(life, { kind: 'refused' });
}

const needs = ['migration', 'devicePrivate'] as const;

/** What a device does with a page. */
export const deviceOperations = {
  'to-device': {
    needs,
    says: 'the page moves to device memory',
    run: withPage((life) => migrate(life, { devicePrivate: true })),
  },
  'from-device': {
    needs,
    says: 'the page moves back from device memory',
    run: withFamily('devicePrivate', (life) => migrate(life, { devicePrivate: false })),
  },
  'device-exclusive': { says: 'a device gets the page alone (5.14)', run: withPage(makeExclusive) },
} as const satisfies LifeOperations;
