/** What traces call C functions besides the rows of helpers.ts and functions.ts: the later names of helpers, and functions without a row there. */
import type { Row } from './schema.ts';

/** Where an id stands in helpers.ts too, the row here has the names that traces use. */
export const functionNames = [
  { id: 'pteMkuffdWp', since: '5.7', kernel: 'pte_mkuffd_wp', renamed: [{ since: '7.3', kernel: 'pte_mkuffd' }] },
  { id: 'pteClearUffdWp', since: '5.7', kernel: 'pte_clear_uffd_wp', renamed: [{ since: '7.3', kernel: 'pte_clear_uffd' }] },
  { id: 'pteSwpMkuffdWp', since: '5.7', kernel: 'pte_swp_mkuffd_wp', renamed: [{ since: '7.3', kernel: 'pte_swp_mkuffd' }] },
  { id: 'pteSwpClearUffdWp', since: '5.7', kernel: 'pte_swp_clear_uffd_wp', renamed: [{ since: '7.3', kernel: 'pte_swp_clear_uffd' }] },
  { id: 'pmdMkuffdWp', since: '5.7', kernel: 'pmd_mkuffd_wp', renamed: [{ since: '7.3', kernel: 'pmd_mkuffd' }] },
  { id: 'pmdSwpMkuffdWp', since: '5.7', kernel: 'pmd_swp_mkuffd_wp', renamed: [{ since: '7.3', kernel: 'pmd_swp_mkuffd' }] },
  { id: 'makeReadableMigrationEntry', since: '4.19', kernel: 'make_migration_entry', renamed: [{ since: '5.14', kernel: 'make_readable_migration_entry' }] },
  { id: 'makeWritableMigrationEntry', since: '4.19', kernel: 'make_migration_entry', renamed: [{ since: '5.14', kernel: 'make_writable_migration_entry' }] },
  { id: 'makeReadableDevicePrivateEntry', since: '4.19', kernel: 'make_device_private_entry', renamed: [{ since: '5.14', kernel: 'make_readable_device_private_entry' }] },
  { id: 'makeWritableDevicePrivateEntry', since: '4.19', kernel: 'make_device_private_entry', renamed: [{ since: '5.14', kernel: 'make_writable_device_private_entry' }] },
  { id: 'makePoisonedSwpEntry', since: '5.19', kernel: 'make_swapin_error_entry', renamed: [{ since: '6.6', kernel: 'make_poisoned_swp_entry' }] },
  { id: 'isWritableMigrationEntry', since: '4.19', kernel: 'is_write_migration_entry', renamed: [{ since: '5.14', kernel: 'is_writable_migration_entry' }] },
  { id: 'isWritableDevicePrivateEntry', since: '4.19', kernel: 'is_write_device_private_entry', renamed: [{ since: '5.14', kernel: 'is_writable_device_private_entry' }] },
  { id: 'softleafHasPfn', since: '5.14', kernel: 'is_pfn_swap_entry', renamed: [{ since: '6.19', kernel: 'softleaf_has_pfn' }] },
  { id: 'archMakeHugePte', since: '4.19', kernel: 'pte_mkhuge', renamed: [{ since: '6.4', kernel: 'arch_make_huge_pte' }] },
  { id: 'mkHugePmd', since: '4.19', kernel: 'mk_huge_pmd', renamed: [{ since: '6.16', kernel: 'folio_mk_pmd' }] },
  { id: 'tryShareAnonRmapPte', since: '5.19', kernel: 'page_try_share_anon_rmap', renamed: [{ since: '6.8', kernel: 'folio_try_share_anon_rmap_pte' }] },
  { id: 'tryShareAnonRmapPmd', since: '5.19', kernel: 'page_try_share_anon_rmap', renamed: [{ since: '6.8', kernel: 'folio_try_share_anon_rmap_pmd' }] },
  { id: 'maybePmdMkwrite', since: '4.19', kernel: 'maybe_pmd_mkwrite' },
  { id: 'pteMkSavedwrite', since: '4.19', until: '6.2', kernel: 'pte_mk_savedwrite' },
] as const satisfies readonly Row[];
