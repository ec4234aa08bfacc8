/** What a kernel is built with and what the running machine adds, as far as entries depend on it. */

/** One switch of a configuration. */
export interface OptionRow {
  /** Our name: the key of a configuration, and what a row of the spec `needs`. */
  readonly id: string;
  /** The CONFIG_ symbols, without the prefix, that must all be on. */
  readonly symbols: readonly string[];
  /** Of the symbols, those that older releases do not have and so do not ask for, with the first release that has them. */
  readonly later?: Readonly<Record<string, string>>;
  /** The first release that no longer has the symbols, where there is one: what is recorded of them from then on says nothing. */
  readonly until?: string;
  /** Symbols that select the first one: it is on wherever one of them is, and they go off with it. */
  readonly selectedBy?: readonly string[];
  /** Symbols that headers test in place of the others: they come on and go off with it. */
  readonly together?: readonly string[];
  /** Symbols that cannot be on without it: they go off with it. */
  readonly dependents?: readonly string[];
  /** A fact of the running machine too: with its symbols on it may still be off. */
  readonly machine?: true;
  /** The number of the processor's feature that decides it, of asm/cpufeatures.h: word times 32 and bit. */
  readonly cpuFeature?: number;
  /** Its key among the build options of a recording; none where a recording cannot tell. */
  readonly recorded?: string;
  /** What a kernel has if nobody says otherwise. */
  readonly default: boolean;
  /** What it switches. */
  readonly says: string;
}

/** In the order of the bits of the C++ core's configuration word, bit 0 first. */
export const options = [
  { id: 'softDirty', symbols: ['MEM_SOFT_DIRTY'], recorded: 'softDirty', default: true, says: 'entries remember writes since the last clear_refs' },
  {
    id: 'uffdWp', symbols: ['USERFAULTFD', 'HAVE_ARCH_USERFAULTFD_WP'], later: { HAVE_ARCH_USERFAULTFD_WP: '5.7' },
    together: ['PTE_MARKER_UFFD_WP'], dependents: ['USERFAULTFD_RWP', 'HAVE_ARCH_USERFAULTFD_MINOR'],
    recorded: 'uffdWp', default: true, says: 'userfaultfd, which can write-protect pages where it has learnt that',
  },
  { id: 'migration', symbols: ['MIGRATION'], recorded: 'migration', default: true, says: 'pages migrate, and entries of their own stand for them meanwhile' },
  { id: 'memoryFailure', symbols: ['MEMORY_FAILURE'], recorded: 'memoryFailure', default: true, says: 'entries can stand for pages with hardware errors' },
  { id: 'devicePrivate', symbols: ['DEVICE_PRIVATE'], recorded: 'devicePrivate', default: true, says: 'entries can stand for pages in the memory of a device' },
  {
    id: 'pteMarker', symbols: ['PTE_MARKER'], until: '6.2', selectedBy: ['PTE_MARKER_UFFD_WP'], recorded: 'pteMarker', default: true,
    says: 'markers of userfaultfd write protection; all PTE markers, on the releases where they are an option',
  },
  { id: 'numaBalancing', symbols: ['NUMA_BALANCING'], recorded: 'numaBalancing', default: true, says: 'NUMA hints, and the test for PROT_NONE entries' },
  { id: 'pkeys', symbols: ['X86_INTEL_MEMORY_PROTECTION_KEYS'], together: ['ARCH_HAS_PKEYS'], recorded: 'pkeys', default: true, says: 'protection keys in entries and vm_flags' },
  {
    id: 'migrationAd', symbols: ['SWAP'], machine: true, default: true,
    says: 'swap_migration_ad_supported: the offset has room for young and dirty above a page frame number',
  },
  {
    id: 'shadowStackCpu', symbols: [], machine: true, cpuFeature: 16 * 32 + 7, recorded: 'shadowStack', default: true,
    says: 'X86_FEATURE_SHSTK is enabled: the processor has shadow stacks, whether or not the kernel was built to give them to programs',
  },
  {
    id: 'userShadowStack', symbols: ['X86_USER_SHADOW_STACK'], default: true,
    says: 'the kernel gives shadow stacks to programs: mappings can have VM_SHADOW_STACK',
  },
] as const satisfies readonly OptionRow[];
