/**
 * What user space can ask the kernel to do with entries: ioctls of userfaultfd and the features that its contexts can have, advice
 * of madvise(), a flag of mremap(), and the ioctl of /proc/PID/pagemap. Under the names of include/uapi.
 */
import type { Row } from './schema.ts';

/** Ioctls, features, advice and flags. */
export const uapi = [
  { id: 'UFFDIO_COPY', since: '4.19', needs: ['uffdWp'], kernel: 'UFFDIO_COPY', judge: 'source: 4.19.1, 7.3.4, include/uapi/linux/userfaultfd.h, UFFDIO_COPY' },
  { id: 'UFFDIO_ZEROPAGE', since: '4.19', needs: ['uffdWp'], kernel: 'UFFDIO_ZEROPAGE', judge: 'source: 4.19.1, 7.3.4, include/uapi/linux/userfaultfd.h, UFFDIO_ZEROPAGE' },
  { id: 'UFFDIO_WRITEPROTECT', since: '5.7', needs: ['uffdWp'], kernel: 'UFFDIO_WRITEPROTECT', cite: '63b2d4174c4a', judge: 'source: 5.6.4, 5.7.14, include/uapi/linux/userfaultfd.h, UFFDIO_WRITEPROTECT' },
  { id: 'UFFDIO_CONTINUE', since: '5.13', needs: ['uffdWp'], kernel: 'UFFDIO_CONTINUE', cite: 'f619147104c8', judge: 'source: 5.12.9, 5.14.2, include/uapi/linux/userfaultfd.h, UFFDIO_CONTINUE' },
  { id: 'UFFDIO_POISON', since: '6.6', needs: ['uffdWp'], kernel: 'UFFDIO_POISON', cite: 'fc71884a5f59', judge: 'source: 6.5.0, 6.6.9, include/uapi/linux/userfaultfd.h, UFFDIO_POISON' },
  { id: 'UFFDIO_MOVE', since: '6.8', needs: ['uffdWp'], kernel: 'UFFDIO_MOVE', cite: 'adef440691ba', judge: 'source: 6.7.3, 6.8.0, include/uapi/linux/userfaultfd.h, UFFDIO_MOVE' },
  { id: 'UFFDIO_RWPROTECT', since: '7.3', needs: ['uffdWp'], kernel: 'UFFDIO_RWPROTECT', judge: 'source: 7.2.13, 7.3.4, include/uapi/linux/userfaultfd.h, UFFDIO_RWPROTECT', cite: '6eab8f2cc646' },
  { id: 'UFFD_FEATURE_EVENT_FORK', since: '4.19', needs: ['uffdWp'], kernel: 'UFFD_FEATURE_EVENT_FORK', judge: 'source: 4.19.1, 7.3.4, include/uapi/linux/userfaultfd.h, UFFD_API_FEATURES' },
  { id: 'UFFD_FEATURE_SIGBUS', since: '4.19', needs: ['uffdWp'], kernel: 'UFFD_FEATURE_SIGBUS', judge: 'source: 4.19.1, 7.3.4, include/uapi/linux/userfaultfd.h, UFFD_API_FEATURES' },
  { id: 'UFFD_FEATURE_EVENT_REMAP', since: '4.19', needs: ['uffdWp'], kernel: 'UFFD_FEATURE_EVENT_REMAP', judge: 'source: 4.19.1, 7.3.4, include/uapi/linux/userfaultfd.h, UFFD_API_FEATURES' },
  { id: 'UFFD_FEATURE_PAGEFAULT_FLAG_WP', since: '5.7', needs: ['uffdWp'], kernel: 'UFFD_FEATURE_PAGEFAULT_FLAG_WP', says: 'private anonymous memory', judge: 'source: 5.6.4, 5.7.14, include/uapi/linux/userfaultfd.h, UFFD_API_FEATURES', cite: 'e06f1e1dd499' },
  { id: 'UFFD_FEATURE_MINOR_SHMEM', since: '5.14', needs: ['uffdWp'], kernel: 'UFFD_FEATURE_MINOR_SHMEM', cite: '964ab0040ff9', judge: 'source: 5.12.9, 5.14.2, include/uapi/linux/userfaultfd.h, UFFD_FEATURE_MINOR_SHMEM' },
  { id: 'UFFD_FEATURE_WP_HUGETLBFS_SHMEM', since: '5.19', needs: ['uffdWp', 'pteMarker'], kernel: 'UFFD_FEATURE_WP_HUGETLBFS_SHMEM', cite: 'b1f9e876862d', says: 'shared memory and hugetlb too', judge: 'source: 5.18.12, 5.19.0, include/uapi/linux/userfaultfd.h, UFFD_FEATURE_WP_HUGETLBFS_SHMEM' },
  // What a build without markers does not offer was granted all the same: userfaultfd_api() looks at the offer since 6.10
  { id: 'UFFD_FEATURE_WP_UNPOPULATED', since: '6.4', until: '6.10', untilStable: { '6.6': 41, '6.9': 10 }, needs: ['uffdWp'], kernel: 'UFFD_FEATURE_WP_UNPOPULATED', cite: '2bad466cc9d9', judge: ['source: 6.3.8, 6.4.4, include/uapi/linux/userfaultfd.h, UFFD_FEATURE_WP_UNPOPULATED', 'source: 6.9.0, 6.10.0, fs/userfaultfd.c, userfaultfd_api'] },
  { id: 'UFFD_FEATURE_WP_UNPOPULATED', since: '6.10', sinceStable: { '6.6': 41, '6.9': 10 }, needs: ['uffdWp', 'pteMarker'], kernel: 'UFFD_FEATURE_WP_UNPOPULATED', cite: '1723f04caacb', judge: 'source: 6.9.0, 6.10.0, fs/userfaultfd.c, userfaultfd_api' },
  { id: 'UFFD_FEATURE_WP_ASYNC', since: '6.7', until: '6.10', untilStable: { '6.9': 10 }, needs: ['uffdWp'], kernel: 'UFFD_FEATURE_WP_ASYNC', cite: 'd61ea1cb0095', judge: ['source: 6.6.87, 6.7.3, include/uapi/linux/userfaultfd.h, UFFD_FEATURE_WP_ASYNC', 'source: 6.9.0, 6.10.0, fs/userfaultfd.c, userfaultfd_api'] },
  { id: 'UFFD_FEATURE_WP_ASYNC', since: '6.10', sinceStable: { '6.9': 10 }, needs: ['uffdWp', 'pteMarker'], kernel: 'UFFD_FEATURE_WP_ASYNC', cite: '1723f04caacb', judge: 'source: 6.9.0, 6.10.0, fs/userfaultfd.c, userfaultfd_api' },
  { id: 'UFFD_FEATURE_RWP', since: '7.3', needs: ['uffdWp'], kernel: 'UFFD_FEATURE_RWP', judge: 'source: 7.2.13, 7.3.4, include/uapi/linux/userfaultfd.h, UFFD_FEATURE_RWP', cite: '2d427bb01639' },
  { id: 'UFFD_FEATURE_RWP_ASYNC', since: '7.3', needs: ['uffdWp'], kernel: 'UFFD_FEATURE_RWP_ASYNC', judge: 'source: 7.2.13, 7.3.4, include/uapi/linux/userfaultfd.h, UFFD_FEATURE_RWP_ASYNC', cite: '45347e3d32c1' },
  { id: 'MADV_PAGEOUT', since: '5.4', kernel: 'MADV_PAGEOUT', cite: '1a4e58cce84e', judge: 'source: 5.3.1, 5.4.1, include/uapi/asm-generic/mman-common.h, MADV_PAGEOUT' },
  { id: 'MADV_GUARD_INSTALL', since: '6.13', kernel: 'MADV_GUARD_INSTALL', cite: '662df3e5c376', judge: 'source: 6.12.118, 6.13.0, include/uapi/asm-generic/mman-common.h, MADV_GUARD_INSTALL' },
  { id: 'MADV_GUARD_REMOVE', since: '6.13', kernel: 'MADV_GUARD_REMOVE', cite: '662df3e5c376', judge: 'source: 6.12.118, 6.13.0, include/uapi/asm-generic/mman-common.h, MADV_GUARD_REMOVE' },
  { id: 'MREMAP_DONTUNMAP', since: '5.7', kernel: 'MREMAP_DONTUNMAP', cite: 'e346b3813067', judge: 'source: 5.6.4, 5.7.14, include/uapi/linux/mman.h, MREMAP_DONTUNMAP' },
  { id: 'PAGEMAP_SCAN', since: '6.7', kernel: 'PAGEMAP_SCAN', cite: '52526ca7fdb9', judge: 'source: 6.6.87, 6.7.3, include/uapi/linux/fs.h, PAGEMAP_SCAN' },
] as const satisfies readonly Row[];
