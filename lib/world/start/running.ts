/** What a kernel sets up when it boots, and its headers do not show. */
import { type Kernel, resolve } from '../../kernel/kernel.ts';
import { patchedConfig } from '../../kernel/patches.ts';

/**
 * arch/x86/mm/mem_encrypt_amd.c (mem_encrypt.c), sme_early_init(): on a machine with a C-bit protection_map[] has got it, so that
 * vm_get_page_prot() gives it in all releases, and not only from where that function adds it itself.
 */
export function running(k: Kernel): Kernel {
  if (k.config.encMask === 0n || k.does('vmGetPageProtAddsEnc')) return k;
  return resolve(k.release, patchedConfig(k.config, ['vmGetPageProtAddsEnc']), k.patches);
}
