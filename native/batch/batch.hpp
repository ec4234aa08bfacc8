// The public face of the core: arrays of entries to columns and back. Nothing here throws, allocates or prints.
#pragma once
#include "../codec/columns.hpp"
#include "../codec/lane_masks.hpp"
#include "../spec/layout.hpp"

namespace pte {

class Race;  // race.hpp

/** A layout made ready, which takes as long as to decode some ten words: for many short calls it is made once. */
struct Prepared {
    Layout layout;
    LaneMasks masks;
};
Prepared prepare(const Layout& layout) noexcept;

/** Decodes `n` words. Total: every word has a meaning. */
void decode_batch(const Prepared& prepared, const u64* words, std::size_t n, const Columns& out) noexcept;
void decode_batch(const Layout& layout, const u64* words, std::size_t n, const Columns& out) noexcept;
/** The same of a part of an array, of which other threads do others: they share what it says of forms(). */
void decode_batch(const Prepared& prepared, const u64* words, std::size_t n, const Columns& out, Race& race) noexcept;

/** Encodes `n` rows; returns the first row that no entry decodes to, before which all words are written, or `n`. */
std::size_t encode_batch(const Prepared& prepared, const ConstColumns& rows, std::size_t n, u64* words) noexcept;
std::size_t encode_batch(const Layout& layout, const ConstColumns& rows, std::size_t n, u64* words) noexcept;
/** The same of a part of an array. */
std::size_t encode_batch(const Prepared& prepared, const ConstColumns& rows, std::size_t n, u64* words, Race& race) noexcept;

/** Instruction sets that this machine runs, the best last; returns how many of the `capacity` names it wrote. */
std::size_t targets(const char** names, std::size_t capacity) noexcept;

/** Uses one of targets() from now on, for the whole process; false if the machine lacks it. */
bool set_target(const char* name) noexcept;

/** How a long array can be gone through: which form is the fastest depends on the machine, what is written does not. Returns
 * how many of the `capacity` names it wrote. */
std::size_t forms(const char** names, std::size_t capacity) noexcept;

/** Goes through all arrays in one of forms() from now on, for the whole process; with null the beginning of each array that no
 * cache holds says which it is to be. False if there is no such form. */
bool set_form(const char* name) noexcept;

}  // namespace pte
