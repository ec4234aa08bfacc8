// The loops that change words. Included after the operations on words of each instruction set, in its namespace, so without an
// include guard.
#ifndef PTE_INLINE
#include "../codec/words/portable-inl.hpp"
#include "passes.hpp"
#endif

inline constexpr std::size_t map_block = 4 * words_at_once;  // words

/** A step with each of its numbers in every word of a register. */
struct WideStep {
    WordVec mask, value, some, keep, flip;
};
PTE_INLINE WideStep wide_step(const MapStep& s) {
    return {all_words(s.mask), all_words(s.value), all_words(s.some), all_words(s.keep), all_words(s.flip)};
}

/** What stands after the first step, in this order: as data in the loop it would cost two thirds more. */
struct MapShape {
    std::size_t moves;      // steps of any sort without `some`
    std::size_t but_empty;  // those that flip, and nothing else, what has none of `mask` but some of `some`
    std::size_t flips;      // those that flip what has none of `mask`
};
inline bool only_flips(const MapStep& s) { return s.value == 0 && s.keep == ~u64(0); }
inline MapShape shape_of(const Map& map) {
    const MapStep *step = map.steps + 1, *const end = map.steps + map.count;
    MapShape shape{};
    for (; step < end && !only_flips(*step) && step->some == 0; ++step) ++shape.moves;
    for (; step < end && only_flips(*step) && step->some != 0; ++step) ++shape.but_empty;
    for (; step < end && only_flips(*step) && step->some == 0; ++step) ++shape.flips;
    return step == end ? shape : MapShape{most_map_steps, 0, 0};
}

template <MapShape shape, bool past_caches>
std::size_t map_shape(const MapStep* steps, const u64* words, std::size_t n, u64* into) {
    constexpr std::size_t moves = 1 + shape.moves, but_empty = moves + shape.but_empty, count = but_empty + shape.flips;
    WideStep wide[count];
    for (std::size_t s = 0; s < count; ++s) wide[s] = wide_step(steps[s]);
    std::size_t i = 0;
    for (; n - i >= map_block; i += map_block)
#pragma GCC unroll 4
        for (std::size_t at = i; at < i + map_block; at += words_at_once) {
            const WordVec was = load_words(words + at);
            WordVec w = kept_and_flipped(was, wide[0].keep, wide[0].flip);
#pragma GCC unroll 8
            for (std::size_t s = 1; s < count; ++s) {
                const WideStep& step = wide[s];
                if (s < moves)
                    w = changed_at(equal_in(was, step.mask, step.value), w, step.keep, step.flip);
                else if (s < but_empty)
                    w = flipped_at(none_but_some(was, step.mask, step.some), w, step.flip);
                else
                    w = flipped_at(none_in(was, step.mask), w, step.flip);
            }
            past_caches ? stream_words(into + at, w) : store_words(into + at, w);
        }
    if (past_caches) end_streams();
    return i;
}

using MapLoop = std::size_t (*)(const MapStep*, const u64*, std::size_t, u64*);
/** By moves, steps but for empty words, and flips: those that helpers have. */
template <bool past_caches>
constexpr MapLoop map_loops[2][2][2] = {{{map_shape<MapShape{0, 0, 0}, past_caches>, map_shape<MapShape{0, 0, 1}, past_caches>},
                                         {map_shape<MapShape{0, 1, 0}, past_caches>, map_shape<MapShape{0, 1, 1}, past_caches>}},
                                        {{map_shape<MapShape{1, 0, 0}, past_caches>, map_shape<MapShape{1, 0, 1}, past_caches>},
                                         {map_shape<MapShape{1, 1, 0}, past_caches>, map_shape<MapShape{1, 1, 1}, past_caches>}}};

/** Whole blocks, for steps of a shape that there is a loop for; how many words these are. */
std::size_t map_words(const Map& map, bool past_caches, const u64* words, std::size_t n, u64* into) noexcept {
    const MapShape s = shape_of(map);
    if (s.moves > 1 || s.but_empty > 1 || s.flips > 1) return 0;
    return (past_caches ? map_loops<true> : map_loops<false>)[s.moves][s.but_empty][s.flips](map.steps, words, n, into);
}
