/** fork() of a mapping that has several entries: mm/memory.c, copy_pte_range(), which copies those of one large folio together where it can. */
import { copyPresentPte, type ManyForked } from '../../mm/memory/copyPresentPte.ts';
import { type ChildMapping, dupMmap } from '../../mm/vma/dupMmap.ts';
import { type Happened, inOrder, quietly } from '../happened.ts';
import { type Life, settled } from '../life.ts';
import { foliosOf, ptesOf } from '../ranges.ts';
import { hasPage } from './operation.ts';

/** An entry of the child. */
export interface Child {
  readonly pte: bigint;
  /** It maps a copy of the page, not the page. */
  readonly copy?: true;
}

/** What fork() does to the parent, and the entries of the child; none where it fails. */
export interface Forked extends Happened {
  readonly children?: readonly Child[];
}

/** Entries that the kernel can copy together: of pages of one large folio that nobody has pinned, in one part of the mapping. */
function isNext(last: Life, one: Life): boolean {
  const first = last.page?.first;
  const isPart = first !== undefined && one.page?.first === first && hasPage(last) && hasPage(one);
  return isPart && !one.page.pinned && one.vma.vmFlags === last.vma.vmFlags;
}

function runsOf(range: readonly Life[]): readonly (readonly Life[])[] {
  const runs: Life[][] = [];
  for (const one of range) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && isNext(last, one)) run.push(one);
    else runs.push([one]);
  }
  return runs;
}

const childOf = ({ k, vma }: Life): ChildMapping => dupMmap(k, vma);

/** copy_present_ptes() of a run. */
function forkRun(run: readonly Life[]): Forked & { readonly lives: readonly Life[] } {
  const [first] = run as [Life];
  const { k, vma } = first;
  const dst = childOf(first).vma ?? vma;
  const outcome: ManyForked = copyPresentPte(
    k,
    ptesOf(run),
    vma,
    dst,
    foliosOf(run, ({ page }) => page),
  );
  const lives = run.map((one, i) => settled(one, outcome.parents[i] ?? one.pte, outcome.effects));
  return {
    ...quietly(lives[0] ?? first),
    steps: outcome.steps,
    set: [...outcome.parents, ...outcome.ptes],
    children: outcome.ptes.map((pte) => ({ pte })),
    lives,
  };
}

/** All entries of the parent; `one` copies an entry by itself. What fails ends it. */
export function forkRange(life: Life, one: (life: Life) => Forked): Forked {
  let all: Happened = quietly(life);
  const lives: Life[] = [];
  const children: Child[] = [];
  for (const run of runsOf(life.range ?? [])) {
    const { nextPfn, nextHuge, nextSlot } = all.life;
    const now = run.map((it) => ({ ...it, nextPfn, nextHuge, nextSlot }));
    const [first] = now as [Life];
    const copied = first.page && childOf(first).copies && now.length > 1;
    const forked = copied ? forkRun(now) : single(now, one);
    all = inOrder(all, forked);
    lives.push(...forked.lives);
    if (!forked.children)
      return { ...all, life: { ...life, range: [...lives, ...(life.range ?? []).slice(lives.length)] } };
    children.push(...forked.children);
  }
  const told = all.events.filter(({ kind }) => kind !== 'child');
  const ptes = children.map(({ pte }) => pte);
  const [pte = 0n] = ptes;
  const { nextPfn, nextHuge, nextSlot } = all.life;
  const child = ptes.some((word) => word !== 0n) ? [{ kind: 'child', pte, ptes } as const] : [];
  return {
    ...all,
    life: { ...life, ...lives[0], range: lives, nextPfn, nextHuge, nextSlot },
    events: [...told.filter((event, i) => told.findIndex(({ kind }) => kind === event.kind) === i), ...child],
    children,
  };
}

/** Entries one by one. */
function single(run: readonly Life[], one: (life: Life) => Forked): Forked & { readonly lives: readonly Life[] } {
  let all: Forked = quietly(run[0] as Life);
  const lives: Life[] = [];
  const children: Child[] = [];
  for (const life of run) {
    const { nextPfn } = all.life;
    const forked = one({ ...life, nextPfn: nextPfn > life.nextPfn ? nextPfn : life.nextPfn });
    all = inOrder(all, forked);
    lives.push(forked.life);
    if (!forked.children) return { ...all, lives };
    children.push(...forked.children);
  }
  return { ...all, children, lives };
}
