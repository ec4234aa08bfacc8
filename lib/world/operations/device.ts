/** Pages in device memory, and pages that a device uses alone: mm/migrate_device.c, and make_device_exclusive() of mm/rmap.c. */
import { ptePresent, pteProtnone, pteWrite } from '../../helpers/pgtable.ts';
import { vmHas } from '../../mm/common/vma.ts';
import { makeDeviceExclusive } from '../../mm/rmap/makeDeviceExclusive.ts';
import { access } from '../access.ts';
import type { LifeEvent } from '../event.ts';
import { done, failed, type Happened, inOrder, quietly } from '../happened.ts';
import { type Life, pageNow } from '../life.ts';
import { migrate } from './migrate.ts';
import { type LifeOperations, withFamily, withPage } from './operation.ts';

const isWritable = ({ k, pte }: Life): boolean => ptePresent(k, pte) && !pteProtnone(k, pte) && pteWrite(k, pte);

/** get_user_pages_remote() with FOLL_WRITE comes first: the entry becomes writable by faults that cannot come again, or -EFAULT. */
function makeExclusive(life: Life): Happened {
  if (!vmHas(life.k, life.vma, 'write')) return failed(life, '-EFAULT', 'get_user_pages() for writing');
  const first = isWritable(life) ? quietly(life) : access(life, { write: true, allowRetry: false });
  if (!isWritable(first.life)) {
    const why: LifeEvent = { kind: 'failed', returned: '-EFAULT', why: 'get_user_pages() for writing' };
    return { ...first, events: [...first.events, why] };
  }
  const outcome = makeDeviceExclusive(life.k, first.life.pte, pageNow(first.life));
  const second = outcome.returned ? done(first.life, outcome) : quietly(first.life, { kind: 'refused' });
  return inOrder(first, second);
}

const needs = ['migration', 'devicePrivate'] as const;

/** What a device does with a page. */
export const deviceOperations = {
  'to-device': {
    needs,
    call: 'to-device',
    says: 'the page moves to device memory',
    run: withPage((life) => migrate(life, { devicePrivate: true })),
  },
  'from-device': {
    needs,
    says: 'the page moves back from device memory',
    run: withFamily('devicePrivate', (life) => migrate(life, { devicePrivate: false })),
  },
  'device-exclusive': {
    call: 'to-exclusive',
    has: ['makeDeviceExclusive'],
    says: 'a device gets the page alone (5.14)',
    run: makeExclusive,
  },
} as const satisfies LifeOperations;
