// Read right after linux/kconfig.h: switches off the kernel options whose inline functions need a running kernel, a newer
// compiler, or code outside the headers. None of them decides the place or meaning of a page-table bit; the options that
// do are left as the kernel's configuration has them, and variants of those follow in the generated variant.h.

// The plain forms of pte_val, __pte and set_pte instead of calls through a hypervisor's table.
#undef CONFIG_PARAVIRT
#undef CONFIG_PARAVIRT_CLOCK
#undef CONFIG_PARAVIRT_DEBUG
#undef CONFIG_PARAVIRT_SPINLOCKS
#undef CONFIG_PARAVIRT_TIME_ACCOUNTING
#undef CONFIG_PARAVIRT_XXL
#undef CONFIG_ARCH_HAS_LAZY_MMU_MODE
#undef CONFIG_HYPERVISOR_GUEST
#undef CONFIG_XEN
#undef CONFIG_XEN_PV
#undef CONFIG_XEN_PVH
#undef CONFIG_XEN_PVHVM

// Checks, sanitizers, counters and tracing.
#undef CONFIG_BUG
#undef CONFIG_GENERIC_BUG
#undef CONFIG_DEBUG_VM
#undef CONFIG_DEBUG_VIRTUAL
#undef CONFIG_PAGE_TABLE_CHECK
#undef CONFIG_PAGE_TABLE_CHECK_ENFORCED
#undef CONFIG_KASAN
#undef CONFIG_KCSAN
#undef CONFIG_KMSAN
#undef CONFIG_KMEMLEAK
#undef CONFIG_MEM_ALLOC_PROFILING
#undef CONFIG_FORTIFY_SOURCE
#undef CONFIG_STACKPROTECTOR
#undef CONFIG_STACKPROTECTOR_STRONG
#undef CONFIG_TRACEPOINTS
#undef CONFIG_TRACING
#undef CONFIG_FTRACE
#undef CONFIG_FUNCTION_TRACER
#undef CONFIG_DYNAMIC_FTRACE
#undef CONFIG_JUMP_LABEL
#undef CONFIG_LOCKDEP

// Module signing and versions (some releases' module.h needs generated files for them).
#undef CONFIG_MODULES
#undef CONFIG_MODULE_SIG
#undef CONFIG_MODVERSIONS

// Code generation of the kernel alone: hardened calls, per-CPU segments.
#undef CONFIG_RETPOLINE
#undef CONFIG_RETHUNK
#undef CONFIG_MITIGATION_RETPOLINE
#undef CONFIG_MITIGATION_RETHUNK
#undef CONFIG_MITIGATION_CALL_DEPTH_TRACKING
#undef CONFIG_MITIGATION_ITS
#undef CONFIG_MITIGATION_SLS
#undef CONFIG_CALL_DEPTH_TRACKING
#undef CONFIG_CALL_THUNKS
#undef CONFIG_SLS
#undef CONFIG_X86_KERNEL_IBT
#undef CONFIG_CFI
#undef CONFIG_CFI_CLANG
#undef CONFIG_FINEIBT
#undef CONFIG_CC_HAS_NAMED_AS
#undef CONFIG_CC_HAS_NAMED_AS_FIXED_SANITIZERS
#undef CONFIG_USE_X86_SEG_SUPPORT

// What the compiler that built the kernel could do, and the one at hand perhaps cannot.
#undef CONFIG_CC_HAS_ASSUME
#undef CONFIG_CC_HAS_COUNTED_BY
#undef CONFIG_CC_HAS_COUNTED_BY_PTR
#undef CONFIG_CC_HAS_MULTIDIMENSIONAL_NONSTRING
#undef CONFIG_CC_HAS_TYPEOF_UNQUAL
#undef CONFIG_CC_HAS_BROKEN_COUNTED_BY_REF

#include "variant.h"
