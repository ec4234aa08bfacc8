// Included before linux/mm.h: CPU features as variables, and no assertions.
#include <linux/types.h>
#include <linux/bug.h>
#include <asm/cpufeature.h>

// In a kernel a feature test is patched code; here it asks a variable of machine.c.
extern bool machine_la57, machine_shstk;

static __always_inline bool probe_cpu_has(int feature) {
#ifdef X86_FEATURE_SHSTK
  if (feature == X86_FEATURE_SHSTK) return machine_shstk;
#endif
  return feature == X86_FEATURE_LA57 && machine_la57;
}

#undef cpu_feature_enabled
#undef static_cpu_has
#undef _static_cpu_has
#undef boot_cpu_has
#undef static_cpu_has_bug
#undef boot_cpu_has_bug
#define cpu_feature_enabled(bit) probe_cpu_has(bit)
#define static_cpu_has(bit) probe_cpu_has(bit)
#define _static_cpu_has(bit) probe_cpu_has(bit)
#define boot_cpu_has(bit) probe_cpu_has(bit)
#define static_cpu_has_bug(bit) 0
#define boot_cpu_has_bug(bit) 0

// Assertions look into pages that do not exist here, and change no value.
#undef BUG_ON
#undef WARN_ON
#undef WARN_ON_ONCE
#undef WARN_ONCE
#define BUG_ON(condition) ((void)0)
#define WARN_ON(condition) 0
#define WARN_ON_ONCE(condition) 0
#define WARN_ONCE(condition, ...) 0
