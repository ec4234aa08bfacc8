/** The door `x86-pte/explore`: every sequence and every order of what can happen to a page, and what must hold in all of them. */

export type { Life } from '../world/life.ts';
export type { Actor } from '../world/see.ts';
export type { World } from '../world/world.ts';
export { never, reaching } from './ask.ts';
export {
  type ComparedCase,
  type Comparing,
  compare,
  compareAsync,
  type KernelsCompared,
  type KernelsDiffer,
} from './compare.ts';
export {
  type Explored,
  type Exploring,
  explore,
  exploreAsync,
  type InvariantFound,
  type TakesHelper,
} from './explore.ts';
export type { EntryFacts, WordFacts } from './facts.ts';
export { type GraphEdge, type GraphState, graphStates, type StateGraph, stateGraph, toDot } from './graph.ts';
export type { ExploredStep, Invariant, SeenEntry } from './invariant.ts';
export { allInvariants } from './invariants/invariants.ts';
export { operationsFor, operationsForWord } from './needed.ts';
export type { EntryChange, OwnOperation } from './own.ts';
export { playOwn } from './play.ts';
export type { Bounds, SearchEnd, SearchProgress, Watching } from './searched.ts';
export { everyOperation, usualOperations } from './sets.ts';
export { defaultBounds, type Setting } from './setup.ts';
export { ExploreTables } from './tables.ts';
