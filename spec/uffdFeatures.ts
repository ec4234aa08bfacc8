/** What a userfaultfd was made with: UFFD_FEATURE_... of include/uapi/linux/userfaultfd.h, as bits of the word that UFFDIO_API takes. */
import type { BitRow } from './schema.ts';

/** The features that change what happens to an entry or to a fault. */
export const uffdFeatureBits = [
  { id: 'eventRemap', bit: 2, since: '4.19', kernel: 'UFFD_FEATURE_EVENT_REMAP', judge: 'source: 4.19.1, 7.3.4, include/uapi/linux/userfaultfd.h, UFFD_FEATURE_EVENT_REMAP' },
  { id: 'sigbus', bit: 7, since: '4.19', kernel: 'UFFD_FEATURE_SIGBUS', judge: 'source: 4.19.1, 7.3.4, include/uapi/linux/userfaultfd.h, UFFD_FEATURE_SIGBUS' },
  { id: 'wpUnpopulated', bit: 13, since: '6.4', needs: ['uffdWp'], kernel: 'UFFD_FEATURE_WP_UNPOPULATED', cite: '2bad466cc9d9', judge: 'source: 6.3.8, 6.4.4, include/uapi/linux/userfaultfd.h, UFFD_FEATURE_WP_UNPOPULATED' },
  { id: 'wpAsync', bit: 15, since: '6.7', needs: ['uffdWp'], kernel: 'UFFD_FEATURE_WP_ASYNC', cite: 'd61ea1cb0095', judge: 'source: 6.6.87, 6.7.3, include/uapi/linux/userfaultfd.h, UFFD_FEATURE_WP_ASYNC' },
  { id: 'rwpAsync', bit: 18, since: '7.3', needs: ['uffdWp'], kernel: 'UFFD_FEATURE_RWP_ASYNC', judge: 'source: 7.2.13, 7.3.4, include/uapi/linux/userfaultfd.h, UFFD_FEATURE_RWP_ASYNC', cite: '45347e3d32c1' },
] as const satisfies readonly BitRow[];
