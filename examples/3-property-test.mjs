// A property of the kernel, asked about any entry, mapping and page: what userfaultfd has write-protected is still
// write-protected when it comes back from migration. fast-check looks for the smallest counterexample.
import fc from 'fast-check';
import {
  kernel,
  pteMkuffdWp,
  pteUffdWp,
  pteWrite,
  pteWrprotect,
  removeMigrationPte,
  tryToMigrateOne,
  vma,
} from 'x86-pte';
import { canonicalWord, page } from 'x86-pte/fast-check';

for (const k of [kernel('6.0'), kernel('6.12')]) {
  const shared = vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite', 'shared', 'softdirty', 'uffdWp'] });
  const staysProtected = fc.property(canonicalWord(k, 'present'), page(), (word, folio) => {
    const moving = tryToMigrateOne(k, pteWrprotect(k, pteMkuffdWp(k, word)), folio);
    if (!moving.returned) return true; // the page could not be unmapped
    const back = removeMigrationPte(k, moving.pte, shared, { ...folio, anon: false, exclusive: false }, 0x54321n).pte;
    return pteUffdWp(k, back) && !pteWrite(k, back);
  });
  const { failed, counterexample } = fc.check(staysProtected, { seed: 1 });
  console.log(k.name, failed ? `fails for ${counterexample[0].toString(16)}` : 'holds');
}
// Prints, since 6.0 takes its write permission from the mapping (51d3d5eb74ff mended that):
//   6.0 fails for 1
//   6.12 holds
