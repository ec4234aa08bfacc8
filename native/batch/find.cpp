#include "find.hpp"

#include "passes.hpp"

namespace pte {

bool steps_fit(const FindStep* steps, std::size_t count) noexcept {
    std::size_t answers = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const u64 does = steps[i].does;
        if (does > does_or || (does == does_test ? answers == most_answers : answers < 2)) return false;
        answers = does == does_test ? answers + 1 : answers - 1;
    }
    return answers == 1;
}

std::size_t find_batch(const Question& question, const u64* words, std::size_t from, std::size_t n, u32* found,
                       std::size_t capacity) noexcept {
    return capacity == 0 ? 0 : passes().find_words(question, words, from, n, {found, 0, capacity});
}

}  // namespace pte
