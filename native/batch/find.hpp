// Which words of an array answer a question about their bits with yes. Nothing here throws, allocates or prints.
#pragma once
#include "../spec/row.hpp"

namespace pte {

/** What a step of a question does: it asks the word at hand, or takes the last two answers and puts one in their place. */
enum Does : u64 { does_test, does_and, does_or };

/**
 * A test holds where (word & mask) == value and, unless width is 0, ((word ^ flip) & field) - low < width. lib/query/steps.ts
 * makes such steps of a query.
 */
struct FindStep {
    u64 mask, value, flip, field, low, width, does;
};

/** How many answers wait at once at the most. */
inline constexpr std::size_t most_answers = 32;

/** Whether steps make one answer: none takes more than there are, and one is left. */
bool steps_fit(const FindStep* steps, std::size_t count) noexcept;

/** A question as steps that fit. */
struct Question {
    const FindStep* steps;
    std::size_t count;
};

/**
 * Writes the places of words from `from` to before `n` that answer yes, in order, until `capacity` are written; returns how
 * many. With `capacity` of them there may be more after the last. `n` is 2^32 at the most.
 */
std::size_t find_batch(const Question& question, const u64* words, std::size_t from, std::size_t n, u32* found,
                       std::size_t capacity) noexcept;

}  // namespace pte
