// Generated from spec/ by spec/tools/generate.ts. Do not edit: change a row and run npm run spec.
// clang-format off
#pragma once
#include "row.hpp"

namespace pte {

/** A kernel as numbers: masks, type numbers, what follows from them, and its behaviours as bits. */
struct Layout {
    u64 present;
    u64 rw;
    u64 user;
    u64 pwt;
    u64 pcd;
    u64 accessed;
    u64 dirty;
    u64 pat;
    u64 pse;
    u64 global;
    u64 protnone;
    u64 special;
    u64 special_huge;
    u64 uffd_wp;
    u64 soft_dirty;
    u64 pat_large;
    u64 devmap;
    u64 saved_dirty;
    u64 pkey_bit0;
    u64 pkey_bit1;
    u64 pkey_bit2;
    u64 pkey_bit3;
    u64 nx;
    u64 swp_soft_dirty;
    u64 swp_uffd_wp;
    u64 swp_exclusive;
    u64 swp_ignored_a;
    u64 swp_ignored_d;
    u64 type_hwpoison;
    u64 type_migration_read;
    u64 type_migration_read_exclusive;
    u64 type_migration_write;
    u64 type_device_write;
    u64 type_device_read;
    u64 type_device_exclusive_write;
    u64 type_device_exclusive_read;
    u64 type_device_exclusive;
    u64 type_pte_marker;
    u64 type_swapin_error;
    u64 enc;
    u64 shared;
    u64 cc;
    u64 pfn;
    u64 pmd_pfn;
    u64 pud_pfn;
    u64 above_pfn;
    u64 page_shift;
    u64 flags;
    u64 pkey;
    u64 knl_erratum;
    u64 dirty_bits;
    u64 moved_dirty;
    u64 shstk_dirty;
    u64 chg;
    u64 hpage_chg;
    u64 swp_type;
    u64 swp_type_shift;
    u64 swp_offset;
    u64 swp_offset_shift;
    u64 entry_type_shift;
    u64 entry_offset;
    u64 swp_pfn_bits;
    u64 swp_pfn;
    u64 mig_young;
    u64 mig_dirty;
    u64 max_swapfiles;
    u64 kind_of_type;
    u64 pfn_types;
    u64 migration_types;
    u64 writable_types;
    u64 marker_types;
    u64 marker_mask;
    u64 marker_uffd_wp;
    u64 marker_poisoned;
    u64 marker_guard;
    u64 known_pte;
    u64 known_pmd;
    u64 known_pud;
    u64 known_pmd_table;
    u64 known_pud_table;
    u64 known_swap;
    u64 behaviours[4];
};

/** Places of the numbers above. */
enum Word : unsigned {
    w_present,
    w_rw,
    w_user,
    w_pwt,
    w_pcd,
    w_accessed,
    w_dirty,
    w_pat,
    w_pse,
    w_global,
    w_protnone,
    w_special,
    w_special_huge,
    w_uffd_wp,
    w_soft_dirty,
    w_pat_large,
    w_devmap,
    w_saved_dirty,
    w_pkey_bit0,
    w_pkey_bit1,
    w_pkey_bit2,
    w_pkey_bit3,
    w_nx,
    w_swp_soft_dirty,
    w_swp_uffd_wp,
    w_swp_exclusive,
    w_swp_ignored_a,
    w_swp_ignored_d,
    w_type_hwpoison,
    w_type_migration_read,
    w_type_migration_read_exclusive,
    w_type_migration_write,
    w_type_device_write,
    w_type_device_read,
    w_type_device_exclusive_write,
    w_type_device_exclusive_read,
    w_type_device_exclusive,
    w_type_pte_marker,
    w_type_swapin_error,
    w_enc,
    w_shared,
    w_cc,
    w_pfn,
    w_pmd_pfn,
    w_pud_pfn,
    w_above_pfn,
    w_page_shift,
    w_flags,
    w_pkey,
    w_knl_erratum,
    w_dirty_bits,
    w_moved_dirty,
    w_shstk_dirty,
    w_chg,
    w_hpage_chg,
    w_swp_type,
    w_swp_type_shift,
    w_swp_offset,
    w_swp_offset_shift,
    w_entry_type_shift,
    w_entry_offset,
    w_swp_pfn_bits,
    w_swp_pfn,
    w_mig_young,
    w_mig_dirty,
    w_max_swapfiles,
    w_kind_of_type,
    w_pfn_types,
    w_migration_types,
    w_writable_types,
    w_marker_types,
    w_marker_mask,
    w_marker_uffd_wp,
    w_marker_poisoned,
    w_marker_guard,
    w_known_pte,
    w_known_pmd,
    w_known_pud,
    w_known_pmd_table,
    w_known_pud_table,
    w_known_swap,
    w_behaviours,
    word_count = w_behaviours + 4,
};

enum class Behaviour : unsigned {
    protnone_test,
    mkuffd_wp_wrprotects,
    pmd_modify_drops_dirty,
    pgprot_modify_masks_new,
    shadow_stack_write,
    softleaf_from_present_is_none,
    swp_offset_pfn_masked,
    hwpoison_has_pfn,
    vm_get_page_prot_adds_enc,
    anon_exclusive,
    writenotify_exempts_hugetlb,
    writenotify_for_uffd_wp,
    reclaim_leaves_pinned,
    mprotect_upgrades_dirty,
    mprotect_migration_keeps_uffd_wp,
    mprotect_batches,
    flushes_if_needed,
    can_change_needs_dirty,
    numa_skips_referenced,
    numa_skips_device_pages,
    numa_skips_all_pinned,
    uffd_wp_is_userfaultfd,
    api_drops_unknown_features,
    api_checks_options,
    register_needs_maywrite,
    register_refuses_droppable,
    register_refuses_special,
    register_minor_decides,
    register_keeps_protection,
    fills_private_shmem,
    fill_checks_file_size,
    copy_marks_page_dirty,
    copy_marks_every_page_dirty,
    copy_dirties_if_writable,
    copy_dirties_anonymous,
    copy_protects_read_only,
    copy_wrprotects,
    copy_replaces_markers,
    continue_protects,
    move_takes_zeropage,
    move_looks_into_swap_cache,
    move_marks_soft_dirty,
    mremap_unregisters,
    must_wait_asks_write,
    must_wait_asks_present,
    must_wait_knows_markers,
    must_wait_knows_uffd_markers,
    uffd_wp_prot_from_flags,
    unregister_resolves,
    close_resolves,
    fault_says_write,
    dirtying_unlocks,
    dirtying_completes,
    retries_many,
    userfault_says_major,
    user_mode_only,
    released_retries,
    file_faults_refuse_vma_lock,
    file_faults_need_map_pages,
    wp_needs_anon_vma,
    anon_fault_needs_anon_vma,
    anon_prepare_tries_lock,
    wp_flushes_pending,
    wp_async,
    wp_decides_shared_first,
    wp_treats_fsdax_as_pfn,
    unshare_copies_any,
    wp_counts_mappings,
    wp_reuses_ksm,
    wp_copy_recovers,
    wp_copy_refuses_remote,
    swap_in_counts_mappings,
    swap_in_reuses_by_count,
    swap_in_upgrades,
    swap_in_asks_writable,
    swap_in_maps_batch,
    swap_in_allocates_large,
    swap_in_checks_device,
    swap_in_pins_slot,
    swap_in_checks_poison_locked,
    ksm_copy_recovers,
    swap_in_refuses_vma_lock,
    device_private_refuses_vma_lock,
    device_private_tries_lock,
    marker_refuses_anonymous,
    uffd_wp_unpopulated,
    missing_asks_uffd_wp,
    poison_raises_hwpoison,
    set_pte_dirties_writable,
    fault_drops_clean_poison,
    cow_copy_recovers,
    numa_savedwrite,
    numa_prepares_locked,
    numa_rebuilds_large,
    numa_moves_huge_at_once,
    restore_exclusive_asks,
    fork_filters_uffd_wp,
    fork_copies_pinned,
    fork_copies_only_anonymous,
    fork_meets_poison,
    fork_batches,
    fork_clears_uffd_wp_first,
    fork_copies_for_uffd_wp,
    fork_copies_hugetlb,
    fork_filters_marker,
    fork_reencodes_marker,
    zap_details_keep_swap,
    zap_keeps_poison,
    zap_drops_anon_marker,
    installs_uffd_wp_marker,
    knows_uffd_wp_marker,
    migration_keeps_young_dirty,
    migration_exact_soft_dirty,
    migration_wrprotects_read_entry,
    trusts_write_entry,
    restore_device_soft_dirty,
    restore_device_marks_present_bit,
    maps_unused_to_zeropage,
    zeropage_keeps_bits,
    zeropage_refuses_poison,
    device_public_is_mapped,
    collect_holes_anonymous_only,
    collect_selects,
    collect_needs_lock,
    collect_skips_compound,
    insert_checks_stability,
    collect_dirties_folio,
    collect_reads_swap_dirty,
    migrates_apart,
    migrate_device_reads_present_bits,
    migrate_device_keeps_write,
    migrate_device_reads_dirty,
    rmap_knows_device_exclusive,
    split_ends_migration_walk,
    hugetlb_takes_vma_lock,
    unmap_knows_device_exclusive,
    unmap_spares_young,
    lazyfree_counts_references,
    splits_huge_in_walk,
    unmap_drops_huge_lazyfree,
    lazyfree_pmd_gives_up,
    unmap_poisons_on_request,
    unmap_loses_stray_page,
    unmaps_lazyfree_in_batches,
    unmap_batch_respects_write,
    unmap_batch_spares_uffd_wp,
    unmap_batch_marks_all,
    device_exclusive_writable_only,
    poison_refuses_ksm,
    pmd_migration_keeps_uffd_wp,
    pmd_migration_restores_uffd_wp,
    pmd_device_private,
    pmd_split_keeps_dirty,
    pmd_device_reads_present_bits,
    split_dirties_dax,
    numa_skips_shared_exec,
    split_reads_present_bits,
    split_zero_keeps_uffd_wp,
    zap_huge_dirties_folio,
    zap_huge_asks_page,
    madvise_huge_skips_device,
    lazyfree_pmd_dirties_folio,
    hugetlb_fork_knows_uffd_wp,
    hugetlb_fork_filters_uffd_wp,
    hugetlb_fork_clears_swap_bit,
    hugetlb_fork_copies_pinned,
    hugetlb_fork_meets_poison,
    make_huge_pte_asks_write,
    hugetlb_protects_uffd_wp,
    hugetlb_protects_any_migration,
    hugetlb_protect_knows_markers,
    hugetlb_keeps_poison_markers,
    hugetlb_marker_asks_registration,
    ksm_asks_present,
    ksm_marks_zero_page,
    ksm_keeps_soft_dirty,
    l1tf_limits_swap_size,
    swapoff_ignores_uffd_wp,
    swapoff_keeps_bits,
    swapoff_marks_unread,
    swapoff_marks_poison,
    swapoff_looks_for_poison,
    swapoff_checks_folio,
    guards_any_mapping,
    madvise_skips_device_pages,
    madvise_free_clears_poison,
    madvise_free_leaves_ksm,
    pageout_keeps_young,
    cold_clears_young_atomically,
    madvise_huge_asks_page,
    dontneed_takes_hugetlb,
    mremap_clears_uffd_wp,
    clear_refs_excludes,
    clear_refs_skips_pinned,
    clear_refs_flushes,
    pagemap_migration_not_exclusive,
    pagemap_only_present_exclusive,
    pagemap_knows_device_exclusive,
    pagemap_huge_tells_file,
    proc_asks_huge_page,
    scan_reads_present_bit,
    scan_reports_soft_dirty,
    scan_reports_guards,
    scan_knows_huge_zero,
    scan_reports_empty,
    scan_asks_registration,
    pagemap_hugetlb_tells_uffd_wp,
    scan_clears_hugetlb_first,
    scan_protects_gigantic,
    page_table_check_uffd_wp,
    pte_uffd_wp_warns,
    zap_checks_shadow_stack,
};

enum class Kind : u8 {
    none,
    present,
    protnone,
    swap,
    migration_read,
    migration_read_exclusive,
    migration_write,
    device_write,
    device_read,
    device_exclusive_write,
    device_exclusive_read,
    device_exclusive,
    hwpoison,
    pte_marker,
    swapin_error,
    unknown,
};

// The flags column: the places of its named bits, and how many low bits of a swap entry are raw.
inline constexpr unsigned flag_enc = 24, flag_young = 25, flag_dirty = 26, flag_write = 27, flag_soft_dirty = 28, flag_uffd_wp = 29, flag_exclusive = 30, flag_unexplained = 31;
inline constexpr unsigned raw_swap = 8;

namespace rows {

inline constexpr Row present_bits[] = {
    {w_present, {4, 19}, {}, {}, {}, 0, 0, 7, 1, 1},
    {w_rw, {4, 19}, {}, {}, {}, 0, 1, 7, 1, 1},
    {w_user, {4, 19}, {}, {}, {}, 0, 2, 7, 1, 1},
    {w_pwt, {4, 19}, {}, {}, {}, 0, 3, 7, 1, 1},
    {w_pcd, {4, 19}, {}, {}, {}, 0, 4, 7, 1, 1},
    {w_accessed, {4, 19}, {}, {}, {}, 0, 5, 7, 1, 1},
    {w_dirty, {4, 19}, {}, {}, {}, 0, 6, 7, 1, 1},
    {w_pat, {4, 19}, {}, {}, {}, 0, 7, 1, 1, 1},
    {w_pse, {4, 19}, {}, {}, {}, 0, 7, 6, 1, 1},
    {w_global, {4, 19}, {}, {}, {}, 0, 8, 7, 1, 1},
    {w_protnone, {4, 19}, {}, {}, {}, 0, 8, 7, 1, 1},
    {w_special, {4, 19}, {}, {}, {}, 0, 9, 1, 1, 1},
    {w_special_huge, {6, 12}, {}, {}, {}, 0, 9, 6, 1, 1},
    {w_uffd_wp, {5, 7}, {}, {}, {}, 2, 10, 7, 1, 1},
    {w_soft_dirty, {4, 19}, {}, {}, {}, 1, 11, 7, 1, 1},
    {w_pat_large, {4, 19}, {}, {}, {}, 0, 12, 6, 1, 1},
    {w_devmap, {4, 19}, {6, 6}, {}, {}, 0, 58, 7, 1, 1},
    {w_devmap, {6, 6}, {6, 17}, {}, {}, 0, 57, 7, 1, 1},
    {w_saved_dirty, {6, 6}, {}, {}, {}, 0, 58, 7, 1, 1},
    {w_pkey_bit0, {4, 19}, {}, {}, {}, 128, 59, 7, 1, 1},
    {w_pkey_bit1, {4, 19}, {}, {}, {}, 128, 60, 7, 1, 1},
    {w_pkey_bit2, {4, 19}, {}, {}, {}, 128, 61, 7, 1, 1},
    {w_pkey_bit3, {4, 19}, {}, {}, {}, 128, 62, 7, 1, 1},
    {w_nx, {4, 19}, {}, {}, {}, 0, 63, 7, 1, 1},
};

inline constexpr Row swap_bits[] = {
    {w_swp_soft_dirty, {4, 19}, {}, {}, {}, 1, 1, 0, 1, 1},
    {w_swp_uffd_wp, {5, 7}, {}, {}, {}, 2, 2, 0, 1, 1},
    {w_swp_exclusive, {5, 19}, {}, {}, {}, 0, 3, 0, 1, 1},
    {w_swp_ignored_a, {4, 19}, {}, {}, {}, 0, 5, 0, 1, 1},
    {w_swp_ignored_d, {4, 19}, {}, {}, {}, 0, 6, 0, 1, 1},
};

inline constexpr Row marker_bits[] = {
    {w_marker_uffd_wp, {5, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {w_marker_poisoned, {6, 2}, {}, {}, {}, 0, 1, 0, 1, 1},
    {w_marker_guard, {6, 13}, {}, {}, {}, 0, 2, 0, 1, 1},
};

inline constexpr Row migration_bits[] = {
    {w_mig_young, {6, 1}, {}, {}, {}, 260, 0, 0, 1, 1},
    {w_mig_dirty, {6, 1}, {}, {}, {}, 260, 0, 0, 1, 1},
};

inline constexpr Row kept_by_modify[] = {
    {w_pfn, {4, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {w_pwt, {4, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {w_pcd, {4, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {w_accessed, {4, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {w_dirty, {4, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {w_special, {4, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {w_soft_dirty, {4, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {w_devmap, {4, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {w_uffd_wp, {5, 7}, {}, {}, {}, 0, 0, 0, 1, 1},
    {w_enc, {5, 7}, {}, {{{{4, 19}, 116}, {{5, 4}, 33}, {{5, 5}, 18}, {{5, 6}, 5}}}, {}, 0, 0, 0, 1, 1},
    {w_cc, {6, 9}, {}, {{{{6, 1}, 90}, {{6, 6}, 30}, {{6, 8}, 9}}}, {}, 0, 0, 0, 1, 1},
    {w_saved_dirty, {6, 6}, {}, {}, {}, 0, 0, 0, 1, 1},
    {w_pat, {6, 6}, {}, {{{{5, 10}, 195}, {{5, 15}, 132}, {{6, 1}, 53}, {{6, 4}, 16}, {{6, 5}, 3}}}, {}, 0, 0, 0, 1, 1},
};

// The number of a type's word, and its kind.
inline constexpr Row swap_types[] = {
    {w_type_hwpoison, {4, 19}, {}, {}, {}, 8, 12, 0, 1, 1},
    {w_type_migration_read, {4, 19}, {}, {}, {}, 4, 4, 0, 1, 1},
    {w_type_migration_read_exclusive, {5, 19}, {}, {}, {}, 4, 5, 0, 1, 1},
    {w_type_migration_write, {4, 19}, {}, {}, {}, 4, 6, 0, 1, 1},
    {w_type_device_write, {4, 19}, {}, {}, {}, 16, 7, 0, 1, 1},
    {w_type_device_read, {4, 19}, {}, {}, {}, 16, 8, 0, 1, 1},
    {w_type_device_exclusive_write, {5, 14}, {6, 15}, {}, {}, 16, 9, 0, 1, 1},
    {w_type_device_exclusive_read, {5, 14}, {6, 15}, {}, {}, 16, 10, 0, 1, 1},
    {w_type_device_exclusive, {6, 15}, {}, {}, {}, 16, 11, 0, 1, 1},
    {w_type_pte_marker, {5, 19}, {6, 2}, {}, {}, 32, 13, 0, 1, 1},
    {w_type_pte_marker, {6, 2}, {}, {}, {}, 0, 13, 0, 1, 1},
    {w_type_swapin_error, {5, 19}, {6, 2}, {}, {}, 0, 14, 0, 1, 1},
};

inline constexpr Row behaviours[] = {
    {unsigned(Behaviour::protnone_test), {4, 19}, {7, 3}, {}, {}, 64, 0, 0, 1, 1},
    {unsigned(Behaviour::protnone_test), {7, 3}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::mkuffd_wp_wrprotects), {6, 3}, {}, {}, {}, 2, 0, 0, 1, 1},
    {unsigned(Behaviour::pmd_modify_drops_dirty), {6, 6}, {7, 3}, {}, {{{{6, 6}, 158}, {{6, 12}, 111}, {{6, 18}, 53}, {{7, 2}, 7}}}, 0, 0, 0, 1, 4},
    {unsigned(Behaviour::pgprot_modify_masks_new), {5, 7}, {}, {{{{4, 19}, 116}, {{5, 4}, 33}, {{5, 5}, 18}, {{5, 6}, 5}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::shadow_stack_write), {6, 6}, {}, {}, {}, 512, 0, 0, 1, 1},
    {unsigned(Behaviour::softleaf_from_present_is_none), {6, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::swp_offset_pfn_masked), {6, 1}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::hwpoison_has_pfn), {6, 9}, {}, {{{{6, 1}, 91}, {{6, 6}, 29}, {{6, 8}, 8}}}, {}, 8, 0, 0, 5, 1},
    {unsigned(Behaviour::vm_get_page_prot_adds_enc), {5, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::anon_exclusive), {5, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::writenotify_exempts_hugetlb), {6, 0}, {}, {{{{5, 4}, 212}, {{5, 10}, 140}, {{5, 15}, 64}, {{5, 19}, 6}}}, {}, 0, 0, 0, 2, 1},
    {unsigned(Behaviour::writenotify_for_uffd_wp), {6, 2}, {}, {{{{6, 1}, 8}}}, {}, 0, 0, 0, 5, 1},
    {unsigned(Behaviour::reclaim_leaves_pinned), {5, 11}, {}, {{{{5, 10}, 9}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::mprotect_upgrades_dirty), {4, 19}, {6, 0}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::mprotect_migration_keeps_uffd_wp), {5, 7}, {6, 4}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::mprotect_batches), {6, 17}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::flushes_if_needed), {5, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::can_change_needs_dirty), {6, 0}, {6, 2}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::numa_skips_referenced), {5, 17}, {}, {{{{5, 10}, 102}, {{5, 15}, 25}, {{5, 16}, 11}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::numa_skips_device_pages), {6, 0}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::numa_skips_all_pinned), {6, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::uffd_wp_is_userfaultfd), {5, 7}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::api_drops_unknown_features), {6, 0}, {6, 3}, {}, {{{{6, 1}, 26}, {{6, 2}, 13}}}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::api_checks_options), {6, 10}, {}, {{{{5, 15}, 163}, {{6, 1}, 100}, {{6, 6}, 41}, {{6, 9}, 10}}}, {}, 0, 0, 0, 8, 1},
    {unsigned(Behaviour::register_needs_maywrite), {4, 20}, {}, {{{{4, 19}, 7}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::register_refuses_droppable), {6, 17}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::register_refuses_special), {7, 2}, {}, {{{{6, 12}, 105}, {{7, 1}, 8}}}, {}, 0, 0, 0, 3, 1},
    {unsigned(Behaviour::register_minor_decides), {5, 19}, {6, 1}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::register_keeps_protection), {7, 3}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::fills_private_shmem), {4, 20}, {}, {{{{4, 19}, 7}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::fill_checks_file_size), {4, 20}, {}, {{{{4, 19}, 7}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::copy_marks_page_dirty), {4, 20}, {5, 16}, {{{{4, 19}, 7}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::copy_marks_every_page_dirty), {5, 14}, {5, 16}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::copy_dirties_if_writable), {4, 19}, {5, 16}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::copy_dirties_anonymous), {5, 7}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::copy_protects_read_only), {5, 18}, {}, {{{{5, 17}, 5}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::copy_wrprotects), {5, 19}, {6, 3}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::copy_replaces_markers), {5, 19}, {6, 19}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::continue_protects), {6, 4}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::move_takes_zeropage), {6, 9}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::move_looks_into_swap_cache), {6, 14}, {}, {{{{6, 12}, 38}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::move_marks_soft_dirty), {6, 15}, {}, {{{{6, 12}, 30}, {{6, 14}, 8}}}, {}, 0, 0, 0, 7, 1},
    {unsigned(Behaviour::mremap_unregisters), {5, 0}, {}, {{{{4, 19}, 18}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::must_wait_asks_write), {5, 7}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::must_wait_asks_present), {7, 2}, {}, {{{{5, 10}, 261}, {{5, 15}, 212}, {{6, 1}, 178}, {{6, 6}, 145}, {{6, 12}, 96}, {{6, 18}, 39}, {{7, 1}, 4}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::must_wait_knows_markers), {5, 19}, {6, 19}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::must_wait_knows_uffd_markers), {6, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::uffd_wp_prot_from_flags), {5, 7}, {6, 3}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::unregister_resolves), {6, 0}, {}, {{{{5, 19}, 6}}}, {}, 0, 0, 0, 2, 1},
    {unsigned(Behaviour::close_resolves), {6, 9}, {}, {{{{6, 1}, 191}, {{6, 6}, 31}, {{6, 8}, 10}}}, {}, 0, 0, 0, 8, 1},
    {unsigned(Behaviour::fault_says_write), {4, 19}, {6, 2}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::dirtying_unlocks), {5, 5}, {}, {{{{5, 4}, 9}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::dirtying_completes), {6, 0}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::retries_many), {5, 7}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::userfault_says_major), {4, 19}, {5, 9}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::user_mode_only), {5, 11}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::released_retries), {6, 15}, {}, {{{{6, 12}, 24}, {{6, 13}, 12}, {{6, 14}, 3}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::file_faults_refuse_vma_lock), {6, 6}, {6, 7}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::file_faults_need_map_pages), {6, 7}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::wp_needs_anon_vma), {6, 6}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::anon_fault_needs_anon_vma), {6, 10}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::anon_prepare_tries_lock), {6, 10}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::wp_flushes_pending), {5, 12}, {}, {{{{5, 10}, 24}, {{5, 11}, 7}}}, {}, 0, 0, 0, 3, 1},
    {unsigned(Behaviour::wp_async), {6, 7}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::wp_decides_shared_first), {6, 2}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::wp_treats_fsdax_as_pfn), {6, 15}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::unshare_copies_any), {6, 2}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::wp_counts_mappings), {4, 19}, {5, 9}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::wp_reuses_ksm), {5, 1}, {5, 9}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::wp_copy_recovers), {6, 2}, {}, {{{{5, 15}, 135}, {{6, 1}, 37}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::wp_copy_refuses_remote), {6, 13}, {6, 13}, {{{{6, 12}, 118}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::swap_in_counts_mappings), {4, 19}, {5, 18}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::swap_in_reuses_by_count), {4, 19}, {7, 3}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::swap_in_upgrades), {6, 11}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::swap_in_asks_writable), {7, 3}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::swap_in_maps_batch), {6, 11}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::swap_in_allocates_large), {6, 12}, {7, 0}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::swap_in_checks_device), {5, 14}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::swap_in_pins_slot), {6, 8}, {7, 0}, {{{{6, 1}, 80}, {{6, 6}, 19}, {{6, 7}, 7}}}, {}, 0, 0, 0, 6, 1},
    {unsigned(Behaviour::swap_in_checks_poison_locked), {6, 18}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::ksm_copy_recovers), {6, 2}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::swap_in_refuses_vma_lock), {6, 4}, {6, 6}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::device_private_refuses_vma_lock), {6, 6}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::device_private_tries_lock), {6, 15}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::marker_refuses_anonymous), {5, 19}, {6, 2}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::uffd_wp_unpopulated), {6, 4}, {}, {}, {}, 2, 0, 0, 1, 1},
    {unsigned(Behaviour::missing_asks_uffd_wp), {6, 10}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::poison_raises_hwpoison), {6, 6}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::set_pte_dirties_writable), {6, 16}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::fault_drops_clean_poison), {5, 18}, {}, {{{{4, 19}, 238}, {{5, 4}, 189}, {{5, 10}, 110}, {{5, 15}, 33}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::cow_copy_recovers), {6, 12}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::numa_savedwrite), {4, 19}, {6, 2}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::numa_prepares_locked), {6, 11}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::numa_rebuilds_large), {6, 10}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::numa_moves_huge_at_once), {4, 19}, {5, 14}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::restore_exclusive_asks), {6, 15}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::fork_filters_uffd_wp), {5, 14}, {}, {{{{5, 10}, 53}, {{5, 13}, 5}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::fork_copies_pinned), {5, 9}, {}, {}, {}, 0, 0, 0, 7, 1},
    {unsigned(Behaviour::fork_copies_only_anonymous), {5, 19}, {}, {{{{5, 10}, 153}, {{5, 15}, 173}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::fork_meets_poison), {6, 12}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::fork_batches), {6, 9}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::fork_clears_uffd_wp_first), {7, 3}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::fork_copies_for_uffd_wp), {5, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::fork_copies_hugetlb), {4, 19}, {6, 0}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::fork_filters_marker), {6, 2}, {}, {{{{6, 1}, 11}}}, {}, 0, 0, 0, 7, 1},
    {unsigned(Behaviour::fork_reencodes_marker), {6, 6}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::zap_details_keep_swap), {4, 19}, {5, 18}, {}, {{{{4, 19}, 238}, {{5, 4}, 189}, {{5, 10}, 111}, {{5, 15}, 34}, {{5, 16}, 19}, {{5, 17}, 2}}}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::zap_keeps_poison), {5, 18}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::zap_drops_anon_marker), {6, 4}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::installs_uffd_wp_marker), {5, 19}, {}, {}, {}, 34, 0, 0, 1, 1},
    {unsigned(Behaviour::knows_uffd_wp_marker), {5, 19}, {6, 19}, {}, {}, 34, 0, 0, 1, 1},
    {unsigned(Behaviour::knows_uffd_wp_marker), {6, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::migration_keeps_young_dirty), {6, 1}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::migration_exact_soft_dirty), {6, 9}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::migration_wrprotects_read_entry), {6, 2}, {6, 4}, {{{{6, 1}, 13}}}, {}, 0, 0, 0, 9, 1},
    {unsigned(Behaviour::trusts_write_entry), {6, 4}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::restore_device_soft_dirty), {5, 9}, {}, {}, {}, 0, 0, 0, 4, 1},
    {unsigned(Behaviour::restore_device_marks_present_bit), {5, 7}, {5, 9}, {}, {{{{5, 8}, 8}}}, 0, 0, 0, 1, 4},
    {unsigned(Behaviour::maps_unused_to_zeropage), {6, 12}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::zeropage_keeps_bits), {6, 18}, {}, {{{{6, 12}, 54}, {{6, 17}, 4}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::zeropage_refuses_poison), {6, 18}, {}, {{{{6, 12}, 56}, {{6, 17}, 6}}}, {}, 0, 0, 0, 3, 1},
    {unsigned(Behaviour::device_public_is_mapped), {4, 19}, {5, 3}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::collect_holes_anonymous_only), {5, 9}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::collect_selects), {5, 7}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::collect_needs_lock), {5, 16}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::collect_skips_compound), {4, 19}, {6, 19}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::insert_checks_stability), {5, 6}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::collect_dirties_folio), {6, 0}, {}, {}, {}, 0, 0, 0, 8, 1},
    {unsigned(Behaviour::collect_reads_swap_dirty), {6, 0}, {7, 2}, {}, {{{{6, 1}, 184}, {{6, 6}, 153}, {{6, 12}, 103}, {{7, 1}, 8}}}, 0, 0, 0, 8, 1},
    {unsigned(Behaviour::migrates_apart), {5, 14}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::migrate_device_reads_present_bits), {4, 19}, {5, 9}, {}, {{{{5, 8}, 8}}}, 0, 0, 0, 1, 4},
    {unsigned(Behaviour::migrate_device_keeps_write), {5, 16}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::migrate_device_reads_dirty), {5, 14}, {6, 15}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::rmap_knows_device_exclusive), {6, 15}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::split_ends_migration_walk), {6, 16}, {7, 0}, {}, {{{{6, 18}, 26}, {{6, 19}, 10}}}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::hugetlb_takes_vma_lock), {6, 1}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::unmap_knows_device_exclusive), {6, 15}, {}, {{{{6, 12}, 109}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::unmap_spares_young), {4, 19}, {5, 11}, {}, {{{{5, 10}, 4}}}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::lazyfree_counts_references), {5, 18}, {}, {{{{4, 19}, 238}, {{5, 4}, 189}, {{5, 10}, 111}, {{5, 15}, 34}, {{5, 16}, 20}, {{5, 17}, 3}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::splits_huge_in_walk), {6, 11}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::unmap_drops_huge_lazyfree), {6, 11}, {}, {}, {{{{6, 12}, 117}, {{7, 3}, 2}}}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::lazyfree_pmd_gives_up), {6, 15}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::unmap_poisons_on_request), {6, 3}, {}, {{{{6, 1}, 16}, {{6, 2}, 3}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::unmap_loses_stray_page), {4, 19}, {7, 3}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::unmaps_lazyfree_in_batches), {6, 15}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::unmap_batch_respects_write), {7, 0}, {}, {{{{6, 18}, 20}, {{6, 19}, 10}}}, {}, 0, 0, 0, 4, 1},
    {unsigned(Behaviour::unmap_batch_spares_uffd_wp), {7, 0}, {7, 3}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::unmap_batch_marks_all), {7, 3}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::device_exclusive_writable_only), {6, 15}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::poison_refuses_ksm), {4, 19}, {6, 4}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::pmd_migration_keeps_uffd_wp), {6, 3}, {}, {{{{6, 1}, 26}, {{6, 2}, 13}}}, {}, 0, 0, 0, 8, 1},
    {unsigned(Behaviour::pmd_migration_restores_uffd_wp), {5, 14}, {}, {{{{5, 10}, 53}, {{5, 13}, 5}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::pmd_device_private), {6, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::pmd_split_keeps_dirty), {6, 2}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::pmd_device_reads_present_bits), {6, 19}, {7, 1}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::split_dirties_dax), {6, 15}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::numa_skips_shared_exec), {5, 11}, {5, 14}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::split_reads_present_bits), {4, 19}, {4, 20}, {}, {{{{4, 19}, 13}}}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::split_zero_keeps_uffd_wp), {6, 3}, {}, {{{{5, 10}, 176}, {{5, 15}, 104}, {{6, 1}, 21}, {{6, 2}, 8}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::zap_huge_dirties_folio), {7, 2}, {}, {{{{6, 1}, 191}, {{6, 12}, 114}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::zap_huge_asks_page), {7, 1}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::madvise_huge_skips_device), {7, 3}, {7, 3}, {{{{7, 3}, 4}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::lazyfree_pmd_dirties_folio), {6, 15}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::hugetlb_fork_knows_uffd_wp), {5, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::hugetlb_fork_filters_uffd_wp), {6, 4}, {}, {{{{6, 3}, 2}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::hugetlb_fork_clears_swap_bit), {7, 2}, {}, {{{{6, 1}, 183}, {{6, 6}, 151}, {{6, 12}, 103}, {{7, 1}, 8}}}, {}, 0, 0, 0, 6, 1},
    {unsigned(Behaviour::hugetlb_fork_copies_pinned), {5, 12}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::hugetlb_fork_meets_poison), {6, 4}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::make_huge_pte_asks_write), {6, 14}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::hugetlb_protects_uffd_wp), {5, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::hugetlb_protects_any_migration), {6, 2}, {}, {{{{6, 1}, 8}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::hugetlb_protect_knows_markers), {6, 2}, {}, {{{{6, 1}, 8}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::hugetlb_keeps_poison_markers), {6, 9}, {}, {{{{6, 6}, 29}, {{6, 8}, 8}}}, {}, 0, 0, 0, 5, 1},
    {unsigned(Behaviour::hugetlb_marker_asks_registration), {7, 3}, {7, 3}, {{{{7, 3}, 4}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::ksm_asks_present), {6, 15}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::ksm_marks_zero_page), {6, 6}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::ksm_keeps_soft_dirty), {6, 13}, {6, 13}, {{{{6, 12}, 118}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::l1tf_limits_swap_size), {4, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::swapoff_ignores_uffd_wp), {5, 13}, {}, {{{{5, 10}, 46}, {{5, 12}, 13}}}, {}, 0, 0, 0, 7, 1},
    {unsigned(Behaviour::swapoff_keeps_bits), {5, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::swapoff_marks_unread), {5, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::swapoff_marks_poison), {6, 2}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::swapoff_looks_for_poison), {6, 5}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::swapoff_checks_folio), {6, 18}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::guards_any_mapping), {6, 15}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::madvise_skips_device_pages), {6, 0}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::madvise_free_clears_poison), {5, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::madvise_free_leaves_ksm), {6, 13}, {6, 13}, {{{{6, 12}, 118}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::pageout_keeps_young), {6, 9}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::cold_clears_young_atomically), {7, 3}, {7, 3}, {{{{6, 12}, 117}, {{7, 3}, 4}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::madvise_huge_asks_page), {7, 3}, {7, 3}, {{{{7, 3}, 4}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::dontneed_takes_hugetlb), {5, 18}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::mremap_clears_uffd_wp), {6, 13}, {}, {{{{6, 1}, 191}, {{6, 12}, 11}}}, {}, 0, 0, 0, 8, 1},
    {unsigned(Behaviour::clear_refs_excludes), {5, 11}, {}, {{{{5, 10}, 9}}}, {}, 0, 0, 0, 4, 1},
    {unsigned(Behaviour::clear_refs_skips_pinned), {5, 11}, {}, {{{{5, 10}, 9}}}, {}, 0, 0, 0, 4, 1},
    {unsigned(Behaviour::clear_refs_flushes), {4, 19}, {5, 6}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::clear_refs_flushes), {5, 12}, {}, {{{{5, 10}, 20}, {{5, 11}, 3}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::pagemap_migration_not_exclusive), {5, 17}, {}, {{{{5, 10}, 102}, {{5, 15}, 25}, {{5, 16}, 10}}}, {}, 0, 0, 0, 4, 1},
    {unsigned(Behaviour::pagemap_only_present_exclusive), {6, 11}, {}, {{{{6, 6}, 44}, {{6, 10}, 3}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::pagemap_knows_device_exclusive), {5, 14}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::pagemap_huge_tells_file), {6, 11}, {}, {{{{5, 10}, 224}, {{5, 15}, 165}, {{6, 1}, 103}, {{6, 6}, 44}, {{6, 10}, 3}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::proc_asks_huge_page), {7, 3}, {7, 3}, {{{{7, 3}, 4}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::scan_reads_present_bit), {6, 7}, {6, 9}, {}, {{{{6, 8}, 10}}}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::scan_reports_soft_dirty), {6, 8}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::scan_reports_guards), {6, 16}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::scan_knows_huge_zero), {6, 16}, {}, {{{{6, 12}, 36}}}, {}, 0, 0, 0, 4, 1},
    {unsigned(Behaviour::scan_reports_empty), {7, 2}, {}, {{{{6, 12}, 103}, {{7, 1}, 8}}}, {}, 0, 0, 0, 5, 1},
    {unsigned(Behaviour::scan_asks_registration), {7, 3}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::pagemap_hugetlb_tells_uffd_wp), {5, 19}, {}, {}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::scan_clears_hugetlb_first), {7, 2}, {}, {{{{6, 12}, 101}, {{7, 1}, 5}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::scan_protects_gigantic), {7, 2}, {}, {{{{6, 12}, 97}, {{6, 18}, 40}, {{7, 1}, 5}}}, {}, 0, 0, 0, 1, 1},
    {unsigned(Behaviour::page_table_check_uffd_wp), {6, 10}, {}, {{{{6, 6}, 47}}}, {}, 2, 0, 0, 1, 1},
    {unsigned(Behaviour::pte_uffd_wp_warns), {6, 2}, {6, 10}, {}, {{{{6, 6}, 47}}}, 2, 0, 0, 1, 1},
    {unsigned(Behaviour::zap_checks_shadow_stack), {6, 6}, {}, {}, {}, 0, 0, 0, 1, 1},
};

