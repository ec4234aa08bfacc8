// The words of a map from JavaScript, and its steps.
#pragma once
#include <algorithm>

#include "../batch/map.hpp"
#include "arguments.hpp"

namespace pte::node {

/** What map() is handed: steps, words, into, which may be the words themselves. */
struct MapArguments {
    Span<u64> words, into;
    MapStep steps[most_map_steps];  // a copy, so that they stay as they were checked
    std::size_t count = 0;

    Map map() const { return {steps, count}; }
    bool unpack_from(const Napi::CallbackInfo& info) {
        const Napi::Env env = info.Env();
        Span<u64> numbers;
        if (!unpack(info, 0, "steps", numbers) || !unpack(info, 1, "words", words) || !unpack(info, 2, "into", into))
            return false;
        constexpr std::size_t width = sizeof(MapStep) / sizeof(u64);
        count = numbers.size / width;
        if (count > 0) std::memcpy(steps, numbers.data, std::min(count, most_map_steps) * sizeof(MapStep));
        if (numbers.size % width != 0 || !map_steps_fit(steps, count))
            return range_error(env, "expected steps of which the first is for every word, got others");
        return hold(env, words.size, {into}) && (words.data == into.data || apart(env, words.size, {words}, {into}));
    }
};

}  // namespace pte::node
