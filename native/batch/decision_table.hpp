// Kernel logic over arrays. What a function does to an entry depends on a few of its bits and a few facts of its page: that
// is a table of rows, and a row says how the new entry comes from a page frame number. Nothing here knows any kernel.
#pragma once
#include "../spec/row.hpp"

namespace pte {

/** How the new entry is made: `base` with the bits of `flip` inverted where the shifted page frame number has ones. */
struct DecisionRow {
    u64 base, flip;
    u32 shift;   // of the page frame number, under 64
    u32 source;  // 0 the first array of page frame numbers, 1 the second, no_decision where there is no such entry
};
inline constexpr u32 no_decision = 2;

/** How a page frame number goes into an entry, as a row has it. */
struct Placing {
    u64 flip;
    u32 shift, source;
};
/**
 * Rows that differ in `base` and in which of two placings they have: then one look-up tells all of a row, since two bits that all
 * bases have alike are put to use in it.
 */
struct PackedRows {
    const u64* bases;
    u64 none;   // the bit that says that there is no such row
    u64 other;  // the bit that says that it is the second placing
    u64 fixed;  // what these bits are in every base
    Placing placings[2];
};
/** Packs rows into as many `bases`; false where they differ in more. */
bool pack_rows(const DecisionRow* rows, std::size_t size, u64* bases, PackedRows& out) noexcept;

/** Rows by the bits of `mask` in the entry, packed together, then `facts` bits of the page above them. */
struct DecisionTable {
    const DecisionRow* rows;
    u64 mask;
    unsigned facts;
    const PackedRows* packed = nullptr;  // the same rows, where they can be packed
};

struct DecisionArrays {
    const u64* words;
    const u8* facts;
    const u64* pfns;
    const u64* copies;
    u64* out;
    u32* rows;  // which row was taken
};

/** Decides `n` entries; returns the first for which there is no row, before which all are written, or `n`. */
std::size_t decide_batch(const DecisionTable& table, const DecisionArrays& arrays, std::size_t n) noexcept;

}  // namespace pte
