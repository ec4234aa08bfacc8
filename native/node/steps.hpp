// The steps of a question, from JavaScript.
#pragma once
#include <vector>

#include "../batch/find.hpp"
#include "arguments.hpp"

namespace pte::node {

/** Steps of lib/query/steps.ts, copied so that they stay as they were checked. */
inline bool unpack_steps(const Napi::CallbackInfo& info, std::size_t i, std::vector<FindStep>& out) {
    Span<u64> words;
    if (!unpack(info, i, "steps", words)) return false;
    constexpr std::size_t width = sizeof(FindStep) / sizeof(u64);
    out.resize(words.size / width);
    if (!out.empty()) std::memcpy(out.data(), words.data, out.size() * sizeof(FindStep));
    return (words.size % width == 0 && steps_fit(out.data(), out.size())) ||
           range_error(info.Env(),
                       "expected steps that leave one answer, got " + std::to_string(words.size) + " words of others");
}

}  // namespace pte::node