inline constexpr Row page_shift[] = {
    {w_page_shift, {4, 19}, {}, {}, {}, 0, 12, 0, 1, 1},
};

inline constexpr Row max_physmem_bits[] = {
    {0, {4, 19}, {}, {}, {}, 2048, 46, 0, 1, 1},
    {0, {4, 19}, {}, {}, {}, 4096, 52, 0, 1, 1},
};

inline constexpr Row swp_type_shift[] = {
    {w_entry_type_shift, {4, 19}, {4, 20}, {}, {}, 0, 57, 0, 1, 1},
    {w_entry_type_shift, {4, 20}, {}, {}, {}, 0, 58, 0, 1, 1},
};

inline constexpr Field pfn{51, 12}, pmd_pfn{51, 21}, pud_pfn{51, 30};
inline constexpr Field swp_type{63, 59}, swp_offset{58, 9};
inline constexpr unsigned table_bits[] = {w_present, w_rw, w_user, w_pwt, w_pcd, w_accessed, w_dirty, w_nx};

inline constexpr u64 no_type = 255;
// The words of the layout that hold the numbers of special types.
inline constexpr unsigned first_type_word = w_type_hwpoison, special_type_count = 11;
// Sets of special types, by their place among those words.
inline constexpr unsigned pfn_kinds = 1u << 1 | 1u << 2 | 1u << 3 | 1u << 4 | 1u << 5 | 1u << 6 | 1u << 7 | 1u << 8 | 1u << 0 | 1u << 10;
inline constexpr unsigned migration_kinds = 1u << 1 | 1u << 2 | 1u << 3;
inline constexpr unsigned writable_kinds = 1u << 3 | 1u << 4 | 1u << 6;
inline constexpr unsigned marker_kinds = 1u << 9;

// Bits of Config::switches, and what the paging mode adds to them.
inline constexpr unsigned switch_soft_dirty = 1u << 0, switch_uffd_wp = 1u << 1, switch_migration = 1u << 2, switch_memory_failure = 1u << 3, switch_device_private = 1u << 4, switch_pte_marker = 1u << 5, switch_numa_balancing = 1u << 6, switch_pkeys = 1u << 7, switch_migration_ad = 1u << 8, switch_shadow_stack_cpu = 1u << 9, switch_user_shadow_stack = 1u << 10;
inline constexpr unsigned switch_count = 11, need_paging4 = 1u << 11, need_paging5 = 1u << 12;

}  // namespace rows
}  // namespace pte
