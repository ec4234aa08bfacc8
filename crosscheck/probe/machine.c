// The machine that a kernel would find at boot: the variables that inline functions of the headers read, and setters for
// those that move a bit. Compiled apart from the kernel's headers, so that it fits whatever a release declares or macro-defines;
// the linker joins the two by name. Variables without a setter only satisfy the linker.
#include "abi.h"

typedef probe_u64 u64;

static const u64 all_physical_bits = (1ULL << 52) - 1;

// Memory encryption: the C-bit is taken out of the physical address and becomes a flag. The bit of pages shared with the host is
// one too, and the physical address ends below it.
u64 sme_me_mask;
u64 sev_status;
u64 cc_mask;
u64 physical_mask = (1ULL << 52) - 1;

// Every flag allowed, as on a machine with NX and without page-table isolation.
u64 __supported_pte_mask = ~0ULL;
u64 __default_kernel_pte_mask = ~0ULL;

_Bool machine_la57;
_Bool machine_shstk = 1;
_Bool swap_migration_ad_supported = 1;

unsigned int __pgtable_l5_enabled;
unsigned int pgdir_shift = 39;
unsigned int ptrs_per_p4d = 1;

u64 page_offset_base, vmalloc_base, vmemmap_base, phys_base;
u64 swapfile_maximum_size = ~0ULL;

// The cache bits for each page_cache_mode, with the page attribute table as Linux programs it: WB WC UC- UC WT WP.
unsigned short __cachemode2pte_tbl[8] = { 0x00, 0x08, 0x10, 0x18, 0x98, 0x88 };

unsigned long cachemode2protval(unsigned int mode) {
  return __cachemode2pte_tbl[mode];
}

static void set_enc_mask(u64 mask) {
  sme_me_mask = cc_mask = mask;
  physical_mask = all_physical_bits & ~mask;
}

// After set_enc_mask(), which has set up a machine without shared pages.
static void set_shared_mask(u64 mask) {
  if (!mask) return;
  cc_mask = mask;
  physical_mask = all_physical_bits & (mask - 1);
}

static void set_paging_levels(u64 levels) {
  machine_la57 = levels == 5;
  __pgtable_l5_enabled = machine_la57;
  pgdir_shift = machine_la57 ? 48 : 39;
  ptrs_per_p4d = machine_la57 ? 512 : 1;
}

static void set_shadow_stack_cpu(u64 on) {
  machine_shstk = on != 0;
}

static void set_migration_ad(u64 on) {
  swap_migration_ad_supported = on != 0;
}

const struct probe_setting machine_settings[] = {
  { "encMask", set_enc_mask },
  { "sharedMask", set_shared_mask },
  { "pagingLevels", set_paging_levels },
  { "shadowStackCpu", set_shadow_stack_cpu },
  { "migrationAd", set_migration_ad },
  { 0 },
};
