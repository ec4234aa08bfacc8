/** What each step of the recorded scenarios left behind, told by what was done and by nothing else. */
import type { Decoded, Kind } from '../../lib/codec/decoded.ts';

interface Outcome {
  /** More than one where the step leaves it to chance. */
  readonly kinds: readonly Kind[];
  readonly also?: Partial<Record<string, unknown>>;
}

const left = (kind: Kind, also: Outcome['also'] = {}): Outcome => ({ kinds: [kind], also });
const page = left('present');
const zeroPage = left('present', { special: true, write: false, dirty: false });
const written = left('present', { write: true, dirty: true, young: true, user: true });
const readOnly = left('present', { write: false });
const trapped = left('present', { write: false, uffdWp: true });
const trappedNone = left('protnone', { uffdWp: true });
const resolved = left('present', { write: true, dirty: true, uffdWp: false });
const none = left('none');
const protnone = left('protnone', { write: false });
const swap = left('swap');
const trappedSwap = left('swap', { uffdWp: true });
const marker = (says: object) =>
  left('pteMarker', { marker: { uffdWp: false, poisoned: false, guard: false, ...says } });
const wpMarker = left('pteMarker', { uffdWp: true, marker: { uffdWp: true, poisoned: false, guard: false } });
/** The scanner for NUMA hints may have come by or not. */
const hinted: Outcome = { kinds: ['present', 'protnone'] };
/** The second swap area may have been there or not. */
const swappedBack: Outcome = { kinds: ['present', 'swap'] };

