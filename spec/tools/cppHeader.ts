/** The rows as a C++ header: native/spec/layout.hpp resolves them. */
import { type CandidateRow, candidates } from '../candidates.ts';
import { flagColumn, kinds, markerKinds, migrationKinds, pfnKinds, rawSwapBits, writableKinds } from '../kinds.ts';
import { derivedIds, maskIds, noType, typeIds } from '../layoutIds.ts';
import { options } from '../options.ts';
import { presentFields, tableBits } from '../present.ts';
import type { BitRow, Need, Row, StableDates } from '../schema.ts';
import { swapFields } from '../swap.ts';
import { tables } from '../tables.ts';

/** In the order of the bits of a configuration word; the paging mode comes last. */
const needs: readonly Need[] = [...options.map((option) => option.id), 'paging4', 'paging5'];

const levels = ['pte', 'pmd', 'pud'];
const snake = (id: string) => id.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
const list = (items: readonly string[], indent = '    ') => items.map((item) => `${indent}${item},`).join('\n');

const series = (text: string | undefined) => (text === undefined ? '{}' : `{${text.replace('.', ', ')}}`);
const stable = (dates: StableDates | undefined) =>
  dates ? `{{${Object.entries(dates).map(([s, patch]) => `{${series(s)}, ${patch}}`).join(', ')}}}` : '{}';
const needBits = (row: Row) => (row.needs ?? []).reduce((bits, need) => bits | (1 << needs.indexOf(need)), 0);
const levelBits = (row: BitRow) => ((row.levels as readonly string[] | undefined) ?? levels).reduce((bits, level) => bits | (1 << levels.indexOf(level)), 0);

/** The first candidate of a release that may have what a row dates by it. */
function candidateOf(table: keyof typeof tables, r: Row, date: string | undefined): number {
  const first = (candidates as readonly CandidateRow[]).find((c) => c.row === `${table}.${r.id}` && c.series === date)?.first ?? 1;
  return typeof first === 'number' ? first : first[0];
}

/** id, dates, needs, two numbers whose meaning is the table's, and candidates. */
const row = (id: string, table: keyof typeof tables, r: Row, a: number, b = 0) =>
  `{${id}, ${series(r.since)}, ${series(r.until)}, ${stable(r.sinceStable)}, ${stable(r.untilStable)}, ${needBits(r)}, ${a}, ${b}, ${candidateOf(table, r, r.since)}, ${candidateOf(table, r, r.until)}}`;

const array = (name: string, rows: readonly string[]) => `inline constexpr Row ${name}[] = {\n${list(rows)}\n};\n`;

const word = (id: string) => `w_${snake(id)}`;
const behaviourIds = [...new Set(tables.behaviours.map((r) => r.id))];
const markerWord = { uffdWp: 'markerUffdWp', poisoned: 'markerPoisoned', guard: 'markerGuard' } as const;
const kindSet = (ids: readonly string[]) => ids.map((id) => `1u << ${typeIds.indexOf(id as (typeof typeIds)[number])}`).join(' | ');

const switches = needs.filter((need) => !need.startsWith('paging'));
const flagBits = flagColumn.map(({ id, bit }) => `flag_${snake(id)} = ${bit}`).join(', ');

/** The text of native/spec/rows.hpp. */
export function rowsHeader(): string {
  const words = [...maskIds.map(snake), ...typeIds.map((id) => `type_${snake(id)}`), ...derivedIds.map(snake)];
  const behaviourWords = Math.ceil(behaviourIds.length / 64);
  const [swpType, swpOffset] = swapFields;
  const [pfn, pmdPfn, pudPfn] = presentFields;
  return `// Generated from spec/ by spec/tools/generate.ts. Do not edit: change a row and run npm run spec.
// clang-format off
#pragma once
#include "row.hpp"

namespace pte {

/** A kernel as numbers: masks, type numbers, what follows from them, and its behaviours as bits. */
struct Layout {
${words.map((id) => `    u64 ${id};`).join('\n')}
    u64 behaviours[${behaviourWords}];
};

/** Places of the numbers above. */
enum Word : unsigned {
${list(words.map((id) => `w_${id}`))}
    w_behaviours,
    word_count = w_behaviours + ${behaviourWords},
};

enum class Behaviour : unsigned {
${list(behaviourIds.map((id) => `${snake(id)}`))}
};

enum class Kind : u8 {
${list(kinds.map((kind) => `${snake(kind)}`))}
};

// The flags column: the places of its named bits, and how many low bits of a swap entry are raw.
inline constexpr unsigned ${flagBits};
inline constexpr unsigned raw_swap = ${rawSwapBits};

namespace rows {

${array('present_bits', tables.presentBits.map((r) => row(word(r.id), 'presentBits', r, r.bit, levelBits(r))))}
${array('swap_bits', tables.swapBits.map((r) => row(word(r.id), 'swapBits', r, r.bit)))}
${array('marker_bits', tables.markerBits.map((r) => row(word(markerWord[r.id]), 'markerBits', r, r.bit)))}
${array('migration_bits', tables.migrationBits.map((r) => row(word(r.id), 'migrationBits', r, 0)))}
${array('kept_by_modify', tables.keptByModify.map((r) => row(word(r.id), 'keptByModify', r, 0)))}
// The number of a type's word, and its kind.
${array('swap_types', tables.swapTypes.map((r) => row(`w_type_${snake(r.id)}`, 'swapTypes', r, kinds.indexOf(r.id as (typeof kinds)[number]))))}
${array('behaviours', tables.behaviours.map((r) => row(`unsigned(Behaviour::${snake(r.id)})`, 'behaviours', r, 0)))}
${array('page_shift', tables.values.filter((r) => r.id === 'pageShift').map((r) => row('w_page_shift', 'values', r, r.value)))}
${array('max_physmem_bits', tables.values.filter((r) => r.id === 'maxPhysmemBits').map((r) => row('0', 'values', r, r.value)))}
${array('swp_type_shift', tables.values.filter((r) => r.id === 'swpTypeShift').map((r) => row('w_entry_type_shift', 'values', r, r.value)))}
inline constexpr Field pfn{${pfn.hi}, ${pfn.lo}}, pmd_pfn{${pmdPfn.hi}, ${pmdPfn.lo}}, pud_pfn{${pudPfn.hi}, ${pudPfn.lo}};
inline constexpr Field swp_type{${swpType.hi}, ${swpType.lo}}, swp_offset{${swpOffset.hi}, ${swpOffset.lo}};
inline constexpr unsigned table_bits[] = {${tableBits.map(word).join(', ')}};

inline constexpr u64 no_type = ${noType};
// The words of the layout that hold the numbers of special types.
inline constexpr unsigned first_type_word = w_${words[maskIds.length]}, special_type_count = ${typeIds.length};
// Sets of special types, by their place among those words.
inline constexpr unsigned pfn_kinds = ${kindSet(pfnKinds)};
inline constexpr unsigned migration_kinds = ${kindSet(migrationKinds)};
inline constexpr unsigned writable_kinds = ${kindSet(writableKinds)};
inline constexpr unsigned marker_kinds = ${kindSet(markerKinds)};

// Bits of Config::switches, and what the paging mode adds to them.
inline constexpr unsigned ${switches.map((id, i) => `switch_${snake(id)} = 1u << ${i}`).join(', ')};
inline constexpr unsigned switch_count = ${switches.length}, need_paging4 = 1u << ${needs.indexOf('paging4')}, need_paging5 = 1u << ${needs.indexOf('paging5')};

}  // namespace rows
}  // namespace pte
`;
}
