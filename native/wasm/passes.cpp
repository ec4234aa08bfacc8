// What takes words as they stand, for JavaScript. Compiled for size: at -O3 the loops are four times as long, and no faster.
#include "../batch/passes.hpp"

#include <bit>
#include <cstring>

#include "../codec/intrinsics.hpp"
#include "door.hpp"

#define PTE_INLINE [[gnu::always_inline]] inline

namespace pte::simd128 {
#include "../codec/words/simd128-inl.hpp"
#include "../batch/find_loops-inl.hpp"
#include "../batch/map_loops-inl.hpp"
}  // namespace pte::simd128

using namespace pte;

const Passes& pte::passes() noexcept {
    static constexpr Passes all{"wasm", simd128::find_words};
    return all;
}

/** Adds words to the numbers of a census. */
PTE_DOOR(census)
std::size_t door_census(std::size_t n, const u64* words, bool by_kind, Census* counts) {
    census_batch(wasm::layout, words, n, by_kind, *counts);
    return n;
}

/** How many words answer yes; their places, which are counted from `base` on, as many as there is room for. */
PTE_DOOR(find)
std::size_t door_find(std::size_t n, const u64* words, u32 base, const FindStep* steps, std::size_t count, u32* found,
                      std::size_t capacity) {
    const std::size_t there = find_batch({steps, count}, words, 0, n, found, capacity);
    for (std::size_t i = 0; i < there; ++i) found[i] += base;
    return there;
}

/** Where the steps of a map are put before map(). */
static MapStep map_steps[most_map_steps];
PTE_DOOR(mapSteps) MapStep* door_map_steps() { return map_steps; }

/** Takes words through the first so many of these steps. */
PTE_DOOR(map)
std::size_t door_map(std::size_t n, std::size_t count, const u64* words, u64* into) {
    const Map map{map_steps, count};
    map_each(map, words, simd128::map_words(map, false, words, n, into), n, into);
    return n;
}
