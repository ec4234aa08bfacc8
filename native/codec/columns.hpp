// What arrays of entries decode to: four columns, of which spec/kinds.ts says what they hold.
#pragma once
#include "../spec/row.hpp"

namespace pte {

inline constexpr std::size_t cache_line = 64;  // bytes

/** Columns to write, each with room for as many entries as are decoded; none may overlap another or the words. */
struct Columns {
    u8* kind;
    u8* type;
    u32* flags;
    u64* payload;
};

/** Columns to read. */
struct ConstColumns {
    const u8* kind;
    const u8* type;
    const u32* flags;
    const u64* payload;
};

/** The columns from entry `i` on. */
constexpr Columns from(const Columns& c, std::size_t i) { return {c.kind + i, c.type + i, c.flags + i, c.payload + i}; }
constexpr ConstColumns from(const ConstColumns& c, std::size_t i) { return {c.kind + i, c.type + i, c.flags + i, c.payload + i}; }

}  // namespace pte
