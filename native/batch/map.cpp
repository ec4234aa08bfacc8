#include "map.hpp"

#include <algorithm>
#include <cstdint>

#include "forms.hpp"
#include "passes.hpp"

namespace pte {
namespace {

/** How many words to go until the one that is written begins a line of the cache. */
std::size_t to_line(const u64* written, std::size_t n) noexcept {
    const std::size_t past = reinterpret_cast<std::uintptr_t>(written) % cache_line;
    return std::min(n, (cache_line - past) % cache_line / sizeof(u64));
}

constexpr std::size_t bytes_moved = 2 * sizeof(u64);  // by a word
constexpr Form forms_to_try[] = {Form::one_pass, Form::past_caches};

/** How many words of whole blocks were done: lines that are read and written anew, or, in place, lines that are read anyway. */
std::size_t map_blocks(const Map& map, const u64* words, std::size_t n, u64* into, Race& race) noexcept {
    const auto run = [&](Form form, std::size_t at, std::size_t some) {
        return passes().map_words(map, form == Form::past_caches, words + at, some, into + at);
    };
    return words == into ? run(Form::one_pass, 0, n) : in_fastest_form(forms_to_try, n, bytes_moved, race, run);
}

}  // namespace

bool map_steps_fit(const MapStep* steps, std::size_t count) noexcept {
    return count > 0 && count <= most_map_steps && steps[0].mask == 0 && steps[0].value == 0 && steps[0].some == 0;
}

void map_batch(const Map& map, const u64* words, std::size_t n, u64* into) noexcept {
    Race race{n};
    map_batch(map, words, n, into, race);
}

void map_batch(const Map& map, const u64* words, std::size_t n, u64* into, Race& race) noexcept {
    const std::size_t head = to_line(into, n);
    map_each(map, words, 0, head, into);
    map_each(map, words, head + map_blocks(map, words + head, n - head, into + head, race), n, into);
}

}  // namespace pte
