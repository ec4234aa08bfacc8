/** Messages of a boot or an oops that tell of the kernel and the machine, not of an entry. */

/** How each is recognized, by a text that it `has` and a pattern, and what the groups hold; the functions that print them are named. */
export const bootMessages = {
  /** linux_banner of init/version.c: the first line of a boot. */
  banner: { kernel: 'linux_banner', has: 'Linux version ', pattern: 'Linux version (?<release>\\d+\\.\\d+\\S*) (?<version>\\(.*)$' },
  /** dump_stack_print_info() of lib/dump_stack.c; `UID:` stands there from 6.11 on. */
  stack: {
    kernel: 'dump_stack_print_info', has: ' Comm: ',
    pattern:
      '\\bCPU: \\d+ (?:UID: \\d+ )?PID: \\d+ Comm: .*? ?(?:Not tainted|Tainted: [A-Za-z -]+?) +(?<release>\\d+\\.\\d+\\.?\\S*)(?<version> #.*)?$',
  },
  /** e820__print_table() of arch/x86/kernel/e820.c: the last byte of a range of memory. */
  memory: {
    kernel: 'e820__print_table', has: '] usable',
    pattern: '(?:BIOS-e820|modified|user): \\[mem 0x[\\da-f]+-0x(?<last>[\\da-f]+)\\] usable',
  },
  /** The same, of memory that drivers hand out as pages: e820_print_type(). */
  deviceMemory: {
    kernel: 'e820__print_table', has: ': [mem 0x',
    pattern: '(?:BIOS-e820|modified|user): \\[mem 0x[\\da-f]+-0x(?<last>[\\da-f]+)\\] (?:persistent \\(type \\d+\\)|soft reserved)',
  },
  /** acpi_numa_memory_affinity_init() of drivers/acpi/numa/srat.c: memory that is there, or may be plugged in. */
  srat: {
    kernel: 'acpi_numa_memory_affinity_init', has: 'SRAT: Node ',
    pattern: 'SRAT: Node \\d+ PXM \\d+ \\[mem 0x[\\da-f]+-0x(?<last>[\\da-f]+)\\]',
  },
  /** e820_end_pfn() of arch/x86/kernel/e820.c: one past the last page of memory, in pages. */
  lastPfn: { kernel: 'e820_end_pfn', has: 'last_pfn = ', pattern: '\\blast_pfn = 0x(?<pages>[\\da-f]+) max_arch_pfn = ' },
  /** __show_regs() of arch/x86/kernel/process_64.c. */
  cr4: { kernel: '__show_regs', has: ' CR4: ', pattern: 'CR2: [\\da-f]{16} CR3: [\\da-f]{16} CR4: (?<cr4>[\\da-f]{16})' },
  /** print_mem_encrypt_feature_info() of arch/x86/mm/mem_encrypt.c; AMD stands in front of it up to 5.19. */
  encryption: { kernel: 'print_mem_encrypt_feature_info', has: 'Memory Encryption Features active:', pattern: 'Memory Encryption Features active:(?<features>.*)$' },
} as const;

/** CR4.LA57 of Intel's manual, volume 3, "Control Registers": the processor walks five levels. */
export const la57Bit = 12;
