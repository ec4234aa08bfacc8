// Numbers in the bytes of a register made one bit of eight, to be counted.
#pragma once
#include "outer_tables.hpp"

namespace pte {

/** Numbers from `first` on, eight of them, are a bit each, and all others nothing: as a table of all numbers under 64 too. */
struct Eights {
    alignas(64) u8 by_number[64];
    Each first;
};

constexpr Eights eights(unsigned first) {
    Eights e{};
    e.first = each(first);
    for (unsigned i = 0; i < 8; ++i) e.by_number[first + i] = u8(1u << i);
    return e;
}

/** The same for those from 120 on; a place from 128 on finds nothing. */
inline constexpr Places one_of_eight = {{1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128}};
inline constexpr Each to_last_eight = each(120);

}  // namespace pte
