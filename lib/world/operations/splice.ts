/** A pipe that holds a page: vmsplice() takes a reference by get_user_pages(), without FOLL_PIN, and what reads the pipe sees the page. */
import { ptePresent, pteWrite } from '../../helpers/pgtable.ts';
import { isCowMapping } from '../../mm/common/vma.ts';
import { access } from '../access/access.ts';
import { type Happened, inOrder, quietly } from '../happened.ts';
import { type Life, pageNow } from '../life.ts';
import { still } from '../moved.ts';
import { collected } from '../see.ts';
import { hasPage, type OperationPiece, type Operations } from './operation.ts';

/** should_force_cow_break(): a private page that may not be written to is copied first, though it will only be read. */
export const breaksCow = ({ k, pte, vma }: Life): boolean =>
  k.does('gupBreaksCow') && isCowMapping(k, vma) && !(ptePresent(k, pte) && pteWrite(k, pte));

/** faultin_page() until the entry maps something; the zero page is passed over, of which there is always another reference. */
function splice(life: Life): Happened {
  const asked = breaksCow(life) ? { write: true } : ptePresent(life.k, life.pte) ? undefined : {};
  const first = asked ? access(life, { ...asked, allowRetry: true, faultsOnly: true }) : quietly(life);
  const now = first.life;
  if (!hasPage(now)) return inOrder(first, quietly(now, { kind: 'noPage' }));
  const page = pageNow(now);
  const spliced = [...new Set([...(page.spliced ?? []), now.process])].sort();
  return inOrder(first, quietly({ ...now, page: { ...page, spliced } }));
}

/** The pipe is read, or closed. */
const unsplice: OperationPiece = (w, { mm }) => {
  const holds = w.frames.some(({ folio }) => folio.spliced?.includes(mm));
  if (!holds) return still(w, { kind: 'noPipe' });
  const frames = w.frames.map((frame) => {
    const { spliced = [], ...folio } = frame.folio;
    const others = spliced.filter((name) => name !== mm);
    return { ...frame, folio: { ...folio, ...(others.length > 0 && { spliced: others }) } };
  });
  return still(collected({ ...w, frames }));
};

/** References of pipes. */
export const spliceOperations = {
  splice: {
    says: 'vmsplice(): a pipe of the process holds the page, for reading, whatever becomes of the entry',
    call: 'fault',
    faults: {},
    run: splice,
    unmapped: { kind: 'failed', returned: '-EFAULT' },
  },
  unsplice: {
    says: 'the pipe is emptied: it holds no page any more',
    pieces: [unsplice],
    mappingMayLack: true,
  },
} as const satisfies Operations;
