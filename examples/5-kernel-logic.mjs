// One kernel function by itself: what do_swap_page() makes of a swap entry, helper by helper, and why.
import { doSwapPage, encode, fault, folio, kernel, vma } from 'x86-pte';

const k = kernel('6.12');
const entry = encode(k, { kind: 'swap', swapType: 0, swapOffset: 0x200n, uffdWp: true, exclusive: true });
const mapping = vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite', 'uffdWp'] });
const { pte, steps, returned, next } = doSwapPage(k, entry, mapping, folio(), 0x12345n, fault({ write: true }));

for (const { did, value, why } of steps) console.log(value.toString(16).padStart(16, '0'), did, '-', why);
console.log(pte.toString(16), returned, next);
// Prints:
//   8000000012345025 mk_pte - the page under vma->vm_page_prot
//   8000000012345425 pte_mkuffd_wp - the old entry has the uffd-wp bit
//   8000000012345425 handle_userfault - userfaultfd traps writes
//   8000000012345425 [ 'VM_FAULT_RETRY' ] handle_userfault
