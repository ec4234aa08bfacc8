/** The rooms of the core: which may include which, and that what a user includes leads into them. */
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesIn, textOf } from '../support/tree.ts';

/** In order. A file may include its own room and those above it. */
const rooms = ['native/spec', 'native/codec', 'native/batch', 'native/wasm', 'native/node'];
/** What users include: <x86_pte/NAME>, each one line into a room. */
const doors = [
  'native/batch.hpp',
  'native/census.hpp',
  'native/codec.hpp',
  'native/decision_table.hpp',
  'native/find.hpp',
  'native/map.hpp',
  'native/layout.hpp',
];
/** Programs over the core; nothing includes them. */
const programs = ['native/fuzz', 'native/test'];

const files = filesIn('native', '.cpp', '.hpp');
const room = (file: string): string => rooms.find((name) => file.startsWith(`${name}/`)) ?? '';
const isProgram = (file: string) => programs.some((name) => file.startsWith(`${name}/`));

/** Our own files that a file includes. */
const includes = (file: string): readonly string[] =>
  [...textOf(file).matchAll(/^#include "(.+)"$/gm)].map(([, path]) => normalize(join(dirname(file), path as string)));
const arrows = files.flatMap((from) => includes(from).map((to) => [from, to] as const));

describe('the rooms of the core', () => {
  it('hold every file that is no door and no program', () => {
    expect(files.length).toBeGreaterThan(25);
    expect(files.filter((file) => room(file) === '' && !doors.includes(file) && !isProgram(file))).toEqual([]);
  });

  it('never point down the list', () => {
    const inside = arrows.filter(([from]) => room(from) !== '');
    expect(inside.length).toBeGreaterThan(30);
    expect(inside.filter(([, to]) => room(to) === '')).toEqual([]);
    expect(inside.filter(([from, to]) => rooms.indexOf(room(to)) > rooms.indexOf(room(from)))).toEqual([]);
  });

  it('name files that are there', () => {
    expect(arrows.filter(([, to]) => !files.includes(to))).toEqual([]);
  });

  it('are reached by one line from each door', () => {
    for (const door of doors) expect(includes(door).map(room), door).toEqual([expect.stringMatching(/^native\//)]);
  });
});

describe('the list of sources', () => {
  const all = files.filter((file) => file.endsWith('.cpp') && room(file) !== '').sort();
  const compiled = all.filter((file) => !file.startsWith('native/wasm/'));

  it.each(['binding.gyp', 'CMakeLists.txt'])('of %s has every one', (list) => {
    const named = [...textOf(list).matchAll(/native\/[\w/]+\.cpp/g)].map(([path]) => path);
    expect(named.sort()).toEqual(compiled);
  });

  it('of WebAssembly has what stands in its room', () => {
    const named = [...textOf('scripts/build-wasm.mjs').matchAll(/native\/[\w/]+\.cpp/g)].map(([path]) => path);
    expect(named).toEqual(expect.arrayContaining(all.filter((file) => file.startsWith('native/wasm/'))));
    expect(named.filter((file) => !all.includes(file))).toEqual([]);
  });

  it('of libFuzzer has all but the door to Node', () => {
    const named = [...textOf('scripts/fuzz-native.sh').matchAll(/native\/[\w/]+\.cpp/g)].map(([path]) => path);
    expect(named.sort()).toEqual(
      compiled
        .filter((file) => !file.startsWith('native/node/'))
        .concat('native/fuzz/codec.cpp')
        .sort(),
    );
  });
});

describe('the operations', () => {
  /** Names that a file of one instruction set defines. */
  const defined = (file: string): readonly string[] =>
    [...new Set([...textOf(file).matchAll(/^PTE_INLINE [\w:]+ (\w+)\(/gm)].map(([, name]) => name as string))].sort();
  /** What a file has for itself alone. */
  const own = ['si', 'looked_up', 'chosen'];
  const shared = (names: readonly string[]) => names.filter((name) => !own.includes(name));
  const page = textOf('native/README.md');

  it.each([
    ['lanes', 'scalar', ['simd128', 'avx2', 'avx512']],
    ['bytes', 'simd128', []],
    ['words', 'portable', ['simd128', 'avx2', 'avx512']],
    ['words', 'avx2-placed', ['avx512-placed']],
  ])('of %s are the same for each instruction set, and all on the page', (folder, first, others) => {
    const wanted = shared(defined(`native/codec/${folder}/${first}-inl.hpp`));
    expect(wanted.length).toBeGreaterThan(5);
    for (const other of others)
      expect(shared(defined(`native/codec/${folder}/${other}-inl.hpp`)), other).toEqual(wanted);
    expect(wanted.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('of outer bytes are there for each instruction set, and all on the page', () => {
    const all = (...parts: readonly string[]) => parts.flatMap((part) => defined(`native/codec/outer/${part}-inl.hpp`));
    const wanted = all('avx2', 'avx2-blocks', 'avx2-rows', 'avx2-counts').filter((name) => name !== 'by_bit');
    expect(wanted.length).toBeGreaterThan(40);
    for (const form of ['avx512bw', 'avx512vbmi']) {
      const theirs = all('avx512', form, 'avx512-blocks', 'avx512-rows', 'avx512-counts');
      expect(
        wanted.filter((name) => !theirs.includes(name)),
        form,
      ).toEqual([]);
    }
    expect(wanted.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