// biome-ignore format: a table
export const steps: Readonly<Record<string, Readonly<Record<string, Outcome>>>> = {
  anon: {
    'read fault maps the zero page': zeroPage,
    'write fault after zero page': written,
    'write fault': written,
    'mprotect PROT_READ': readOnly,
    'mprotect PROT_NONE': protnone,
    'mprotect back to RW': page,
    'never touched': none,
    'mprotect RWX': left('present', { exec: true }),
  },
  'file-private': {
    'read fault': readOnly,
    'write fault (COW)': written,
    'COWed, moved': page,
    'read-faulted, moved': readOnly,
  },
  'file-shared': {
    'read fault': page,
    'write fault': written,
    'written, moved': page,
    'MADV_DONTNEED': none,
  },
  swap: {
    'swapped out': swap,
    'read swap-in': page,
    'swapped out again': swap,
    'write swap-in': written,
    'swapped out, VMA read-only': swap,
    'read swap-in, VMA read-only': readOnly,
    'then PROT_NONE': protnone,
    'PROT_NONE page swapped out': swap,
    'swapped to the second device': swap,
    'after swapoff (unuse_pte)': swappedBack,
  },
  fork: {
    'before: present': page,
    'before: swapped': swap,
    'parent after fork: present': readOnly,
    'parent after fork: swapped': left('swap', { exclusive: false }),
    'parent read swap-in of shared swap': readOnly,
    'parent write (COW copy)': written,
    'parent write after child died': written,
  },
  migrate: {
    'anon written, moved to the other node': page,
    'written after the move': written,
    'read-only VMA, moved': readOnly,
    'VMA made RW again': page,
    'shmem written, moved': page,
    'shmem read fault': page,
    'shmem read-faulted, moved': page,
    'PROT_NONE page, moved': protnone,
  },
  softdirty: {
    fresh: left('present', { softDirty: true }),
    'after clear_refs 4': left('present', { softDirty: false, write: false }),
    'read after clear': left('present', { softDirty: false, write: false }),
    'write after clear': left('present', { softDirty: true, write: true }),
    'soft-dirty page swapped out': left('swap', { softDirty: true }),
    'clean page swapped out': left('swap', { softDirty: false }),
    'swapped out, then clear_refs 4': left('swap', { softDirty: false }),
    'read swap-in, not soft-dirty': left('present', { softDirty: false, write: false }),
    'write swap-in': left('present', { softDirty: true, write: true }),
    'cleared then moved': readOnly,
    'dirtied then moved': left('present', { softDirty: true }),
    'mremap to a new address': left('present', { softDirty: true }),
  },
  'uffd-anon': {
    'write-protected': trapped,
    read: trapped,
    'after the trapped write was resolved': resolved,
    'wp page swapped out': trappedSwap,
    'wp page read swap-in': trapped,
    'then trapped write': resolved,
    'wp swapped page: write swap-in, trapped': resolved,
    'wp page moved to the other node': trapped,
    'swapped, then un-write-protected': left('swap', { uffdWp: false }),
    'then read': left('present', { uffdWp: false }),
    'wp page under PROT_NONE': trappedNone,
    'wp page, PROT_NONE lifted': trapped,
    'wp page in the parent after fork': trapped,
    'wp anon page after MADV_DONTNEED': none,
    'wp zero page': left('present', { special: true, write: false, uffdWp: true }),
    'wp none pte': none,
    'wp page after the uffd closed': left('present', { uffdWp: false }),
  },
  'uffd-unpopulated': {
    'wp none anon pte': wpMarker,
    'then read': left('present', { special: true, write: false, uffdWp: true }),
  },
  'uffd-shmem': {
    'write-protected': trapped,
    'wp none pte': wpMarker,
    'wp none pte then read': trapped,
    'wp page after MADV_DONTNEED': wpMarker,
    'then read': trapped,
    'wp page paged out': wpMarker,
    'then trapped write': resolved,
    'wp page moved to the other node': trapped,
    'wp read-faulted page moved': trapped,
    'wp page after a hole punch': wpMarker,
    'marker then un-write-protect': none,
    'after the uffd closed': left('present', { uffdWp: false }),
  },
  'uffd-copy': { 'UFFDIO_COPY with WP': trapped, UFFDIO_COPY: left('present', { uffdWp: false }) },
  poison: { UFFDIO_POISON: marker({ poisoned: true }) },
  guard: { MADV_GUARD_INSTALL: marker({ guard: true }), MADV_GUARD_REMOVE: none },
  thp: {
    'huge page written': written,
    PROT_NONE: protnone,
    'write-protected': trapped,
    'wp, moved': trapped,
    'wp, swapped out (split)': trappedSwap,
  },
  numa: {
    'hinting scan (anon)': hinted,
    'hinting scan (shmem)': hinted,
    'hinting scan (read-only VMA)': hinted,
    'hinting scan (remote)': hinted,
    'hinting read fault (anon)': hinted,
    'before write': hinted,
    'hinting write fault (anon)': hinted,
    'hinting read fault (shmem)': hinted,
    'hinting read fault (read-only VMA)': hinted,
    'hinting read fault (remote)': hinted,
    'hinting write fault (remote)': hinted,
  },
  pkeys: {
    'pkey_mprotect first key': left('present', { pkey: 1 }),
    'second key': left('present', { pkey: 2 }),
    swapped: swap,
    'read swap-in': left('present', { pkey: 2 }),
    'PROT_NONE keeps the key': left('protnone', { pkey: 2 }),
  },
  hwpoison: {
    MADV_HWPOISON: left('hwpoison'),
    'MADV_SOFT_OFFLINE shmem': page,
    'MADV_SOFT_OFFLINE anon (migrated)': page,
  },
};

const text = (value: unknown) => JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? `0x${v.toString(16)}` : v));

/** What a step left otherwise than it should have, in words. */
export function* stepDifferences(scenario: string, step: string, got: Decoded): Generator<string> {
  const outcome = steps[scenario]?.[step];
  if (!outcome) return yield `nobody says what ${scenario}, ${step} leaves`;
  if (!outcome.kinds.includes(got.kind))
    yield `${scenario}, ${step}: expected ${outcome.kinds.join(' or ')}, got ${text(got)}`;
  for (const [field, value] of Object.entries(outcome.also ?? {})) {
    const is = (got as unknown as Record<string, unknown>)[field];
    if (text(is) !== text(value)) yield `${scenario}, ${step}: expected ${field} ${text(value)}, got ${text(got)}`;
  }
}
