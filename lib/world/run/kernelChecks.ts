/** What the kernel's own checks would say of the entries of an operation. */
import { vmHas } from '../../mm/common/vma.ts';
import { type Warning, warningsOf } from '../../mm/page_table_check/warnings.ts';
import type { LifeEvent } from '../event.ts';
import type { Happened } from '../happened.ts';
import type { Life } from '../life.ts';

const same = (a: Warning) => (b: Warning) => a.by === b.by && a.why === b.why;

/**
 * Each warning once. page_table_check looks where set_pte_at() sets an entry; the other checks look whenever an entry is tested or
 * unmapped, so that they see what an operation leaves as well. What they could say of the entry before is no news.
 */
export function kernelChecks(before: Life, happened: Happened): readonly LifeEvent[] {
  const { range, index } = happened.life;
  if (!range || index !== undefined) return ofEntry(before, happened);
  const all = range.flatMap((life, i) => ofEntry(before.range?.[i] ?? before, { ...happened, life, set: [life.pte] }));
  return all.filter(
    (w, i) => all.findIndex((other) => w.warning.by === other.warning.by && w.warning.why === other.warning.why) === i,
  );
}

type Warned = Extract<LifeEvent, { readonly kind: 'warning' }>;

function ofEntry({ k, pte: before, vma, level: was }: Life, { life, set }: Happened): readonly Warned[] {
  const isHugetlb = vmHas(vma, k.vm.hugetlb); // set_huge_pte_at() is set_pte_at()
  const level = isHugetlb ? 'pte' : (life.level ?? 'pte');
  const said = (word: bigint, at: 'pte' | 'pmd' = level) => warningsOf(k, word, { vma, level: at });
  const looks = ({ by }: Warning) => by === 'page_table_check';
  const old = said(before, isHugetlb ? 'pte' : (was ?? 'pte'));
  const whenSet = set.filter((word) => word !== before).flatMap((word) => said(word));
  const later = [...whenSet, ...said(life.pte)].filter((w) => !looks(w) && !old.some(same(w)));
  const all = [...whenSet.filter(looks), ...later];
  return all.filter((w, i) => all.findIndex(same(w)) === i).map((warning) => ({ kind: 'warning', warning }));
}
