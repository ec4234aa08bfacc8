/** The mappings of scripts in C, or why a program has none of them. */
import type { MappingName } from '../start/mappings.ts';

/** What stands behind a mapping, how it is mapped, and how large it is. */
interface Mapped {
  /** What is made before any process maps it, in C; sets `backing`. */
  readonly make?: string;
  readonly prot?: string;
  readonly flags: string;
  /** In C. */
  readonly bytes?: string;
  /** Advice that it gets, in C. */
  readonly advice?: string;
}

const memfd = (flags = '0'): string => `
    backing = (int)syscall(SYS_memfd_create, "life", ${flags});
    if (backing < 0 || ftruncate(backing, (off_t)span)) return "no such memory";`;

/** A file of its own in the folder at hand, which must not be kept in shared memory. */
const file = (needsWriteback: boolean): string => `
    static char text[2 * HUGE_PAGE] = "x";
    char name[] = "life-XXXXXX";
    struct statfs about;
    backing = mkstemp(name);
    if (backing < 0 || unlink(name) || fstatfs(backing, &about)) return "no file can be made in this folder";
    if (about.f_type == 0x01021994) return "the folder is on a tmpfs, which is shared memory";${
      needsWriteback
        ? `
    if (about.f_type == 0x858458f6) return "the folder is on a ramfs, which is not written back";`
        : ''
    }
    if (write(backing, text, span) != (ssize_t)span || fsync(backing)) return "the file cannot be written";`;

/** A file whose pages are those of its device, which pte confirm has in /dax. */
const daxFile = `
    static char text[HUGE_PAGE];
    char here[] = "life-XXXXXX", there[] = "/dax/life-XXXXXX", *const name = access("/dax", W_OK) ? here : there;
    struct statx about;
    backing = mkstemp(name);
    if (backing < 0 || unlink(name)) return "no file can be made in this folder";
    if (write(backing, text, span) != (ssize_t)span || fsync(backing)) return "the file cannot be written";
    if (statx(backing, "", AT_EMPTY_PATH, 0, &about) || !(about.stx_attributes & 0x200000 /* STATX_ATTR_DAX */))
        return "the folder is on no file system that maps the memory of its device (mount -o dax)";`;

/** A file, opened for reading only. */
const readOnly = `
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", backing);
    backing = open(path, O_RDONLY | O_CLOEXEC);
    if (backing < 0) return "the file cannot be opened for reading";`;

const reserve = (setting: string, value: string, why: string): string => `
    if (put("${setting}", "${value}") && access("${setting}", W_OK) == 0) return "${why}";`;
const hugetlb = `
    put("/proc/sys/vm/nr_hugepages", "8");`;
const anon = 'MAP_PRIVATE | MAP_ANONYMOUS';
const thp = '/sys/kernel/mm/transparent_hugepage';
/** Small pages, whatever the system does. */
const small = 'MADV_NOHUGEPAGE';

/** By the name of a script. */
export const mapped = {
  anon: { flags: anon, advice: small },
  shmem: { flags: 'MAP_SHARED', make: memfd(), advice: small },
  file: { flags: 'MAP_SHARED', make: file(true) },
  'file-private': { flags: 'MAP_PRIVATE', make: file(false) },
  'shmem-private': { flags: 'MAP_PRIVATE', make: memfd(), advice: small },
  'file-readonly': { flags: 'MAP_SHARED', prot: 'PROT_READ', make: file(true) + readOnly },
  pfnmap: { not: 'it takes a driver that maps page frames' },
  thp: {
    flags: anon,
    bytes: 'HUGE_PAGE',
    advice: 'MADV_HUGEPAGE',
    make: reserve(`${thp}/enabled`, 'madvise', 'no huge pages'),
  },
  'shmem-thp': {
    flags: 'MAP_SHARED',
    bytes: 'HUGE_PAGE',
    advice: 'MADV_HUGEPAGE',
    make: reserve(`${thp}/shmem_enabled`, 'advise', 'no huge pages of shared memory') + memfd(),
  },
  'shmem-readonly': { flags: 'MAP_SHARED', prot: 'PROT_READ', make: memfd() + readOnly, advice: small },
  droppable: { flags: '8 /* MAP_DROPPABLE */ | MAP_ANONYMOUS', advice: small },
  'shadow-stack': { not: 'only a processor with CET writes to it, by CALL' },
  'anon-folio': {
    flags: anon,
    bytes: '4 * PAGE',
    advice: 'MADV_HUGEPAGE',
    make: reserve(`${thp}/hugepages-16kB/enabled`, 'madvise', 'no large folios'),
  },
  hugetlb: { flags: `${anon} | MAP_HUGETLB`, bytes: 'HUGE_PAGE', make: hugetlb },
  'hugetlb-shared': { flags: 'MAP_SHARED', bytes: 'HUGE_PAGE', make: hugetlb + memfd('4 /* MFD_HUGETLB */') },
  'shmem-folio': {
    flags: 'MAP_SHARED',
    bytes: '4 * PAGE',
    advice: 'MADV_HUGEPAGE',
    make: reserve(`${thp}/hugepages-16kB/shmem_enabled`, 'advise', 'no large folios of shared memory') + memfd(),
  },
  dax: { flags: 'MAP_SHARED', make: daxFile },
  'file-folio': { not: 'which folios a file gets is its file system’s choice' },
} as const satisfies Readonly<Record<MappingName, Mapped | { readonly not: string }>>;

/** How a program makes the mapping, and what goes wrong where it cannot; a mapping may be as large as a huge page. */
export function mappingText({ make, prot, flags, advice }: Mapped, where: string): string {
  const protection = prot ?? 'PROT_READ | PROT_WRITE';
  return `
static int prot = ${protection};
static char *map_at(char *where, int how, off_t from) {
    char *const got = mmap(where, span, how, ${flags} | MAP_FIXED, backing, from);
    if (got == MAP_FAILED) return check(-1), NULL;${
      advice === undefined
        ? ''
        : `
    madvise(got, span, ${advice});`
    }
    return got;
}
static void map_it(void) {
    char *const got = map_at((char *)${where}, prot, 0);
    if (got) at = whole = got;
}
static const char *make_backing(void) {${make ?? ''}
    return NULL;
}
`;
}
