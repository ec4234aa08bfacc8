/** Colours of the timeline, in light and in dark. */
import { migrationKinds } from '../../spec/kinds.ts';
import type { Kind } from '../codec/decoded.ts';

/** A class of the picture with its fill or stroke: light, dark. */
type Colors = readonly [property: 'fill' | 'stroke', light: string, dark: string];

const classes: Readonly<Record<string, Colors>> = {
  paper: ['fill', '#ffffff', '#14181c'],
  ink: ['fill', '#1c2227', '#e4e8eb'],
  soft: ['fill', '#55636c', '#a3b0b8'],
  came: ['fill', '#1b6e2a', '#7fd48b'],
  went: ['fill', '#a8241c', '#ff9a8f'],
  event: ['fill', '#654900', '#e8c468'],
  lost: ['fill', '#c00018', '#ff5c6c'],
  digit: ['fill', '#b0134f', '#ff8fb8'],
  none: ['fill', '#eceff1', '#2a3137'],
  page: ['fill', '#d9f0dc', '#1d3a24'],
  hint: ['fill', '#fff2c2', '#40371a'],
  swap: ['fill', '#d8e5ff', '#1f2f4d'],
  move: ['fill', '#e7def8', '#342850'],
  other: ['fill', '#fbdcdc', '#4a2226'],
  edge: ['stroke', '#90a4ae', '#5a6a74'],
  apart: ['stroke', '#d26a00', '#ffa347'],
  lane: ['stroke', '#b6c2c9', '#4a5862'],
  dot: ['fill', '#37474f', '#cfd8dc'],
  call: ['stroke', '#37474f', '#cfd8dc'],
  reads: ['fill', '#5b9bd5', '#4f86b8'],
  writes: ['fill', '#c0504d', '#c25a57'],
  waits: ['stroke', '#b26a00', '#ffb74d'],
  flush: ['stroke', '#00796b', '#4dd0c0'],
  flushed: ['fill', '#00796b', '#4dd0c0'],
  tlb: ['stroke', '#c00018', '#ff5c6c'],
};

const rules = (which: 1 | 2): string =>
  Object.entries(classes)
    .map(([name, colors]) => `.${name}{${colors[0]}:${colors[which]}}`)
    .join('');

/** The style of the picture, which follows the reader's choice of light or dark. */
export const style = `<style>text{font-family:Helvetica,Arial,sans-serif}.mono{font-family:monospace}${rules(1)}@media (prefers-color-scheme: dark){${rules(2)}}</style>`;

/** The class of a box for a kind of entry. */
export function classOf(kind: Kind): string {
  if (kind === 'none') return 'none';
  if (kind === 'present') return 'page';
  if (kind === 'protnone') return 'hint';
  if (kind === 'swap') return 'swap';
  return (migrationKinds as readonly Kind[]).includes(kind) ? 'move' : 'other';
}
