/** The error code that the processor pushes for a page fault: enum x86_pf_error_code, and Intel's manual, volume 3, "Page-Fault Exceptions". */
import type { BitRow } from './schema.ts';

/** Its bits, and what each says where it is set; those that a release does not name are the processor's all the same. */
export const faultErrorBits = [
  { id: 'P', bit: 0, since: '4.19', kernel: 'X86_PF_PROT', says: 'the entries were present: a protection did not allow it', judge: 'source: 4.19.0, 7.3.4, arch/x86/include/asm/traps.h, X86_PF_PROT' },
  { id: 'W', bit: 1, since: '4.19', kernel: 'X86_PF_WRITE', says: 'a write', judge: 'source: 4.19.0, 7.3.4, arch/x86/include/asm/traps.h, X86_PF_WRITE' },
  { id: 'U', bit: 2, since: '4.19', kernel: 'X86_PF_USER', says: 'in user mode', judge: 'source: 4.19.0, 7.3.4, arch/x86/include/asm/traps.h, X86_PF_USER' },
  { id: 'RSVD', bit: 3, since: '4.19', kernel: 'X86_PF_RSVD', says: 'a reserved bit was set in a present entry', judge: 'source: 4.19.0, 7.3.4, arch/x86/include/asm/traps.h, X86_PF_RSVD' },
  { id: 'I', bit: 4, since: '4.19', kernel: 'X86_PF_INSTR', says: 'an instruction fetch', judge: 'source: 4.19.0, 7.3.4, arch/x86/include/asm/traps.h, X86_PF_INSTR' },
  { id: 'PK', bit: 5, since: '4.19', kernel: 'X86_PF_PK', says: 'a protection key did not allow it', judge: 'source: 4.19.0, 7.3.4, arch/x86/include/asm/traps.h, X86_PF_PK' },
  { id: 'SHSTK', bit: 6, since: '6.6', kernel: 'X86_PF_SHSTK', says: 'a shadow-stack access', judge: 'source: 6.5.0, 6.6.9, arch/x86/include/asm/trap_pf.h, X86_PF_SHSTK' },
  { id: 'SGX', bit: 15, since: '5.11', kernel: 'X86_PF_SGX', says: 'SGX did not allow it', judge: 'source: 5.10.0, 5.11.0, arch/x86/include/asm/trap_pf.h, X86_PF_SGX' },
  { id: 'RMP', bit: 31, since: '6.9', kernel: 'X86_PF_RMP', says: 'the RMP of SEV-SNP did not allow it', judge: 'source: 6.8.0, 6.9.0, arch/x86/include/asm/trap_pf.h, X86_PF_RMP' },
] as const satisfies readonly BitRow[];
