/** Pages that KSM merges: mm/ksm.c. */
import type { Row } from '../schema.ts';

/** What KSM makes of the entries of pages that it merges. */
export const ksmBehaviours = [
  {
    id: 'ksmAsksPresent', since: '6.15', kernel: 'write_protect_page', cite: '789cfc66992e',
    judge: 'source: 6.14.0, 6.17.0-rc6, mm/ksm.c, write_protect_page',
    says: 'KSM leaves device-exclusive entries alone; before, it takes them for present ones',
  },
  {
    id: 'ksmMarksZeroPage', since: '6.6', kernel: 'replace_page', cite: '79271476b336',
    judge: 'source: 6.5.0, 6.6.9, mm/ksm.c, replace_page',
    says: 'a zero page that KSM maps is marked by Dirty, which on x86 makes it soft-dirty as well',
  },
  {
    // As madviseFreeLeavesKsm: on the longterm tree alone, which took it before any release did.
    id: 'ksmKeepsSoftDirty', since: '6.13', until: '6.13', sinceStable: { '6.12': 118 }, kernel: 'replace_page',
    judge: 'source: 6.12.117, 6.12.118, mm/ksm.c, replace_page',
    says: 'the entry of a page that KSM has merged stays soft-dirty; elsewhere, it is made anew and soft-dirty is lost. Everywhere, uffd-wp is lost (C11)',
  },
  {
    id: 'breakKsmUnshares', since: '6.2', kernel: 'break_ksm',
    judge: 'source: 6.1.192, 6.2.12, mm/ksm.c, break_ksm',
    says: 'a merged page gets parted from the others by an unsharing fault; before, by a write fault, which userfaultfd may trap and which makes the entry writable and soft-dirty',
  },
] as const satisfies readonly Row[];
