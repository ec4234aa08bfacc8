// The probe: a kernel's own helpers, compiled from its headers, as functions on 64-bit words in a shared object that an
// ordinary process can load. build.ts compiles it; helpers.def and constants.def list what it may offer.
#include "abi.h"
#include "features.h"

#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/swap.h>
#include <linux/swapops.h>
#if __has_include(<linux/leafops.h>)
#include <linux/leafops.h>
#endif

// Written by build.ts: the few functions that live outside the headers, taken from the user's kernel source. Empty without one.
#include "cut.h"

#define PTE(word) __pte(word)
#define PMD(word) __pmd(word)
#define PUD(word) __pud(word)
#define PROT(word) __pgprot(word)
#define ENTRY(word) ((swp_entry_t){ (word) })
#define MM_FLUSH_PENDING(count) mm_flush_pending(count)
#define VMA(flags) vma_of(flags)

// The only thing pte_accessible reads of an mm.
static struct mm_struct *mm_flush_pending(u64 count) {
  static struct mm_struct mm;
  mm.tlb_flush_pending.counter = (int)count;
  return &mm;
}

// The only thing pte_mkwrite reads of a vma. Its vm_flags may be declared const.
static struct vm_area_struct *vma_of(u64 flags) {
  static struct vm_area_struct vma;
  *(unsigned long *)&vma.vm_flags = flags;
  return &vma;
}

// While build.ts finds out which rows compile, two rows may have one name; then the line number keeps them apart.
#ifdef PROBE_DETECT
#define ROW_PASTE(name, line) name##_##line
#define ROW_LINE(name, line) ROW_PASTE(name, line)
#define ROW(name) ROW_LINE(probe_##name, __LINE__)
#else
#define ROW(name) probe_##name
#endif

// How a result of each kind becomes a word.
#define RESULT_bool(value) (!!(value))
#define RESULT_number(value) ((u64)(value))
#define RESULT_word(value) ((u64)(value))
#define RESULT_pte(value) ((u64)(value))
#define RESULT_pmd(value) ((u64)(value))
#define RESULT_pud(value) ((u64)(value))
#define RESULT_prot(value) ((u64)(value))
#define RESULT_pfn(value) ((u64)(value))
#define RESULT_entry(value) ((u64)(value))
#define RESULT_archEntry(value) ((u64)(value))
#define RESULT_offset(value) ((u64)(value))

#define HELPER(name, arguments, result, value) \
  static u64 ROW(name)(u64 a, u64 b, u64 c) { return RESULT_##result(value); }
#include "helpers.rows"
#undef HELPER

#define NUMBER(name) static u64 ROW(value_##name)(void) { return (u64)(name); }
#define PROTECTION(name) static u64 ROW(value_##name)(void) { return pgprot_val(name); }
#include "constants.rows"
#undef NUMBER
#undef PROTECTION

#ifndef PROBE_DETECT
static const struct probe_helper helpers[] = {
#define HELPER(name, arguments, result, value) { #name, arguments, #result, probe_##name },
#include "helpers.rows"
#undef HELPER
  {},
};

static const struct probe_constant constants[] = {
#define NUMBER(name) { #name, probe_value_##name },
#define PROTECTION(name) { #name, probe_value_##name },
#include "constants.rows"
#undef NUMBER
#undef PROTECTION
  {},
};

static const struct probe_tables tables = { helpers, constants, machine_settings };

__attribute__((visibility("default"))) const struct probe_tables *probe_tables(void) {
  return &tables;
}
#endif
