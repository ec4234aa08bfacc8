// What a helper of the kernel makes of one word, for arrays of them. Nothing here throws, allocates or prints, or knows any
// kernel: lib/batch/mapSteps.ts asks the helper, and makes steps of what it says.
#pragma once
#include "../spec/row.hpp"

namespace pte {

class Race;  // race.hpp

/**
 * Where (word & mask) == value and, unless `some` is 0, word & some is not 0, of the word as it was: there what it is by now
 * becomes (word & keep) ^ flip.
 */
struct MapStep {
    u64 mask, value, some, keep, flip;
};

/** How many steps there are at the most. */
inline constexpr std::size_t most_map_steps = 8;

/** Whether there are no more steps than that, and the first holds for every word. */
bool map_steps_fit(const MapStep* steps, std::size_t count) noexcept;

/** Steps that fit. */
struct Map {
    const MapStep* steps;
    std::size_t count;
};

/** One word, as a map has it. */
inline u64 mapped_word(const Map& map, u64 was) noexcept {
    u64 word = was;
    for (std::size_t i = 0; i < map.count; ++i) {
        const MapStep& s = map.steps[i];
        if ((was & s.mask) == s.value && (s.some == 0 || (was & s.some) != 0)) word = (word & s.keep) ^ s.flip;
    }
    return word;
}
/** The words from `from` to before `n`, one at a time. */
inline void map_each(const Map& map, const u64* words, std::size_t from, std::size_t n, u64* into) noexcept {
    for (std::size_t i = from; i < n; ++i) into[i] = mapped_word(map, words[i]);
}

/** Takes `n` words through the steps. `into` is `words` itself, or in memory apart. */
void map_batch(const Map& map, const u64* words, std::size_t n, u64* into) noexcept;
/** The same of a part of an array, of which other threads do others: they share what it says of the forms of batch.hpp. */
void map_batch(const Map& map, const u64* words, std::size_t n, u64* into, Race& race) noexcept;

}  // namespace pte
