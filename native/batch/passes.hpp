// The loops over words as they stand, compiled for each instruction set.
#pragma once
#include <bit>

#include "../spec/layout.hpp"
#include "census.hpp"
#include "census_tables.hpp"
#include "decision_table.hpp"
#include "find.hpp"
#include "map.hpp"

namespace pte {

/** Where the places of words go that are found. */
struct Found {
    u32* places;
    std::size_t count, capacity;
};
inline void put(Found& f, u64 bits, std::size_t at) noexcept {
    for (; bits != 0 && f.count < f.capacity; bits &= bits - 1)
        f.places[f.count++] = u32(at + std::size_t(std::countr_zero(bits)));
}

/** The loops of one instruction set. */
struct Passes {
    const char* target;  // as targets() names it
    std::size_t (*find_words)(const Question&, const u64* words, std::size_t from, std::size_t n, const Found&) noexcept;
    std::size_t (*map_words)(const Map&, bool past_caches, const u64* words, std::size_t n, u64* into) noexcept = nullptr;
    void (*census_words)(const CensusTables&, bool by_kind, const u64* words, std::size_t n, Census&) noexcept = nullptr;
    std::size_t (*decide_packed)(const DecisionTable&, const DecisionArrays&, std::size_t n) noexcept = nullptr;
    bool vbmi = false;
};

/** Those of the target that is in use; of one that has none of its own, those that any machine runs. */
const Passes& passes() noexcept;

}  // namespace pte
