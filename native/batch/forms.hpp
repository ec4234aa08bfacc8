// How a long array is gone through. Which form is the fastest depends on whose machine it is: one reads a line before it writes
// it, the other does not. So no number here says which: of an array that no cache holds the beginning says it for the rest.
#pragma once
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

#include "../codec/columns.hpp"
#include "caches.hpp"

namespace pte {

/** What is written is the same whichever it is. */
enum class Form : unsigned char {
    two_passes,   // flags and kinds of some blocks, then their payloads
    one_pass,     // block by block
    past_caches,  // in two passes, with stores past the caches
    measured,     // the fastest of these, whatever a cache holds
};
inline constexpr const char* form_names[] = {"two-passes", "one-pass", "past-caches", "measured"};

/** The form that set_form() asked for; null where an array is to say that no cache holds. */
const Form* wanted_form() noexcept;

/** Each form is tried so often, in turns, on slices that are in all this part of the array. */
inline constexpr std::size_t tries = 3, tried_part = 16;
/** Words: to go through a shorter slice takes not much longer than to look at the clock. */
inline constexpr std::size_t shortest_slice = 2048;

inline std::chrono::nanoseconds now() noexcept { return std::chrono::steady_clock::now().time_since_epoch(); }

/**
 * Runs over `n` words, of which each moves so many bytes, in the fastest of the forms; or in the first, where a cache holds all
 * or the array is too short to say. `run(form, from, n)` returns how many words it came; where that is less than `n` all ends
 * there.
 */
template <std::size_t count, class Run>
std::size_t in_fastest_form(const Form (&forms)[count], std::size_t n, std::size_t bytes, const Run& run) noexcept {
    const std::size_t slice = n / (tries * count * tried_part) / (2 * cache_line) * (2 * cache_line);
    const Form* wanted = wanted_form();
    if (wanted && *wanted != Form::measured) return run(*wanted, 0, n);
    if (slice < shortest_slice || (!wanted && n * bytes <= largest_cache())) return run(forms[0], 0, n);
    std::array<std::chrono::nanoseconds, count> took;  // at the best try, since what disturbs takes time
    took.fill(std::chrono::nanoseconds::max());
    std::size_t at = 0;
    for (std::size_t i = 0; i < tries * count; ++i, at += slice) {
        // The first half is not counted: there the caches get rid of what another form left in them
        const std::size_t form = i % count, first = run(forms[form], at, slice / 2);
        const auto start = now();
        const std::size_t second = first < slice / 2 ? 0 : run(forms[form], at + first, slice / 2);
        if (first + second < slice) return at + first + second;
        took[form] = std::min(took[form], now() - start);
    }
    const std::size_t fastest = std::size_t(std::min_element(took.begin(), took.end()) - took.begin());
    return at + run(forms[fastest], at, n - at);
}

}  // namespace pte
