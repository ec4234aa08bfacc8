// The loops that change words. Included after the operations on words of each instruction set, in its namespace, so without an
// include guard.
#ifndef PTE_INLINE
#include "../codec/words/portable-inl.hpp"
#include "passes.hpp"
#endif

inline constexpr std::size_t map_block = 4 * words_at_once;  // words

/** A step with each of its numbers in every word of a register. */
struct WideStep {
    WordVec mask, value, keep, flip;
};
PTE_INLINE WideStep wide_step(const MapStep& s) {
    return {all_words(s.mask), all_words(s.value), all_words(s.keep), all_words(s.flip)};
}

/** A step that changes nothing but the bits of `flip`, where the word has none of those of `mask`. */
inline bool only_flips(const MapStep& s) { return s.value == 0 && s.keep == ~u64(0); }

/**
 * Whole blocks. After the first step come `moves` of any sort, then `flips` that only flip: as data in the loop their number
 * and sort cost two thirds more.
 */
template <std::size_t moves, std::size_t flips, bool past_caches>
std::size_t map_shape(const MapStep* steps, const u64* words, std::size_t n, u64* into) {
    constexpr std::size_t count = 1 + moves + flips;
    WideStep wide[count];
    for (std::size_t s = 0; s < count; ++s) wide[s] = wide_step(steps[s]);
    std::size_t i = 0;
    for (; n - i >= map_block; i += map_block)
#pragma GCC unroll 4
        for (std::size_t at = i; at < i + map_block; at += words_at_once) {
            const WordVec was = load_words(words + at);
            WordVec w = kept_and_flipped(was, wide[0].keep, wide[0].flip);
#pragma GCC unroll 8
            for (std::size_t s = 1; s <= moves; ++s)
                w = changed_at(equal_in(was, wide[s].mask, wide[s].value), w, wide[s].keep, wide[s].flip);
#pragma GCC unroll 8
            for (std::size_t s = 1 + moves; s < count; ++s) w = flipped_at(none_in(was, wide[s].mask), w, wide[s].flip);
            if (past_caches)
                stream_words(into + at, w);
            else
                store_words(into + at, w);
        }
    if (past_caches) end_streams();
    return i;
}

using MapLoop = std::size_t (*)(const MapStep*, const u64*, std::size_t, u64*);
inline constexpr std::size_t most_moves = 1, most_flips = 3;
template <std::size_t moves, bool past_caches>
constexpr MapLoop map_shapes[most_flips + 1] = {map_shape<moves, 0, past_caches>, map_shape<moves, 1, past_caches>,
                                                map_shape<moves, 2, past_caches>, map_shape<moves, 3, past_caches>};
template <bool past_caches>
std::size_t map_blocks(std::size_t moves, std::size_t flips, const MapStep* steps, const u64* words, std::size_t n, u64* into) {
    return (moves ? map_shapes<1, past_caches> : map_shapes<0, past_caches>)[flips](steps, words, n, into);
}

/** Whole blocks, for steps of a shape that there is a loop for; how many words these are. */
std::size_t map_words(const Map& map, bool past_caches, const u64* words, std::size_t n, u64* into) noexcept {
    std::size_t flips = 0;
    while (flips + 1 < map.count && only_flips(map.steps[map.count - 1 - flips])) ++flips;
    const std::size_t moves = map.count - 1 - flips;
    if (moves > most_moves || flips > most_flips) return 0;
    return (past_caches ? map_blocks<true> : map_blocks<false>)(moves, flips, map.steps, words, n, into);
}
