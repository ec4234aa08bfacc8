// How a long array is gone through. Which form is the fastest depends on whose machine it is: one reads a line before it writes
// it, the other does not. So no number here says which: of an array that no cache holds the beginning says it for the rest.
#pragma once
#include <chrono>
#include <cstddef>

#include "../codec/columns.hpp"
#include "caches.hpp"
#include "race.hpp"

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

inline std::chrono::nanoseconds now() noexcept { return std::chrono::steady_clock::now().time_since_epoch(); }

/**
 * Runs over `n` words, of which each moves so many bytes, in the fastest of the forms; or in the first, where a cache holds the
 * whole array that the race is of, or it is too short to say. `run(form, from, n)` returns how many words it came; where that is
 * less than `n` all ends there.
 */
template <std::size_t count, class Run>
std::size_t in_fastest_form(const Form (&forms)[count], std::size_t n, std::size_t bytes, Race& race, const Run& run) noexcept {
    const Form* wanted = wanted_form();
    if (wanted && *wanted != Form::measured) return run(*wanted, 0, n);
    if (!wanted && race.total * bytes <= largest_cache()) return run(forms[0], 0, n);
    std::size_t at = 0;
    for (Race::Leg leg; leg = race.next(count, n - at), leg.half != 0;) {
        const std::size_t first = run(forms[leg.form], at, leg.half);
        const auto start = now();
        const std::size_t second = first < leg.half ? 0 : run(forms[leg.form], at + first, leg.half);
        at += first + second;
        if (second < leg.half) return at;
        race.took(leg, now() - start);
    }
    return at + run(forms[race.best()], at, n - at);
}

}  // namespace pte
