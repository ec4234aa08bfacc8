// What a probe object offers to whoever loads it. Kernel headers and libc headers cannot meet in one unit, so this one
// uses the compiler's own types only.
#ifndef X86_PTE_PROBE_ABI_H
#define X86_PTE_PROBE_ABI_H

typedef unsigned long long probe_u64;

// A kernel helper as a function on words. The argument and result kinds are space-separated names ("pte prot").
struct probe_helper {
  const char *name;
  const char *arguments;
  const char *result;
  probe_u64 (*call)(probe_u64 a, probe_u64 b, probe_u64 c);
};

// A constant of the headers: a function, since some change with the state below.
struct probe_constant {
  const char *name;
  probe_u64 (*value)(void);
};

// What a kernel finds out at boot: CPU features, the encryption bit. Named as in our own configuration.
struct probe_setting {
  const char *name;
  void (*set)(probe_u64 value);
};

// Each table ends with a null name.
struct probe_tables {
  const struct probe_helper *helpers;
  const struct probe_constant *constants;
  const struct probe_setting *settings;
};

// machine.c holds the machine, probe.c the rest.
extern const struct probe_setting machine_settings[];

// Exported under the name "probe_tables".
typedef const struct probe_tables *probe_tables_fn(void);

#endif
