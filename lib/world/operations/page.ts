/** What happens to the page behind the entry: pins and hardware errors. */
import { pteNone } from '../../helpers/pgtable.ts';
import { hwpoisonUserMappings } from '../../mm/memory_failure/hwpoisonUserMappings.ts';
import { done, type Happened, quietly } from '../happened.ts';
import { type Life, pageNow } from '../life.ts';
import { type LifeOperations, withPage } from './operation.ts';

const pin = (life: Life, pinned: boolean): Happened => quietly({ ...life, page: { ...pageNow(life), pinned } });

/** A page of a file that can be read again is dropped, and with it what was known of it; another is poisoned. */
function hwpoison(life: Life): Happened {
  const page = { ...pageNow(life), exclusive: false };
  const outcome = hwpoisonUserMappings(life.k, life.pte, life.vma, page);
  const after = done({ ...life, page: { ...page, hwpoison: true } }, outcome);
  return outcome.returned && pteNone(life.k, outcome.pte) ? { ...after, life: withoutPage(after.life) } : after;
}

const withoutPage = ({ page: _, ...life }: Life): Life => ({ ...life, shared: false });

/** Changes of the page that no fault brings about. */
export const pageOperations = {
  pin: { says: 'a long-term pin on the page', run: withPage((life) => pin(life, true)) },
  unpin: { says: 'the pin goes', run: (life) => pin(life, false) },
  hwpoison: { needs: ['memoryFailure'], says: 'the page has a hardware error', run: withPage(hwpoison) },
} as const satisfies LifeOperations;
