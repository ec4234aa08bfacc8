// How many words of an array there are of what. Nothing here throws, allocates or prints.
#pragma once
#include "../spec/layout.hpp"

namespace pte {

inline constexpr unsigned named_flags = 8;  // the high byte of the flags column

/** Counts, to which a call adds. lib/batch/engine/censusAt.ts has the same order. */
struct Census {
    u64 kinds[1u << kind_width];
    u64 types[1u << rows::swp_type.width()];           // entries that have a type, by it
    u64 flags[named_flags];                            // as the flags column says them, from flag_enc on
    u64 flags_of_kind[1u << kind_width][named_flags];  // the same by kind, where they are asked for
};

/** Adds up `n` words; `by_kind` asks for flags_of_kind too, which takes longer where many kinds are mixed. */
void census_batch(const Layout& layout, const u64* words, std::size_t n, bool by_kind, Census& counts) noexcept;

}  // namespace pte
