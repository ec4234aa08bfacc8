/** Events in words. */
import { hex } from '../../base/hex.ts';
import type { Next } from '../../mm/common/outcome.ts';
import { warningText } from '../../mm/page_table_check/warnings.ts';
import type { LifeEvent } from '../event.ts';
import { nothings, plain, refusals } from '../plainEvents.ts';

const goesOn: Readonly<Record<Next, string>> = {
  handle_userfault: 'trapped: a message to userfaultfd, the task sleeps',
  migration_entry_wait: 'waits for the migration to end',
  migrate_to_ram: 'the driver brings the page back (migrate_to_ram)',
};

const said = { ...plain, ...refusals, ...nothings };
const hexShort = (n: bigint): string => `0x${n.toString(16)}`;

function told({ valid, write, error, pfn }: Extract<LifeEvent, { readonly kind: 'deviceTold' }>): string {
  if (error) return 'the device is told of an error';
  if (!valid || pfn === undefined) return 'the device is told that it may not use what is there';
  return `the device may ${write ? 'read and write' : 'only read'} pfn ${hexShort(pfn)}`;
}

/** An event in words, as the rows of a scenario and `pte run` show it. */
export function sentence(event: LifeEvent): string {
  switch (event.kind) {
    case 'fault':
      return event.returned.length > 0 ? `fault: ${event.returned.join(' | ')}` : 'fault';
    case 'goesOn':
      return goesOn[event.next];
    case 'flush':
      return event.effect;
    case 'otherEntry':
      return `this is no ${event.wanted} entry: nothing happens`;
    case 'failed':
      return event.why === undefined ? event.returned : `${event.returned}: ${event.why}`;
    case 'table':
      return `${event.process === undefined ? '' : `${event.process}: `}the page table ${event.freed ? 'is freed' : `stays, entries in it: ${event.left}`}`;
    case 'numaLeaves':
      return `NUMA balancing leaves the page: ${event.why}`;
    case 'notCollapsed':
      return `khugepaged makes no huge page: ${event.why}`;
    case 'child':
      return event.ptes
        ? `the child's entries: ${event.ptes.map(hex).join(', ')}`
        : `the child's entry: ${hex(event.pte)}`;
    case 'scanned':
      return `PAGEMAP_SCAN tells ${event.categories.length > 0 ? event.categories.join(' | ') : 'nothing'}`;
    case 'deviceTold':
      return told(event);
    case 'staysApart':
      return `the new mapping beside it is not merged with it: ${event.why} keeps them apart`;
    case 'warning':
      return warningText(event.warning);
    case 'impossible':
      return `not possible: ${event.why}`;
    case 'writesLost':
      return `${event.cpu} still writes to the old page through its TLB: those writes are lost`;
    case 'throughTlb':
      return `${event.write ? 'writes' : 'reads'} pfn ${hexShort(event.pfn)} through the TLB`;
    case 'lostWrite':
      return `${event.cpu ?? event.process} wrote ${event.wrote === undefined ? 'a page that is gone' : `pfn ${hexShort(event.wrote)}`}, the entry maps ${hexShort(event.maps)}: LOST`;
    case 'leaked':
      return `${event.process} sees what ${event.from} writes to its private memory: LEAKED`;
    case 'waits':
      return `waits for ${event.lock} (${event.cpu} ${event.has ? 'holds' : 'waits for'} it for ${event.mode === 'read' ? 'reading' : 'writing'})`;
    case 'stillUsed':
      return `the memory stays until ${event.cpu} is through with ${event.operation}: mm_users`;
    case 'asleep':
      return `waits: the thread on ${event.cpu} sleeps in userfaultfd`;
    case 'woken':
      return `the thread on ${event.cpu} is woken: its access can be tried again`;
    case 'behind':
      return `held back: ${event.operation} comes first on this CPU`;
    case 'flushedFirst':
      return 'the flush that is pending ends first: it is done under the lock that this waits for';
    case 'entryOf':
      return event.ptes
        ? `${event.process}'s entries: ${event.ptes.map(hex).join(', ')}`
        : `${event.process}'s entry: ${hex(event.pte)}`;
    default:
      return said[event.kind];
  }
}
